package ledger_test

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/store/storetest"
)

// document is the table of DOMAIN.md 5.4, copied column by column: id and step, debit,
// credit. A role in brackets is one we have beyond the document's row, and why stands at
// the row in rows.go.
const document = `
T-01           | ar                                  | revenue vat_out
T-02           | ar                                  | fee_income
T-02b          | bank                                | fee_income
T-02b compensation | [bank]                          | [late_comp_income]
T-03           | ar                                  | late_comp_income
T-04           | ar                                  | interest_income
T-05           | revenue vat_out [interest_income]   | ar [customer_credit interest_income]
T-06           | fee_income                          | ar [customer_credit]
T-06 compensation | [late_comp_income]               | ar [customer_credit]
T-07           | bank                                | ar interest_income
T-08           | bank                                | ar interest_income
T-09           | bank                                | ar
T-10           | bank rounding                       | ar
T-11           | bank                                | ar rounding
T-12           | bank                                | ar customer_credit
T-13           | bank                                | customer_credit
T-14 sent      | customer_credit                     | in_transit
T-14 debited   | in_transit                          | bank
T-15           | ar interest_income                  | bank
T-16 received  | bank                                | suspense
T-16 allocated | suspense                            | ar customer_credit [interest_income]
T-17           | in_transit                          | customer_credit ap
T-18           | bank                                | customer_credit ap
T-19 sent      | ap client_funds                     | in_transit
T-19 debited   | in_transit                          | bank
T-20           | bank_fee                            | bank
T-21 worth     | [suspense] fx_loss                  | [fx_clearing] fx_gain
T-21 claim     | [fx_clearing]                       | ar [interest_income]
T-22 sold      | card_receivable                     | revenue vat_out
T-22 settled   | bank bank_fee                       | card_receivable
T-23           | expected_loss doubtful_ar [interest_income fee_income late_comp_income] | doubtful_ar ar [interest_income fee_income late_comp_income]
T-24           | confirmed_loss vat_out [interest_income]    | doubtful_ar expected_loss [interest_income]
T-24 at once   | confirmed_loss vat_out [interest_income fee_income late_comp_income] | [ar interest_income fee_income late_comp_income]
T-25           | bank                                | confirmed_loss vat_out
T-25 credit    | [customer_credit]                   | confirmed_loss vat_out
T-25 expected  | [customer_credit]                   | [expected_loss doubtful_ar]
T-26           | ar                                  | fee_income
T-27           |                                     |
T-28           | bank collection_fee vat_in          | ar interest_income recovered_cost_income
T-29           | bank                                | ar
T-29 elsewhere | [other_bank]                        | ar [interest_income customer_credit]
T-30           | factor_receivable                   | ar
T-31           | bank factoring_fee vat_in           | factor_receivable
T-32           | revenue vat_out                     | factor_receivable
T-33           | ar                                  | factor_receivable
T-34           | factoring_fee                       | factor_receivable
T-35 received  | bank                                | misdirected_liability
T-35 forwarded | misdirected_liability               | in_transit
T-35 debited   | in_transit                          | bank
T-36 pledged   | pledged_ar                          | ar
T-36 loan      | bank                                | pledge_loan
T-36 repaid    | pledge_loan                         | bank
T-40           | client_bank                         | client_funds
T-40 reversed  | client_funds                        | client_bank
T-41           | client_funds                        | agent_fee_income vat_out
T-42 sent      | client_funds                        | in_transit
T-42 debited   | in_transit                          | client_bank
T-43 sent      | in_transit                          | client_bank
T-43 arrived   | bank                                | in_transit
T-44 paid      | outlay                              | bank
T-44 invoiced  | outlay                              | [ap]
T-44 found     | outlay                              | [suspense]
T-44 recovered | [client_funds]                      | outlay
T-44 charged   | ar_clients                          | outlay
T-44 owed      | ar_clients                          | [client_funds]
T-44 settled   | [client_funds]                      | ar_clients
T-45           | client_bank                         | client_funds
T-45 allocated | [client_funds]                      | client_funds
`

// numbers are the account numbers the document gives the roles.
const numbers = `ar 1510 doubtful_ar 1515 disputed_ar 1516 pledged_ar 1512 bank 1930 client_bank 1945 in_transit 1949
card_receivable 1580 outlay 1681 factor_receivable 1689 customer_credit 2420 ap 2440 vat_out 2611 vat_in 2641 client_funds 2830
suspense 2890 misdirected_liability 2899 revenue 3001 invoice_fee 3540 recovered_cost_income 3590 fee_income 3593
late_comp_income 3594 rounding 3740 fx_gain 3960 collection_fee 6062 factoring_fee 6064 confirmed_loss 6351 expected_loss 6352
bank_fee 6570 fx_loss 7960 interest_income 8313 interest_expense 8422 pledge_loan 2415`

// TestTemplatesAreTheDocuments holds the table against DOMAIN.md 5.4, row by row.
func TestTemplatesAreTheDocuments(t *testing.T) {
	chart := ledger.DefaultChart()
	words := strings.Fields(numbers)
	for i := 0; i < len(words); i += 2 {
		if got := chart[ledger.Role(words[i])]; got != words[i+1] {
			t.Errorf("%s is %s, the document has %s", words[i], got, words[i+1])
		}
	}
	want := strings.Split(strings.TrimSpace(document), "\n")
	table := ledger.Templates()
	if len(want) != len(table) {
		t.Fatalf("%d rows, the document has %d", len(table), len(want))
	}
	for i, row := range table {
		columns := strings.Split(strings.NewReplacer("[", "", "]", "").Replace(want[i]), "|")
		if got := strings.TrimSpace(columns[0]); got != row.ID {
			t.Fatalf("row %d is %s, the document has %s", i, row.ID, got)
		}
		for side, debit := range map[int]bool{1: true, 2: false} {
			var got []string
			for _, leg := range row.Legs {
				if role := string(leg.Role); leg.Debit == debit && !slices.Contains(got, role) {
					got = append(got, role)
				}
				if chart[leg.Role] == "" {
					t.Errorf("%s: the chart has no %s", row.ID, leg.Role)
				}
			}
			document := strings.Fields(columns[side])
			slices.Sort(got)
			slices.Sort(document)
			if !slices.Equal(got, document) {
				t.Errorf("%s: debit %v: %v, the document has %v", row.ID, debit, got, document)
			}
		}
		balanced(t, row)
	}
}

// balanced holds that every part stands as often on the one side as on the other.
func balanced(t *testing.T, row ledger.Template) {
	off := map[ledger.Part]int{}
	for _, leg := range row.Legs {
		sign := -1
		if leg.Debit {
			sign = 1
		}
		for _, p := range leg.Parts {
			off[p] += sign
		}
		for _, p := range leg.Less {
			off[p] -= sign
		}
	}
	for p, n := range off {
		if n != 0 {
			t.Errorf("%s: %s stands %d times more on the debit side", row.ID, p, n)
		}
	}
}

// TestEveryEventHasItsTemplate holds that what the rooms post today is in the table.
func TestEveryEventHasItsTemplate(t *testing.T) {
	for why := range ledger.Events() {
		if free := why == ledger.Manual || why == ledger.Reversal; (ledger.TemplateIDs(why) == "") != free {
			t.Errorf("%s is %q", why, ledger.TemplateIDs(why))
		}
	}
	wanted := map[string]string{"intake": "PaymentReceived PaymentReversed Allocated BankCharge PayoutDebited PayoutReturned",
		"dunning": "ReminderFee", "payout": "PayoutSent PayoutRejected"}
	for room, events := range wanted {
		posted := selectors(t, room)
		for _, event := range strings.Fields(events) {
			if !posted[event] {
				t.Errorf("%s does not post %s any more", room, event)
			}
		}
	}
}

// selectors gives the names of this package that a room's code uses.
func selectors(t *testing.T, room string) map[string]bool {
	names := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(room, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				names[s.Sel.Name] = true
			}
			return true
		})
	}
	return names
}

// TestAnyFactsBalance books each template with random amounts, on SQLite: every booking is
// accepted, and the database's own trigger and Check agree that it balances.
func TestAnyFactsBalance(t *testing.T) {
	db := storetest.SQLite(t)
	b := ledger.New(db, ledger.DefaultChart())
	w := ledgertest.Company(t, b)
	enough := errors.New("enough")
	n := 0
	fewer(t, 5)
	rapid.Check(t, func(r *rapid.T) {
		for _, row := range ledger.Templates() {
			f := factsFor(r, row, w)
			n++
			f.Key = fmt.Sprint("any ", n)
			err := b.Update(t.Context(), ledgertest.At, "rapid", func(tx *ledger.Tx) error {
				if err := errors.Join(fill(tx, &f, row), keptAs(tx, ledger.Agent).PutClient(ledger.Client{Party: f.Party, Account: "2831"})); err != nil {
					return err
				}
				_, err := keptAs(tx, row.As&-row.As).Book(row.ID, f)
				if len(row.Legs) == 0 {
					return soundly(errors.Is(err, ledger.ErrNoPosting), enough)
				}
				if err != nil {
					return err
				}
				violations, err := tx.Check()
				for _, v := range violations {
					if v.Check != "allocations-within-items" && !strings.HasPrefix(v.Check, "client-") && v.Check != "exchanges-clear" && v.Check != "factors-money-whole" { // amounts at random may pay more than was charged, or is held, and half an exchange clears nothing, nor does half of what is forwarded
						r.Errorf("%s %v: %v", row.ID, f.Amounts, v)
					}
				}
				return errors.Join(err, enough)
			})
			if !errors.Is(err, enough) {
				r.Errorf("%s %v: %v", row.ID, f.Amounts, err)
			}
		}
	})
}

func soundly(ok bool, answer error) error {
	if ok {
		return answer
	}
	return errors.New("an event without postings was posted")
}

// fewer asks rapid for fewer checks than its hundred, unless somebody asks for a number.
func fewer(t *testing.T, checks int) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	if f.Value.String() != f.DefValue {
		return
	}
	if err := f.Value.Set(strconv.Itoa(checks)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(f.DefValue) })
}

// keptAs is the same books in another capacity.
func keptAs(tx *ledger.Tx, k ledger.Keeping) *ledger.Tx {
	return tx.For(ledger.Books{Tenant: tx.Tenant(), Keeping: k, Chart: tx.Chart()})
}

// factsFor draws facts that fit a row.
func factsFor(r *rapid.T, row ledger.Template, w ledgertest.World) ledger.Facts {
	f := ledger.Facts{On: day, Text: row.Name, Currency: money.SEK, Invoice: w.Choir, Party: w.Anna, Amounts: map[ledger.Part]int64{}}
	parts := row.Parts()
	for i, p := range parts {
		least := int64(1)
		if slices.Contains(row.May, p) && (i > 0 || len(row.Needs()) > 0) {
			least = 0
		}
		f.Amounts[p] = rapid.Int64Range(least, 1_000_000).Draw(r, string(p))
	}
	if f.Amounts[ledger.OfFeeWaived]+f.Amounts[ledger.OfCostWaived] > 0 { // a claim earns all its fees so, or none
		delete(f.Amounts, ledger.OfFee)
		delete(f.Amounts, ledger.OfCost)
	}
	for _, leg := range row.Legs { // what is taken off must be there
		room := int64(0)
		for _, p := range leg.Parts {
			room += f.Amounts[p]
		}
		for _, p := range leg.Less {
			f.Amounts[p] = min(f.Amounts[p], max(room-1, 0))
			if slices.Contains(row.Needs(), p) {
				f.Amounts[p] = max(f.Amounts[p], 1)
				f.Amounts[leg.Parts[0]] += 1
			}
			room -= f.Amounts[p]
		}
	}
	return f
}

// fill puts money where the facts take it from: a payment brings it, or rests already. What
// is earned when paid was claimed so.
func fill(tx *ledger.Tx, f *ledger.Facts, row ledger.Template) error {
	for part, why := range map[ledger.Part]ledger.Why{ledger.OfFee: ledger.ReminderFee, ledger.OfCost: ledger.LateComp,
		ledger.OfFeeWaived: ledger.ReminderFee, ledger.OfCostWaived: ledger.LateComp} {
		waived := part == ledger.OfFeeWaived || part == ledger.OfCostWaived
		if n := f.Amounts[part]; n > 0 && (waived || row.Number() == "T-02b") {
			if err := tx.Poster().Charge(ledger.Charge{Key: f.Key + string(part), Why: why, On: f.On, Invoice: f.Invoice, Amount: n, Currency: f.Currency}, true); err != nil {
				return err
			}
		}
	}
	sum := int64(1)
	for _, n := range f.Amounts {
		sum += n
	}
	id, err := book(tx, f.Key+" before", ledger.PaymentReceived, 2*sum, []post{{ledger.RoleBank, 2 * sum, 0, 0, false},
		{ledger.RoleCustomerCredit, -sum, 1, 0, true}, {ledger.RoleSuspense, -sum, 0, 0, true}})
	if err != nil {
		return err
	}
	return tx.Receipts(1, func(r ledger.Receipt) error {
		if r.Entry == id {
			f.Receipt = r.ID
		}
		return nil
	})
}

// TestFactsAreRefused holds that a template is told neither too little nor too much.
func TestFactsAreRefused(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		sound := ledger.Facts{Key: "k", On: day, Currency: money.SEK, Invoice: w.Choir}
		for name, test := range map[string]struct {
			id      string
			as      ledger.Keeping
			amounts map[ledger.Part]int64
			want    error
		}{
			"no such row":         {"T-99", 0, map[ledger.Part]int64{ledger.OfNet: 1}, ledger.ErrTemplate},
			"nothing":             {"T-01", 0, nil, ledger.ErrFacts},
			"too much":            {"T-02", 0, map[ledger.Part]int64{ledger.OfFee: 1, ledger.OfVAT: 1}, ledger.ErrFacts},
			"below zero":          {"T-02", 0, map[ledger.Part]int64{ledger.OfFee: -1}, ledger.ErrFacts},
			"charges eat it":      {"T-22 settled", 0, map[ledger.Part]int64{ledger.OfMoney: 1, ledger.OfCharge: 2}, ledger.ErrFacts},
			"agent's":             {"T-41", 0, map[ledger.Part]int64{ledger.OfCharge: 1}, ledger.ErrKeeping},
			"creditor's":          {"T-23", ledger.Agent, map[ledger.Part]int64{ledger.OfNet: 1}, ledger.ErrKeeping},
			"nothing is posted":   {"T-27", 0, nil, ledger.ErrNoPosting},
			"sound, as an agent":  {"T-41", ledger.Agent, map[ledger.Part]int64{ledger.OfCharge: 1}, nil},
			"sound, as a creitor": {"T-02", 0, map[ledger.Part]int64{ledger.OfFee: 6000}, nil},
		} {
			err := b.Update(t.Context(), ledgertest.At, "test", func(tx *ledger.Tx) error {
				f := sound
				f.Amounts = test.amounts
				_, err := keptAs(tx, max(test.as, ledger.Creditor)).Book(test.id, f)
				if !errors.Is(err, test.want) {
					t.Errorf("%s: %v, want %v", name, err, test.want)
				}
				return errors.New("enough")
			})
			if err == nil {
				t.Error("committed")
			}
		}
	})
}

// TestBookBringsAPayment books T-07 with its receipt, and T-09 over three documents.
func TestBookBringsAPayment(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			note, err := tx.IssueInvoice(ledger.Invoice{Number: "K", Kind: ledger.KindCredit, Debtor: w.Anna, Issued: day, Due: day,
				Currency: money.SEK, Net: 10000, Gross: 10000})
			if err != nil {
				return err
			}
			// 1500.00 + 250.00 - 100.00 = 1650.00
			_, err = tx.Book("T-09", ledger.Facts{Key: "t9", On: day, Currency: money.SEK, Came: &ledger.Receipt{Account: "1931", EntryKey: []byte("e"), Amount: 165000},
				Accounts: map[ledger.Role]string{ledger.RoleBank: "1931"}, Shares: []ledger.Share{
					{Part: ledger.OfPrincipal, Amount: 150000, Invoice: w.Choir}, {Part: ledger.OfPrincipal, Amount: 25000, Invoice: w.Course},
					{Part: ledger.OfPrincipal, Amount: -10000, Invoice: note}}})
			if err != nil {
				return err
			}
			e, err := tx.EntryByKey("t9")
			if err != nil {
				return err
			}
			var got []string
			for _, p := range e.Postings {
				got = append(got, fmt.Sprintf("%s %s of %d by %d", p.Account, signed(p.Amount), p.Invoice, p.Receipt))
			}
			want := fmt.Sprintf("1931 +1650.00 of 0 by 0, 1510 -1500.00 of %d by 1, 1510 -250.00 of %d by 1, 1510 +100.00 of %d by 1", w.Choir, w.Course, note)
			if strings.Join(got, ", ") != want {
				t.Errorf("\n got %s\nwant %s", strings.Join(got, ", "), want)
			}
			return nil
		})
		ledgertest.Clean(t, b)
	})
}
