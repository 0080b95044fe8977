package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/outbox"
)

// caseMessageJSON is what a partner is told of a case in their hands: who it is about in
// their numbers and ours, what happened, and of a payment what it took.
type caseMessageJSON struct {
	Message     string          `json:"message"`
	Event       int64           `json:"event"`
	Case        string          `json:"case"`
	PartnerCase string          `json:"partnerCase"`
	DebtorNo    string          `json:"debtorNo"`
	Day         string          `json:"day"`
	At          string          `json:"at"`
	By          string          `json:"by"`
	Text        string          `json:"text"`
	Details     string          `json:"details,omitempty"`
	Payment     *registeredJSON `json:"payment,omitempty"`
	Files       []documentJSON  `json:"files,omitempty"`
}

// renderCaseEvent writes an event of a case for the partner that has it, behind the files
// it carries: when the message is there, so is all it names.
func (h *house) renderCaseEvent(tx *ledger.Tx, o outbox.Order) ([]document, error) {
	m, err := cases.MessageOf(o)
	if err != nil {
		return nil, err
	}
	e, at, by, err := cases.FindEvent(tx, m.Event)
	if err != nil {
		return nil, err
	}
	c, err := cases.Load(tx, e.Case)
	if err != nil {
		return nil, err
	}
	v := caseMessageJSON{
		Message: strings.ReplaceAll(e.Kind, "-", "_"), Event: e.ID, Case: c.Number, PartnerCase: c.PartnerNo, DebtorNo: c.DebtorNo, Day: e.Day.String(),
		At: at, By: by, Text: e.Text, Details: e.Details,
	}
	if m.Payment != 0 {
		r, err := cases.FindRegistered(tx, m.Payment)
		if err != nil {
			return nil, err
		}
		p, err := registeredValue(tx, r)
		if err != nil {
			return nil, err
		}
		v.Payment = &p
	}
	base := fmt.Sprintf("%s-%06d", c.Number, e.ID)
	var docs []document
	for n, d := range e.Documents {
		body, err := h.archived(d.Digest)
		if err != nil {
			return nil, fmt.Errorf("order %s: %s: %w", o.Key, d.Name, err)
		}
		name := fmt.Sprintf("%s-%d%s", base, n+1, strings.ToLower(filepath.Ext(d.Name)))
		docs = append(docs, document{key: o.Key + part + name, name: name, body: body})
		v.Files = append(v.Files, documentJSON{d.Digest, name, string(d.Kind)})
	}
	body, err := json.MarshalIndent(v, "", "  ")
	return append(docs, document{key: o.Key, name: base + ".json", body: append(body, '\n')}), err
}

// archived reads bytes back by their digest.
func (h *house) archived(digest string) ([]byte, error) {
	r, err := h.x.Kept().Open(digest)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, cases.MaxAttachment+1))
}
