package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats/money"
	"girod/formats/reference"
	"girod/ledger"
	"girod/ledger/cases"
)

// caseJSON is a case in a list (R-BST-34).
type caseJSON struct {
	Number     string         `json:"number"`
	System     string         `json:"system"`
	Department string         `json:"department"`
	Client     string         `json:"client"`
	Customer   string         `json:"customer"`
	Name       string         `json:"name"`
	Registered string         `json:"registered"`
	State      string         `json:"state"`
	Situation  string         `json:"situation"`
	Status     string         `json:"status"`
	StatusKind string         `json:"statusKind"`
	StatusOn   string         `json:"statusOn"`
	Handler    string         `json:"handler"`
	Partner    string         `json:"partner"`
	PartnerNo  string         `json:"partnerNo"`
	DebtorNo   string         `json:"debtorNo"`
	Currency   money.Currency `json:"currency"`
	Owed       string         `json:"owed"`
	Dormant    string         `json:"dormantThrough"`
	Respite    string         `json:"respiteThrough"`
	Revoking   int64          `json:"revokeRequest"`
	ClosedOn   string         `json:"closedOn"`
	Outcome    string         `json:"outcome"`
	Favourite  bool           `json:"favourite"`
}

func caseValue(h cases.Hit) caseJSON {
	return caseJSON{
		h.Number, h.Country, h.Department, h.Client, h.Debtor.CustomerNo, h.Debtor.Name, h.Registered.String(), string(h.State), string(h.Activity), h.Status,
		h.StatusKind, h.StatusOn.String(), h.Handler, h.Partner, h.PartnerNo, h.DebtorNo, h.Currency, amount(h.Owed, h.Currency), h.Dormant.String(),
		h.Respite.String(), h.Revoking, h.ClosedOn.String(), string(h.Outcome), h.Favourite,
	}
}

// caseSearch is a search as flags say it.
type caseSearch struct {
	t      *terminal
	query  cases.Query
	typed  map[string]*string
	again  string
	after  string
	limit  int
	counts bool
	export string
}

// flags gives a command a flag for each field, made of the room's own list.
func (s *caseSearch) flags(cmd *cobra.Command) {
	s.queryFlags(cmd)
	cmd.Flags().StringVar(&s.again, "search", "", "make a saved search again, by its name or number")
	cmd.Flags().StringVar(&s.after, "after", "", "the page behind: what the page before gave as next")
	cmd.Flags().IntVar(&s.limit, "limit", 50, "how many on a page, at most 500")
	cmd.Flags().StringVar(&s.export, "export", "", "the whole result to the output: csv, or json with a case a line")
	cmd.Flags().BoolVar(&s.counts, "counts", false, "only how many there are in each state and situation")
}

func (s *caseSearch) queryFlags(cmd *cobra.Command) {
	s.typed = map[string]*string{}
	for _, f := range cases.Fields() {
		hint := f.Hint
		if f.Name == "identity" {
			hint += "; - reads it from the input, where nobody looks over your shoulder"
		}
		s.typed[f.Name] = cmd.Flags().String(f.Name, "", hint)
	}
}

// read gathers the query from the flags.
func (s *caseSearch) read() error {
	for name, text := range s.typed {
		if *text != "" {
			s.query[name] = *text
		}
	}
	if s.query["identity"] == "-" {
		line, err := bufio.NewReader(s.t.in).ReadString('\n')
		if err != nil && line == "" {
			return usageError{fmt.Errorf("cases: no identity number on the input")}
		}
		s.query["identity"] = strings.TrimSpace(line)
	}
	return nil
}

// caseRefusal tells a search's faults by the names of its flags.
func caseRefusal(err error) error {
	var refused *cases.Refused
	if !errors.As(err, &refused) {
		return err
	}
	var lines []string
	for _, f := range refused.Faults {
		lines = append(lines, fmt.Sprintf("--%s: %s: %s", printable(f.Field), f.Code, f.Text))
	}
	return usageError{fmt.Errorf("cases: the search is refused\n%s", strings.Join(lines, "\n"))}
}

func (s *caseSearch) run(ctx context.Context) error {
	if err := s.read(); err != nil {
		return err
	}
	o, err := s.t.openOffice(ctx, false)
	if err != nil {
		return err
	}
	defer o.close()
	if _, err := o.meant(); err != nil {
		return err
	}
	who := o.somebody()
	if err := o.freshen(ctx); err != nil {
		return err
	}
	if err := o.view(ctx, func(tx *ledger.Tx) error { return s.look(o, tx, who) }); err != nil {
		return caseRefusal(err)
	}
	if who == "" || len(s.query) == 0 || s.again != "" || s.after != "" || s.counts {
		return nil
	}
	return o.book.Update(ctx, o.at, who, func(tx *ledger.Tx) error { return o.desk().Remember(tx, who, s.query) })
}

// freshen brings the index up to what debtors are called by now.
func (o *office) freshen(ctx context.Context) error {
	stale := false
	err := o.view(ctx, func(tx *ledger.Tx) (err error) {
		stale, err = cases.Stale(tx)
		return err
	})
	if err != nil || !stale {
		return err
	}
	return o.book.Update(ctx, o.at, self, func(tx *ledger.Tx) error {
		for _, name := range o.all.Books() {
			if err := cases.Refresh(o.of(name).tx(tx)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *caseSearch) look(o *office, tx *ledger.Tx, who string) error {
	if s.again != "" {
		made, err := cases.SearchNamed(tx, who, s.again)
		if err != nil {
			return err
		}
		for name, text := range made.Query {
			if s.query[name] == "" {
				s.query[name] = text
			}
		}
	}
	if s.counts {
		return s.count(o, tx, who)
	}
	if s.export != "" {
		return s.exported(o, tx, who)
	}
	if s.limit < 1 || s.limit > 500 {
		return usageError{fmt.Errorf("cases: --limit: want 1 to 500")}
	}
	whole, err := o.desk().Gather(tx, who, s.query, cases.Paging{After: s.after, Limit: s.limit})
	if err != nil {
		return err
	}
	return s.print(o, whole)
}

func (s *caseSearch) print(o *office, page *cases.Page) error {
	t, in := o.t, o.in
	if t.json {
		list := []caseJSON{}
		for _, h := range page.Hits {
			list = append(list, caseValue(h))
		}
		notes := page.Notes
		if len(list) > 0 || notes == nil {
			notes = []string{}
		}
		return t.printJSON(struct {
			Cases  []caseJSON `json:"cases"`
			Next   string     `json:"next"`
			Looked int        `json:"looked"`
			Notes  []string   `json:"notes"`
		}{list, page.Next, page.Looked, notes})
	}
	tb := headed(in, "system", "customer", "case", "registered", "state", "status", ">owed", "currency", "department", "name")
	for _, h := range page.Hits {
		cells := caseCells(h)
		cells[4] = inWords(in, "case-state", cells[4])
		tb.row(cells...)
	}
	t.print(tb, line(in, "no cases"))
	if len(page.Hits) == 0 {
		for _, n := range page.Notes {
			t.printf("%s\n", t.paint(warn, printable(inWords(in, "searched", n))))
		}
	}
	if page.Next != "" {
		t.say(in, "more: %s", fmt.Sprintf("--after %q", page.Next))
	}
	return nil
}

func (s *caseSearch) count(o *office, tx *ledger.Tx, who string) error {
	list, more, err := o.desk().Counts(tx, who, s.query)
	if err != nil {
		return err
	}
	type tab struct {
		State     string `json:"state"`
		Situation string `json:"situation"`
		N         int64  `json:"count"`
	}
	tabs := []tab{}
	tb := headed(o.in, "state", "situation", ">cases")
	for _, c := range list {
		tabs = append(tabs, tab{string(c.State), string(c.Activity), c.N})
		tb.row(inWords(o.in, "case-state", string(c.State)), inWords(o.in, "situation", string(c.Activity)), itoa(c.N))
	}
	if o.t.json {
		return o.t.printJSON(struct {
			Tabs []tab `json:"tabs"`
			More bool  `json:"more"`
		}{tabs, more})
	}
	o.t.print(tb, "")
	if more {
		o.t.say(o.in, "and more than were counted")
	}
	return nil
}

func caseFieldsCommand(t *terminal) *cobra.Command {
	return &cobra.Command{Use: "fields", Short: "what cases are searched by, and on which tab of a form", Args: exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			in, err := t.spoken()
			if err != nil {
				return err
			}
			type fieldJSON struct {
				Name string      `json:"name"`
				Tabs []cases.Tab `json:"tabs"`
				Hint string      `json:"hint"`
			}
			list := []fieldJSON{}
			tb := headed(in, "field", "tab", "what is wanted")
			for _, f := range cases.Fields() {
				list = append(list, fieldJSON{f.Name, f.Tabs, f.Hint})
				var tabs []string
				for _, tab := range f.Tabs {
					tabs = append(tabs, inWords(in, "tab", string(tab)))
				}
				tb.row(f.Name, strings.Join(tabs, ", "), inWords(in, "field", f.Hint))
			}
			if t.json {
				return t.printJSON(list)
			}
			t.print(tb, "")
			return nil
		}}
}

func saveSearchCommand(t *terminal) *cobra.Command {
	s := caseSearch{t: t, query: cases.Query{}}
	cmd := &cobra.Command{Use: "save-search NAME", Short: "keep a search under a name: girod cases --search NAME makes it again", Args: exactly(1, "a name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.read(); err != nil {
				return err
			}
			return caseRefusal(t.owning(cmd.Context(), func(o *office, tx *ledger.Tx, who string) error {
				return o.desk().SaveSearch(tx, who, args[0], s.query)
			}))
		}}
	s.queryFlags(cmd)
	return cmd
}

func searchesCommand(t *terminal) *cobra.Command {
	return &cobra.Command{Use: "searches", Short: "my earlier searches and what they asked for", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				made, err := cases.Searches(tx, o.somebody())
				if err != nil {
					return err
				}
				type searchJSON struct {
					ID    int64       `json:"id"`
					Name  string      `json:"name"`
					At    string      `json:"at"`
					Query cases.Query `json:"query"`
				}
				list := []searchJSON{}
				tb := headed(o.in, ">search", "name", "when", "asked for")
				for _, m := range made {
					if n := m.Query["identity"]; n != "" {
						m.Query["identity"] = reference.MaskPersonNo(n)
					}
					list = append(list, searchJSON{m.ID, m.Name, m.At, m.Query})
					tb.row(itoa(m.ID), m.Name, m.At, m.Query.String())
				}
				if t.json {
					return t.printJSON(list)
				}
				t.print(tb, line(o.in, "no searches"))
				return nil
			})
		}}
}

func forgetSearchCommand(t *terminal) *cobra.Command {
	return &cobra.Command{Use: "forget-search SEARCH", Short: "drop one of my searches, by its name or number", Args: exactly(1, "a search"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.owning(cmd.Context(), func(o *office, tx *ledger.Tx, who string) error {
				m, err := cases.SearchNamed(tx, who, args[0])
				if err != nil {
					return err
				}
				return cases.Forget(tx, who, m.ID)
			})
		}}
}

func favouriteCommand(t *terminal) *cobra.Command {
	var off bool
	cmd := &cobra.Command{Use: "favourite CASE", Short: "mark a case as mine, or with --off no longer: girod cases --favourites yes lists them", Args: exactly(1, "a case"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.owning(cmd.Context(), func(o *office, tx *ledger.Tx, who string) error {
				c, err := cases.Find(tx, args[0])
				if err != nil {
					return err
				}
				return cases.Favourite(tx, who, c.ID, !off)
			})
		}}
	cmd.Flags().BoolVar(&off, "off", false, "take the mark off")
	return cmd
}
