package codec

import (
	"errors"
	"io"

	"girod/formats"
	"girod/formats/money"
)

// Inspection is what girod inspect --json prints of a file. Its names are a contract
// with the scripts of users. Amounts are text with the currency's decimals.
type Inspection struct {
	File         string         `json:"file"`
	Format       string         `json:"format"`
	Version      string         `json:"version"`
	MessageID    string         `json:"messageId"`
	CreatedAt    string         `json:"createdAt"`
	Statements   []StatementRow `json:"statements"`
	Entries      int            `json:"entries"`
	TxDetails    int            `json:"txDetails"`
	Totals       []TotalRow     `json:"totals"`
	BookedTotals []TotalRow     `json:"bookedTotals"`
	Findings     []FindingRow   `json:"findings"`
	// MoreFindings counts those beyond what is listed.
	MoreFindings int      `json:"moreFindings,omitempty"`
	Error        *Refusal `json:"error,omitempty"`
}

// StatementRow is one account's part of a file.
type StatementRow struct {
	ID        string     `json:"id"`
	Account   string     `json:"account"`
	Currency  string     `json:"currency"`
	Sequence  string     `json:"sequence"`
	Opening   string     `json:"opening"` // "" when the file gives none
	Closing   string     `json:"closing"`
	Entries   int        `json:"entries"`
	TxDetails int        `json:"txDetails"`
	Totals    []TotalRow `json:"totals"`
}

// TotalRow is a sum in one currency.
type TotalRow struct {
	Currency string `json:"currency"`
	Credit   string `json:"credit"`
	Debit    string `json:"debit"`
}

// FindingRow is what a careful reader must be told.
type FindingRow struct {
	Place string `json:"place"`
	Code  string `json:"code"`
	Text  string `json:"text"`
	Doubt bool   `json:"doubt"` // receive and the daemon hold such a file
}

// Refusal says why a file could not be read, and where.
type Refusal struct {
	Line  int    `json:"line,omitempty"`
	Place string `json:"place"`
	Code  string `json:"code"`
	Got   string `json:"got"`
	Want  string `json:"want"`
	Text  string `json:"text"` // the whole message, as people see it
}

// Inspect reads a file and shows what is in it. The error is that of [Reading.Read]; it
// also stands in the Inspection, which is complete either way. With strict the file is
// read once more and held to its schema, and what that finds stands among the findings.
func (g Reading) Inspect(r io.Reader, name string, strict bool, sink formats.Sink) (Inspection, error) {
	var sum *formats.Summary
	read := func(r io.Reader) (err error) {
		sum, err = g.Read(r, name, sink)
		return err
	}
	var err error
	if strict {
		err = formats.Twice(r, g.Limits, read, func(r io.Reader) error { return g.strictly(r, sum) })
	} else {
		err = read(r)
	}
	if err != nil {
		return refused(name, err), err
	}
	return Show(name, sum), nil
}

// Show turns a summary into what is printed.
func Show(name string, s *formats.Summary) Inspection {
	out := Inspection{
		File: name, Format: s.Format, Version: s.Version, MessageID: s.MessageID, CreatedAt: s.CreatedAt,
		Statements: make([]StatementRow, 0, len(s.Statements)),
		Entries:    s.Entries, TxDetails: s.Details,
		Totals: totalRows(s.Totals), BookedTotals: totalRows(s.Booked),
		Findings: make([]FindingRow, 0, len(s.Findings)), MoreFindings: s.MoreFindings,
	}
	for _, st := range s.Statements {
		out.Statements = append(out.Statements, StatementRow{
			ID: st.ID, Account: st.Account.ID, Currency: string(currencyOf(st)), Sequence: st.Sequence,
			Opening: balance(st.Opening), Closing: balance(st.Closing),
			Entries: st.Entries, TxDetails: st.Details, Totals: totalRows(st.Totals),
		})
	}
	for _, f := range s.Findings {
		out.Findings = append(out.Findings, FindingRow{Place: f.Origin.String(), Code: f.Code, Text: f.Text, Doubt: f.Doubt})
	}
	return out
}

// refused shows a file that could not be read.
func refused(name string, err error) Inspection {
	out := Show(name, &formats.Summary{})
	out.Error = &Refusal{Code: "unreadable", Text: err.Error()}
	var e *formats.Error
	if errors.As(err, &e) {
		out.Error = &Refusal{Line: e.Line, Place: e.At, Code: e.Code, Got: formats.Excerpt(e.Got), Want: e.Want, Text: err.Error()}
	}
	return out
}

// currencyOf is the account's currency, else that of a balance.
func currencyOf(s formats.StatementSummary) money.Currency {
	switch {
	case s.Account.Currency != "":
		return s.Account.Currency
	case s.Opening != nil:
		return s.Opening.Amount.Currency
	case s.Closing != nil:
		return s.Closing.Amount.Currency
	case len(s.Totals) == 1:
		return s.Totals[0].Currency
	}
	return ""
}

func balance(b *formats.Balance) string {
	if b == nil {
		return ""
	}
	return b.Amount.Decimal()
}

func totalRows(totals []formats.Total) []TotalRow {
	rows := make([]TotalRow, 0, len(totals))
	for _, t := range totals {
		rows = append(rows, TotalRow{string(t.Currency), money.Of(t.Credit, t.Currency).Decimal(), money.Of(t.Debit, t.Currency).Decimal()})
	}
	return rows
}
