package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// bankBooks are the books of a simulated bank, as far as money left through it.
type bankBooks struct {
	Files     []bankFile `json:"files"`
	Transfers []transfer `json:"transfers"`
}

// bankFile is a file that the bank took.
type bankFile struct {
	ID     int64  `json:"id"`
	User   string `json:"user"`
	Name   string `json:"name"`
	Digest string `json:"digest"`
	MsgID  string `json:"msgId"`
}

// transfer is a payment order at the bank.
type transfer struct {
	File     int64  `json:"file"`
	MsgID    string `json:"msgId"`
	EndToEnd string `json:"endToEndId"`
	To       string `json:"to"`
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
	State    string `json:"state"` // waiting, executed, returned, refused, ignored
}

// executed tells that the money left the account, whatever became of it.
func (t *transfer) executed() bool { return t.State == "executed" || t.State == "returned" }

func (t *transfer) String() string {
	return fmt.Sprintf("%s of %s %s to %s (file %d, message %s)", t.EndToEnd, t.Amount, t.Currency, t.To, t.File, t.MsgID)
}

// banks is I5: what the banks did, over all their books, ids and names, held to what we
// ordered.
func (a *audit) banks() error {
	payouts, err := a.payouts()
	if err != nil || len(a.Banks) == 0 {
		return err
	}
	taken := takenFiles{audit: a, byMessage: map[string]string{}, byName: map[string]string{}, ours: map[string]bool{}}
	for _, o := range a.journal.outgoing {
		taken.ours[o.Digest] = true
	}
	done := map[string][]*transfer{}
	for _, path := range a.Banks {
		books, err := readBooks(path)
		if err != nil {
			return err
		}
		for i := range books.Files {
			f := &books.Files[i]
			taken.look(path, f.User+"/"+f.Name, f.MsgID, f.Digest)
		}
		for i := range books.Transfers {
			t := &books.Transfers[i]
			a.looked("I5", "transfers at the bank", 1)
			if t.executed() {
				done[t.EndToEnd] = append(done[t.EndToEnd], t)
				a.ordered(t, payouts)
			}
		}
	}
	a.executedOnce(payouts, done)
	return nil
}

func readBooks(path string) (*bankBooks, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	b := &bankBooks{}
	if err := json.Unmarshal(text, b); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}

// takenFiles are the files the banks took: one id and one name is one content, and it is
// a content we sent.
type takenFiles struct {
	*audit
	byMessage, byName map[string]string
	ours              map[string]bool
}

func (t *takenFiles) look(book, name, message, digest string) {
	t.looked("I5", "files the bank took", 1)
	if before := t.byMessage[message]; message != "" && before != "" && before != digest {
		t.violate("I5", "message %s came to the bank with two contents, %s and %s (%s)", message, short(before), short(digest), name)
	}
	t.byMessage[message] = digest
	name = book + ": " + name
	if before := t.byName[name]; before != "" && before != digest {
		t.violate("I5", "%s came to the bank with two contents, %s and %s", name, short(before), short(digest))
	}
	t.byName[name] = digest
	if !t.ours[digest] {
		t.violate("I5", "the bank took %s with content %s, which the journal never sent", name, short(digest))
	}
}

// ordered holds an executed transfer to the payout it says it is.
func (a *audit) ordered(t *transfer, payouts map[string]*payoutRow) {
	p := payouts[t.EndToEnd]
	if p == nil {
		a.violate("I5", "the bank executed %s, which is no payout of ours", t)
		return
	}
	if minor, err := minorUnits(t.Amount, t.Currency); err != nil || minor != p.Amount || t.Currency != p.Currency {
		a.violate("I5", "the bank executed %s, the payout is %s", t, money(p.Amount, p.Currency))
	}
	if bare(t.To) != bare(p.Account) {
		a.violate("I5", "the bank executed %s, the payout goes to %s", t, p.Account)
	}
	switch p.State {
	case "draft", "validated", "proposed", "approved", "void":
		a.violate("I5", "the bank executed %s, whose payout is %s: it never left this house", t, p.State)
	case "rejected":
		a.violate("I5", "the bank executed %s, whose payout is rejected", t)
	}
}

func bare(account string) string {
	return strings.NewReplacer(" ", "", "-", "", ".", "", "/", "").Replace(strings.ToUpper(account))
}

// executedOnce holds each payout to what the banks did: at most once by its own id, at
// most once for its source and account, and done when we say it is.
func (a *audit) executedOnce(payouts map[string]*payoutRow, done map[string][]*transfer) {
	paid := map[string]*payoutRow{} // by source and account
	for _, name := range sortedKeys(payouts) {
		p, list := payouts[name], done[name]
		a.looked("I5", "payouts held to the bank's books", 1)
		if len(list) > 1 {
			a.violate("I5", "payout %s was executed %d times: %s, and %s", name, len(list), list[0], list[1])
		}
		if (p.State == "settled" || p.State == "returned") && len(list) == 0 {
			a.violate("I5", "payout %s is %s, and no bank executed it", name, p.State)
		}
		kept := 0
		for _, t := range list {
			if t.State == "executed" {
				kept++
			}
		}
		intent := p.Source + " to " + bare(p.Account)
		if twin := paid[intent]; twin != nil && kept > 0 {
			a.violate("I5", "%s was paid twice, by payouts %s and %s", intent, twin.EndToEnd, name)
		}
		if kept > 0 {
			paid[intent] = p
		}
	}
}
