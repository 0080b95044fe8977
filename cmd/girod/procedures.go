package main

import (
	"strconv"
	"strings"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/ledger/dunning"
)

// procedureJSON is a row of the table of procedures.
type procedureJSON struct {
	Procedure string    `json:"procedure"`
	Used      bool      `json:"used"`
	Country   string    `json:"country"`
	Debtor    string    `json:"debtor"`
	From      date.Date `json:"validFrom"`
	Step      int       `json:"step"`
	Letter    string    `json:"letter"`
	After     int       `json:"after"`
	Since     string    `json:"from"`
	Fee       string    `json:"fee"`
	PayDays   int       `json:"payDays"`
	Channel   string    `json:"by"`
}

// listProcedures prints the table, the one in use with its changes.
func (t *terminal) listProcedures() error {
	o, err := t.newOffice()
	if err != nil {
		return err
	}
	used, err := procedureOf(o.config)
	if err != nil {
		return err
	}
	all, err := dunning.Procedures()
	if err != nil {
		return err
	}
	in := o.in
	list := []procedureJSON{}
	tb := headed(in, "procedure", "debtor", "due from", ">step", "letter", ">days", "after", "fee", ">to pay", "by")
	for _, p := range all {
		mark := ""
		if p.Name == used.Name {
			p, mark = used, " "+line(in, "(in use)")
		}
		p.Each(func(who law.Debtor, from date.Date, s dunning.Step) {
			by, said := "e-mail, post", line(in, "e-mail, post")
			if s.ByPost {
				by, said = "post", line(in, "post")
			}
			if s.Letter == dunning.HandOver {
				by, said = "", ""
			}
			list = append(list, procedureJSON{p.Name, mark != "", string(p.Country), string(who), from, s.Level, string(s.Letter), s.After, string(s.From), s.Fee, s.PayDays, by})
			tb.row(p.Name+mark, inWords(in, "who", string(who)), from.String(), strconv.Itoa(s.Level), inWords(in, "word", strings.ReplaceAll(string(s.Letter), "-", " ")), strconv.Itoa(s.After),
				inWords(in, "after", since(s.From)), inWords(in, "charged", strings.ReplaceAll(s.Fee, "_", " ")), payDays(s), said)
		})
	}
	if t.json {
		return t.printJSON(list)
	}
	t.print(tb, "")
	return nil
}

func since(s dunning.Since) string {
	return map[dunning.Since]string{dunning.FromDue: "the due date", dunning.FromBefore: "the step before", dunning.FromPayBy: "its last day to pay"}[s]
}

func payDays(s dunning.Step) string {
	if s.Letter == dunning.HandOver || s.Letter == formats.LetterKind("") {
		return ""
	}
	return strconv.Itoa(s.PayDays)
}
