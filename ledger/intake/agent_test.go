package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
	"girod/ledger/store"
)

// clientAccounts are an agent's: the clients' money, and its own.
var clientAccounts = []intake.Account{
	{Key: "SE1", Names: []string{"SE1"}, Currency: money.SEK, Number: "1945", Clients: true},
	{Key: "SE2", Names: []string{"SE2"}, Currency: money.SEK, Number: "1930"},
}

// terms are those of DOMAIN.md 7: the agent keeps the fees and costs debtors pay, with VAT.
func terms(account string) ledger.Client {
	return ledger.Client{Account: account, Keeps: [4]bool{ledger.Fee: true, ledger.Cost: true}, VAT: 2500}
}

func agentDesk() intake.Desk {
	return intake.Desk{Accounts: clientAccounts, Clients: []intake.Client{{No: "K1", Name: "Kören", Terms: terms("2831")}, {No: "K2", Name: "Klubben", Terms: terms("2832")}}}
}

// agency is an agent's books with a claim of each of two clients, 1576.44 and 5309.04.
func agency(t *testing.T, fn func(t *testing.T, book *ledger.Book)) {
	ledgertest.EachBook(t, func(t *testing.T, house *ledger.Book) {
		var id ledger.TenantID
		ledgertest.Update(t, house, func(tx *ledger.Tx) (err error) {
			id, err = tx.PutTenant(ledger.Tenant{Name: "Byrån", Kind: ledger.Association, Keeping: ledger.Agent})
			return err
		})
		book := house.For(ledger.Books{Tenant: id, Keeping: ledger.Agent, Chart: ledger.DefaultChart()})
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for n, c := range []struct {
				account, number, ref string
				of                   ledger.Balance
			}{{"2831", "K1/1", choir, ledger.Balance{150000, 6000, 1644, 0}}, {"2832", "K2/1", summer, ledger.Balance{500000, 6000, 6904, 18000}}} {
				client, err := tx.AddParty(ledger.Party{CustomerNo: fmt.Sprintf("K%d", n+1), Name: "Client"})
				debtor, err2 := tx.AddParty(ledger.Party{CustomerNo: fmt.Sprintf("K%d/M-1", n+1), Name: "Debtor"})
				agreed := terms(c.account)
				agreed.Party = client
				if err = errors.Join(err, err2, tx.PutClient(agreed)); err != nil {
					return err
				}
				claim, err := tx.RegisterClaim(ledger.Invoice{Number: c.number, Ref: c.ref, Kind: ledger.KindInvoice, Debtor: debtor, Issued: today.Add(-100), Due: today.Add(-10),
					Currency: money.SEK, Net: c.of[0], Gross: c.of[0]}, client)
				for bucket := ledger.Fee; bucket <= ledger.Cost && err == nil; bucket++ {
					if c.of[bucket] != 0 {
						err = tx.ChargeClaim(ledger.ClaimCharge{Invoice: claim, Bucket: bucket, Amount: c.of[bucket], On: today, Reason: "reminded"})
					}
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		fn(t, book)
	})
}

// held is what an agent holds, by account, and what is its own there.
func held(t *testing.T, book *ledger.Book) (said string) {
	t.Helper()
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		funds, err := tx.ClientFunds()
		for _, f := range funds {
			said += fmt.Sprintf("%s %d; ", f.Client.Account, f.Held)
		}
		own, err2 := tx.AgentsOwn()
		said += fmt.Sprintf("own %d", own[money.SEK])
		return errors.Join(err, err2)
	})
	return said
}

func agentFile(t *testing.T, book *ledger.Book, file string, m message) {
	t.Helper()
	d := agentDesk()
	d.File = file
	if out := take(t, book, read(m), clientAccounts, d); out.Hold != nil {
		t.Fatal(out.Hold)
	}
}

// TestAgent is the worked example of DOMAIN.md 7. Two clients' debtors pay 1576.44 and 5309.04,
// and somebody unknown 700.00: 7585.48 on the clients' account. The agent keeps 60.00 and
// 240.00 with VAT 15.00 and 60.00, 375.00, which leaves 1501.44 and 5009.04.
func TestAgent(t *testing.T) {
	agency(t, func(t *testing.T, book *ledger.Book) {
		see := func(want string, open1, open2 ledger.Balance) {
			t.Helper()
			if got := held(t, book); got != want {
				t.Errorf("held %s, want %s", got, want)
			}
			if a, b := owed(t, book, 1), owed(t, book, 2); a != open1 || b != open2 {
				t.Errorf("owed %v and %v, want %v and %v", a, b, open1, open2)
			}
		}
		whole1, whole2 := ledger.Balance{150000, 6000, 1644, 0}, ledger.Balance{500000, 6000, 6904, 18000}
		agentFile(t, book, "f000001", notification("N1", in("B1", 157644, choir), in("B2", 530904, summer), in("B3", 70000, "")))
		see("2831 150144; 2832 500904;  70000; own 37500", ledger.Balance{}, ledger.Balance{})
		if got := strings.TrimSpace(balances(t, book, ledger.RoleClientBank, ledger.RoleAgentFee, ledger.RoleVATOut, ledger.RoleAR)); got != "client_bank 758548 agent_fee_income -30000 vat_out -7500 ar 0" {
			t.Error(got)
		}
		ledgertest.Clean(t, book)

		// The bank takes the first back, and its remuneration goes with it. 700.00 were for it:
		// principal first, so the agent keeps nothing of them.
		agentFile(t, book, "f000002", notification("N2", out("B4", 157644, choir)))
		see("2831 0; 2832 500904;  70000; own 30000", whole1, ledger.Balance{})
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := intake.Allocate(tx, 3, []intake.Part{{Invoice: 1}}, intake.Order(ledger.Principal), true, agentDesk(), today, "called")
			return err
		})
		see("2831 70000; 2832 500904;  0; own 30000", ledger.Balance{80000, 6000, 1644, 0}, ledger.Balance{})
		ledgertest.Clean(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := intake.Undo(tx, 3, today, "not theirs")
			return err
		})
		see("2831 0; 2832 500904;  70000; own 30000", whole1, ledger.Balance{})
		// By the fees first the agent keeps 60.00 and VAT 15.00 of it.
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := intake.Allocate(tx, 3, []intake.Part{{Invoice: 1, Amount: 50000}}, intake.Order(ledger.Fee), false, agentDesk(), today, "theirs")
			return err
		})
		see("2831 42500; 2832 500904;  20000; own 37500", ledger.Balance{106000, 0, 1644, 0}, ledger.Balance{})
		ledgertest.Clean(t, book)

		// The second client is paid; then the bank takes back what its debtor had paid. Nobody
		// else's money stands in for it: the client owes 5009.04, which is missing there.
		pay := func(why ledger.Why, key string, lines ...ledger.Posting) {
			ledgertest.Update(t, book, func(tx *ledger.Tx) error {
				for i := range lines {
					lines[i].Currency = money.SEK
				}
				_, err := tx.Post(ledger.Entry{Key: key, Why: why, BookedOn: today, Text: "payout", Postings: lines})
				return err
			})
		}
		pay(ledger.PayoutSent, "sent", ledger.Posting{Role: ledger.RoleClientFunds, Party: 3, Amount: 500904}, ledger.Posting{Role: ledger.RoleInTransit, Amount: -500904})
		see("2831 42500; 2832 0;  20000; own 37500", ledger.Balance{106000, 0, 1644, 0}, ledger.Balance{})
		pay(ledger.PayoutDebited, "debited", ledger.Posting{Role: ledger.RoleInTransit, Amount: 500904}, ledger.Posting{Role: ledger.RoleClientBank, Amount: -500904})
		ledgertest.Clean(t, book)
		if err := book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) error {
			_, err := intake.Undo(tx, 2, today, "too late")
			return err
		}); !errors.Is(err, intake.ErrPaidOut) {
			t.Errorf("undone though the client was paid: %v", err)
		}
		agentFile(t, book, "f000003", notification("N3", out("B5", 530904, summer)))
		see("2831 42500; 2832 0;  20000; own -493404", ledger.Balance{106000, 0, 1644, 0}, whole2)
		if got := strings.TrimSpace(balances(t, book, ledger.RoleARClients)); got != "ar_clients 500904" {
			t.Error(got)
		}
		missing := func() (laws string) {
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				found, err := tx.Check()
				for _, v := range found {
					laws += v.String()
				}
				return err
			})
			return laws
		}
		if got := missing(); !strings.Contains(got, "client-money-whole") || !strings.Contains(got, "493404 is missing") {
			t.Errorf("found %q", got)
		}
		// The agent puts its own money there (T-43 the other way).
		own := in("B6", 493404, "")
		own.p[0].PayerAccount = []byte("SE2")
		agentFile(t, book, "f000004", notification("N4", own))
		see("2831 42500; 2832 0;  20000; own 0", ledger.Balance{106000, 0, 1644, 0}, whole2)
		if got := missing(); got != "" {
			t.Error(got)
		}
	})
}

// TestAgentActs: whatever comes, is taken back, allocated and undone, each client has what was
// collected for it less the remuneration and what was laid out, which its debtors owe until
// they pay it or it is charged to the client, and the bank's account holds all of it; and what
// the rooms of plans, estates and cases read of a claim is what it owes.
func TestAgentActs(t *testing.T) {
	agency(t, func(t *testing.T, book *ledger.Book) {
		n, parts, undone, p := 0, 0, 0, policy(t)
		rapid.Check(t, func(r *rapid.T) {
			for range rapid.IntRange(1, 2).Draw(r, "acts") {
				n++
				ref := rapid.SampledFrom([]string{choir, summer, "", "999"}).Draw(r, "ref")
				amount := rapid.SampledFrom([]int64{50, 100, 6000, 10000, 157644, 530904, 600000}).Draw(r, "amount")
				d := agentDesk()
				d.File = fmt.Sprintf("f%06d", n)
				receipt := ledger.ReceiptID(rapid.IntRange(1, 6).Draw(r, "receipt"))
				var err error
				switch rapid.SampledFrom([]string{"in", "in", "out", "part", "part", "allocate", "undo", "rematch", "lay out", "recharge", "life"}).Draw(r, "act") {
				case "in":
					agentFile(t, book, d.File, notification(d.File, in(d.File, amount, ref)))
				case "out":
					agentFile(t, book, d.File, notification(d.File, back(d.File, amount, ref)))
				case "part":
					for range 3 {
						claim, only, settles := alone(t, book)
						if settles < 2 {
							break
						}
						n++
						d.File = fmt.Sprintf("f%06d", n)
						some, before, rests := rapid.Int64Range(1, settles-1).Draw(r, "some of it"), total(owed(t, book, claim)), resting(t, book, only)
						agentFile(t, book, d.File, notification(d.File, back(d.File, some, []string{choir, summer}[claim-1])))
						switch grew := total(owed(t, book, claim)) - before; grew {
						case max(0, some-rests): // what was too much goes first
							parts++
						default:
							r.Fatalf("%d of pay%d, of which %d rest, were taken back: %d more are owed", some, only, rests, grew)
						}
					}
					if _, only, _ := alone(t, book); only != 0 && rapid.Bool().Draw(r, "undo what is left") {
						err = book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) error {
							_, err := intake.Undo(tx, only, today, "wrong")
							return err
						})
						if err == nil {
							undone++
							err = book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) error {
								_, err := intake.Rematch(tx, only, d, today)
								return err
							})
						}
					}
				case "allocate":
					err = book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) error {
						_, err := intake.Allocate(tx, receipt, []intake.Part{{Invoice: 1}, {Invoice: 2}}, intake.Order(ledger.Fee), false, d, today, "by hand")
						return err
					})
				case "undo":
					err = book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) error {
						_, err := intake.Undo(tx, receipt, today, "wrong")
						return err
					})
				case "lay out":
					err = book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) error {
						_, err := tx.LayOut(ledger.Outlay{Invoice: 1 + ledger.InvoiceID(n%2), Amount: min(amount, 30000), On: today, Reason: "payment order"})
						return err
					})
				case "life":
					err = claimLife(t, r, book, p, 1+ledger.InvoiceID(n%2), amount)
				case "recharge":
					err = book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) error {
						_, err := intake.Recharge(tx, 1+ledger.InvoiceID(n%2), today, "nothing to be had")
						return err
					})
				default:
					err = book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) error {
						_, err := intake.Rematch(tx, receipt, d, today)
						return err
					})
				}
				for _, known := range []error{intake.ErrNothingRests, intake.ErrMoreThanOwed, intake.ErrNotMatched, intake.ErrTakenBack, intake.ErrNoAnswer, ledger.ErrNotFound, intake.ErrPaidOut, ledger.ErrOutlay} {
					if errors.Is(err, known) {
						err = nil
					}
				}
				if err != nil {
					r.Fatal(err)
				}
			}
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				funds, err := tx.ClientFunds()
				for _, f := range funds {
					if f.Client.Party != 0 && (f.Held < 0 || f.Held > 0 && f.Owing > 0) {
						r.Errorf("client %s has %d and owes %d", f.Client.Account, f.Held, f.Owing)
					}
				}
				statementTies(r, tx, funds)
				claimsTie(r, tx, p)
				return err
			})
		})
		ledgertest.Clean(t, book)
		t.Logf("%d parts were taken back, %d payments undone and matched anew", parts, undone)
		for _, account := range []string{"2831", "2832"} {
			partIsOwn(t, book, account)
		}
	})
}

func total(b ledger.Balance) int64 { return b[0] + b[1] + b[2] + b[3] }

// resting is what of a payment rests.
func resting(t *testing.T, book *ledger.Book, receipt ledger.ReceiptID) (rest int64) {
	t.Helper()
	ledgertest.View(t, book, func(tx *ledger.Tx) (err error) {
		rest, err = tx.SuspenseOf(receipt)
		return err
	})
	return rest
}

// alone finds a claim that one payment alone settles, or some of it, and what of it.
func alone(t *testing.T, book *ledger.Book) (claim ledger.InvoiceID, only ledger.ReceiptID, settles int64) {
	t.Helper()
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		return tx.Each(`SELECT invoice, MAX(receipt), CAST(MAX(amount) AS BIGINT) FROM (SELECT allocation.invoice, COALESCE(taken_back.receipt, allocation.receipt) AS receipt, SUM(amount) AS amount
			FROM allocation LEFT JOIN taken_back ON taken_back.by_receipt = allocation.receipt
			GROUP BY allocation.invoice, COALESCE(taken_back.receipt, allocation.receipt) HAVING SUM(amount) > 0) AS settled
			GROUP BY invoice HAVING COUNT(*) = 1 ORDER BY invoice`, nil, func(r *store.Row) error {
			claim, only, settles = ledger.InvoiceID(r.Int(0)), ledger.ReceiptID(r.Int(1)), r.Int(2)
			return nil
		})
	})
	return claim, only, settles
}

// statementTies holds the statement to the clients to what is held: each closes with it, and all
// that moved the accounts is what it did not open with. R-BST-21
func statementTies(r *rapid.T, tx *ledger.Tx, funds []ledger.Funds) {
	named, _ := report.Named("client-statement")
	var table report.Table
	if _, err := named.Write(tx, report.Ask{Through: today, Today: today}, report.Keep(&table)); err != nil {
		r.Fatal(err)
	}
	closes, whole := map[string]int64{}, int64(0)
	for _, row := range table.Rows {
		if row[2].Text == "closing" {
			closes[row[0].Text] = row[18].N
		}
	}
	for _, f := range funds {
		if f.Client.Party != 0 {
			whole += f.Held
			if closes[f.Client.Account] != f.Held {
				r.Errorf("client %s has %d, its statement closes with %d", f.Client.Account, f.Held, closes[f.Client.Account])
			}
		}
	}
	for _, total := range table.Totals {
		for _, moved := range total[8:17] {
			whole -= moved.N
		}
	}
	if whole != 0 {
		r.Errorf("the statement moves %d less than is held", whole)
	}
}

// partIsOwn: what a client is sent of the whole statement is what one is told who asks for its
// account alone. R-BST-22
func partIsOwn(t *testing.T, book *ledger.Book, account string) {
	t.Helper()
	named, _ := report.Named("client-statement")
	var part, alone report.Table
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		_, err := named.Write(tx, report.Ask{Through: today, Today: today}, report.OfClient(account, report.Keep(&part)))
		_, err2 := named.Write(tx, report.Ask{Through: today, Today: today, Account: account}, report.Keep(&alone))
		return errors.Join(err, err2)
	})
	if d := cmp.Diff(alone, part); d != "" || len(part.Rows) < 3 {
		t.Errorf("the part of %s has %d lines and is not its account: %s", account, len(part.Rows), d)
	}
}

// TestAccountIsForEver: what is held for a client stands on an account of its own. Given to another
// in the configuration, that client's money and its debtors would be the other's: the file waits.
func TestAccountIsForEver(t *testing.T) {
	agency(t, func(t *testing.T, book *ledger.Book) {
		agentFile(t, book, "f1", notification("N1", in("B1", 157644, choir)))
		before := held(t, book)
		for name, numbers := range map[string][2]string{"swapped": {"2839", "2831"}, "moved": {"2839", "2832"}, "another's": {"2831", "2831"}} {
			d := agentDesk()
			d.File, d.Clients[0].Terms.Account, d.Clients[1].Terms.Account = "f2", numbers[0], numbers[1]
			out := take(t, book, read(notification("N "+name, in("B2", 530904, summer))), clientAccounts, d)
			if out.Hold == nil || out.Hold.Code != "client-account" {
				t.Errorf("%s: %+v", name, out.Hold)
			}
			if after := held(t, book); after != before {
				t.Errorf("%s: held %s, was %s", name, after, before)
			}
		}
		agentFile(t, book, "f2", notification("N2", in("B2", 530904, summer)))
	})
}

// TestCreditOfWhatIsCollected: a client's credit note on a claim that its debtor has paid holds the
// file and says what to do: the client has the money perhaps, and nobody else's pays it back.
func TestCreditOfWhatIsCollected(t *testing.T) {
	agency(t, func(t *testing.T, book *ledger.Book) {
		d := agentDesk()
		d.Clients[0].OrgNo = "8020001288"
		doc := func(kind formats.DocumentKind, number string, gross int64, refers ...string) intake.Read {
			return func(sink formats.Sink) (*formats.Summary, error) {
				if sink.Invoice == nil {
					return &formats.Summary{}, nil
				}
				return &formats.Summary{}, sink.Invoice(&formats.Invoice{Kind: kind, Number: number, Issued: today.Add(-40), Due: today.Add(-10), Currency: money.SEK,
					Net: gross, Gross: gross, Payable: gross, Refers: refers, Issuer: formats.Party{Name: "Kören", OrgNo: "8020001288"},
					Recipient: formats.Party{ID: "M-1", Name: "Anna"}, Means: []formats.PaymentMeans{{Ref: "202510035"}}})
			}
		}
		d.File = "f1"
		if out := take(t, book, doc(formats.InvoiceDocument, "7", 100000), clientAccounts, d); out.Hold != nil {
			t.Fatal(out.Hold)
		}
		agentFile(t, book, "f2", notification("N1", in("B1", 100000, "202510035")))
		d.File = "f3"
		out := take(t, book, doc(formats.CreditNoteDocument, "C7", 50000, "7"), clientAccounts, d)
		if out.Hold == nil || !strings.Contains(out.Hold.Text, "undo the payment") {
			t.Errorf("%+v", out.Hold)
		}
	})
}
