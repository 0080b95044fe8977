package codec

import (
	"bytes"
	"io"
	"strings"

	"girod/formats"
	"girod/formats/bgmax"
	"girod/formats/bounce"
	"girod/formats/camt"
	"girod/formats/finvoice"
	"girod/formats/lb"
	"girod/formats/mt940"
	"girod/formats/ocrgiro"
	"girod/formats/plain"
	"girod/formats/settlement"
	"girod/formats/sie"
	"girod/formats/svefaktura"
	"girod/formats/ubl"
)

// Spoken is a format as the table of formats tells it.
type Spoken struct {
	Room     string // its folder
	Name     string // what the trade calls it
	Versions string
	Reads    bool
	Writes   bool
}

// Speaks lists every format girod speaks, in the order of the trade: account reports,
// orders, invoices, books, lists, seals.
func Speaks() []Spoken {
	var all []Spoken
	for _, r := range rooms {
		all = append(all, r.Spoken)
	}
	return all
}

// room is a format and how it is recognised: by the name of an ISO 20022 message, by
// its first bytes, or (XML with namespaces of its own) in ofElement.
type room struct {
	Spoken
	messages []string // "camt.053"
	is       func(head []byte) bool
	read     reader
	idle     bool // read and counted, and nothing is done with it
}

var rooms = []room{
	{Spoken{"camt", "camt.052, camt.053, camt.054, with or without head.001", "001.01 to 001.14", true, false}, []string{"camt.052", "camt.053", "camt.054"}, nil, camt.Read, false},
	{Spoken{"bgmax", "BgMax (Bankgiro Inbetalningar)", "01", true, false}, nil, bgmax.Is, bgmax.Read, false},
	{Spoken{"ocrgiro", "OCR giro, AvtaleGiro (Nets)", "2003, 3.3", true, true}, nil, ocrgiro.Is, ocrgiro.Read, false},
	{Spoken{"mt940", "MT940", "", true, false}, nil, mt940.Is, mt940.Read, false},
	{Spoken{"pain", "pain.001 (payment order)", "read 001.03 to 001.12, written 001.03, 001.09", true, true}, []string{"pain.001"}, nil, readTransfers, false},
	{Spoken{"pain", "pain.002 (status)", "001.03 to 001.14", true, false}, []string{"pain.002"}, nil, readStatus, false},
	{Spoken{"pain", "pain.008 (direct debit)", "read 001.01 to 001.11, written 001.02, 001.08", true, true}, []string{"pain.008"}, nil, readDebits, false},
	{Spoken{"pain", "camt.055 (recall)", "001.08, 001.09", false, true}, nil, nil, nil, false},
	{Spoken{"pain", "camt.029 (answer to a recall)", "001.09, others alike", true, false}, []string{"camt.029"}, nil, readRecallAnswer, false},
	{Spoken{"lb", "Bankgirot LB (supplier payments) and its reports", "2014", true, false}, nil, lb.Is, lb.Read, false},
	{Spoken{"ubl", "Peppol BIS 3 Invoice and CreditNote; EHF Reminder and Payment Request; UBL Reminder", "UBL 2.1", true, true}, []string{}, nil, ubl.Read, false},
	{Spoken{"svefaktura", "Svefaktura, with ObjectEnvelope or SBDH", "1.0", true, false}, nil, nil, svefaktura.Read, false},
	{Spoken{"finvoice", "Finvoice", "1.2 to 3.0", true, false}, nil, finvoice.Is, finvoice.Read, false},
	{Spoken{"plain", "girod-invoices (CSV, JSON Lines), and exports by mapping", "1", true, true}, nil, plain.Is, plain.Read, false},
	{Spoken{"sie", "SIE 4E, 4I", "4B", true, true}, nil, sie.Is, sie.Read, true},
	{Spoken{"settlement", "Card and Swish settlement reports", "", true, false}, nil, settlement.Is, settlement.Read, false},
	{Spoken{"bounce", "Lists of undelivered letters (CSV, JSON Lines)", "1", true, false}, nil, bounce.Is, bounce.Read, false},
	{Spoken{"outcome", "Outcome of payments (CSV, JSON Lines)", "1", false, true}, nil, nil, nil, false},
	{Spoken{"letter", "Reminder letters (PDF), their index (CSV, JSON)", "1", false, true}, nil, nil, nil, false},
	{Spoken{"seal", "Bankgirot HMAC seal, OpenPGP, Secure Envelope", "2014, RFC 9580, 1.4", true, true}, nil, nil, nil, false},
}

// ofMessage gives the room of an ISO 20022 message.
func ofMessage(message string) *room {
	for i := range rooms {
		for _, name := range rooms[i].messages {
			if strings.HasPrefix(message, name) {
				return &rooms[i]
			}
		}
	}
	return nil
}

// ofRoom gives the reader of a folder with only one.
func ofRoom(folder string) reader {
	for i := range rooms {
		if rooms[i].Room == folder {
			return rooms[i].read
		}
	}
	return nil
}

// ofText gives the room of a file that is not XML.
func ofText(head []byte) *room {
	for i := range rooms {
		if rooms[i].is != nil && rooms[i].is(head) {
			return &rooms[i]
		}
	}
	return nil
}

// mapped gives the reader of a table whose columns the configuration names.
func (g Reading) mapped(head []byte) reader {
	switch {
	case g.Settlements.Is(head):
		return g.Settlements.Read
	case g.Invoices != nil && isText(head):
		return func(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
			return plain.Reader{Mapping: *g.Invoices}.Read(r, l, sink)
		}
	}
	return nil
}

// isText tells a table that people's programs export, in eight bits or as Excel's UTF-16,
// from what is no text at all.
func isText(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF")) ||
		!bytes.ContainsRune(head[:min(len(head), 512)], 0)
}
