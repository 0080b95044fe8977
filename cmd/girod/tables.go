package main

import (
	"strings"

	"girod/config"
	"girod/formats"
	"girod/formats/codec"
	"girod/formats/codes"
	"girod/formats/money"
	"girod/formats/plain"
	"girod/formats/settlement"
)

// reading is how a partner's files are read: its limits, and its names of columns.
func (h *house) reading(partner string) codec.Reading {
	out := codec.Reading{Limits: h.limits(partner)}
	p := h.partnerOf(partner)
	if p == nil {
		return out
	}
	if p.Invoices.Given() {
		m := invoiceColumns(&p.Invoices)
		out.Invoices = &m
	}
	for i := range p.Settlements {
		out.Settlements = append(out.Settlements, settlementColumns(&p.Settlements[i]))
	}
	return out
}

func invoiceColumns(c *config.InvoiceColumns) plain.Mapping {
	return plain.Mapping{
		Columns: c.Columns, Header: c.Header, Ignore: c.Ignore, Defaults: c.Defaults, Separator: c.Separator, Decimal: c.Decimal,
		Date: c.Date, Charset: c.Charset, Credits: c.Credits, Total: c.Total,
	}
}

func settlementColumns(c *config.SettlementColumns) settlement.Mapping {
	return settlement.Mapping{
		Name: c.Name, Acquirer: c.Acquirer, Separator: c.Separator, Decimal: c.Decimal, Day: c.Day, Currency: money.Currency(c.Currency),
		Columns: c.Columns, Types: c.Types, Kinds: c.Kinds, FeeNegative: c.FeeNegative, Totals: c.Totals,
	}
}

// checkTables says what is wrong with a partner's names of columns.
func checkTables(p *config.Partner) error {
	if p.Invoices.Given() {
		if err := invoiceColumns(&p.Invoices).Check(); err != nil {
			return err
		}
	}
	for i := range p.Settlements {
		if err := settlementColumns(&p.Settlements[i]).Check(); err != nil {
			return err
		}
	}
	return nil
}

// why gives a bank's reasons in words: code, what the code means, and the bank's own text.
func why(reasons []formats.Reason) string {
	var all []string
	for _, r := range reasons {
		text := r.Code
		if name := codes.Reason(r.Code); name != "" {
			text += " " + name
		}
		if r.Text != "" {
			text = strings.TrimSpace(text + ": " + r.Text)
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}
