package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// seeded is a lie, the invariant that must find it with a sentence that says so, and which
// others it breaks by what it is.
type seeded struct {
	name, id, says string
	also           []string
	lie            func(w *world)
}

// rewrite replaces the bytes of a bank's file everywhere but in the book.
func (w *world) rewrite(id int64, content []byte) {
	f := &w.Files[id-1]
	delete(w.objects, f.Digest)
	f.Digest, f.Size = digestOf(content), int64(len(content))
	w.objects[f.Digest] = content
	for i := range w.Files {
		if w.Files[i].CopyOf == id {
			w.Files[i].Digest, w.Files[i].Size = f.Digest, f.Size
		}
	}
}

func (w *world) withoutSteps(subject, became string) {
	w.Steps = slices.DeleteFunc(w.Steps, func(s stepRow) bool { return s.Subject == subject && s.Became == became })
	for i := range w.Steps {
		w.Steps[i].ID = int64(i + 1)
	}
}

func (w *world) objectPath(dir, digest string) string {
	return filepath.Join(dir, "archive", digest[:2], digest+".zst")
}

var lies = []seeded{
	{"journal row stands twice", "I1", "stands twice", nil, func(w *world) { w.Files = append(w.Files, w.Files[0]) }},
	{"same bytes booked under two rows", "I1", "same bytes from bank", nil, func(w *world) {
		w.Files[3].CopyOf = 0
		w.Steps = slices.DeleteFunc(w.Steps, func(s stepRow) bool { return s.Subject == "f000004" })
		for i := range w.Steps {
			w.Steps[i].ID = int64(i + 1)
		}
		w.step("f000004", "received", "applied", "archived", "settled")
		w.Files[3].Format = w.Files[1].Format
		w.seal()
	}},
	{"a copy was applied", "I1", "though it is a copy", []string{"I9"}, func(w *world) {
		w.Steps[13].Became = "applied"
		w.seal()
	}},
	{"entry row stands twice", "I1", "stands twice in the book", nil, func(w *world) { w.Entries = append(w.Entries, w.Entries[6]) }},
	{"entry key booked twice", "I1", "has booked twice", []string{"I3", "I4"}, func(w *world) {
		w.book("bank:giro:B4 2026-01-07 -1.00", "bank-charge", "f000002", 0, postingRow{Account: 8, Amount: 100}, postingRow{Account: 4, Amount: -100})
		w.seal()
	}},
	{"bank entry stands twice", "I1", "is in the book twice", []string{"I3"}, func(w *world) {
		again := w.BankEntries[3]
		again.ID = 6
		w.BankEntries = append(w.BankEntries, again)
	}},
	{"voucher number left out", "I1", "the one before is", nil, func(w *world) {
		w.Entries[6].Number++
		w.seal()
	}},
	{"booked by a file that was only held", "I1", "never applied", []string{"I3"}, func(w *world) {
		w.Entries[6].File = "f000005"
		w.seal()
	}},
	{"posting changed by one öre", "I2", "off by 0.01 SEK", []string{"I3", "I4", "I9"}, func(w *world) { w.Postings[4].Amount++ }},
	{"posting changed by one öre, chain forged", "I2", "off by 0.01 SEK", nil, func(w *world) { w.Postings[1].Amount++; w.seal() }},
	{"posting row stands twice", "I2", "stands twice", []string{"I1"}, func(w *world) {
		w.Postings = slices.Insert(w.Postings, 3, w.Postings[2])
	}},
	{"posting lost", "I2", "of its 2 postings", []string{"I9", "I3", "I4"}, func(w *world) { w.Postings = slices.Delete(w.Postings, 6, 7) }},
	{"posting in another currency", "I2", "is in EUR", []string{"I9"}, func(w *world) {
		w.Accounts[1].Currency = "EUR"
	}},
	{"item settled without posting", "I2", "invoice 1 owes", nil, func(w *world) { w.Items[0].Principal = -1 }},
	{"fee earned when paid, claimed by nobody", "I2", "invoice 1 owes", nil, func(w *world) { w.Memos = nil }},
	{"fee earned when paid below nothing", "I2", "fee memo 1", nil, func(w *world) { w.Memos[0].Amount = -6000 }},
	{"invoice made greater after it was booked", "I2", "was booked when it was issued", nil, func(w *world) { w.Invoices[0].Gross++ }},
	{"invoice lost", "I2", "booked as issued and are not there", nil, func(w *world) { w.Invoices = nil }},
	{"any row at all stands twice", "I1", "table outbox: row 2 stands twice", nil, func(w *world) { w.Outbox = append(w.Outbox, w.Outbox[0]) }},
	{"item lost", "I2", "has postings and no item", nil, func(w *world) { w.Items = nil }},
	{"index of an invoice's postings lacks one", "I2", "item_posting", nil, func(w *world) { w.ItemPostings = w.ItemPostings[1:] }},
	{"client's claim charged without a word", "I2", "invoice 2 owes", nil, func(w *world) { w.Items[1].Principal++ }},
	{"client's claim made greater after it came", "I2", "was booked when it was issued", nil, func(w *world) { w.Invoices[1].Gross++ }},
	{"charge on a claim nobody gave", "I2", "which is no client's claim", nil, func(w *world) {
		w.Charges = append(w.Charges, clientChargeRow{3, 1, 0, 500})
	}},
	{"money of one client on another's account", "I2", "is of a claim of client 2, on the account of client 3", nil, func(w *world) {
		w.Postings[w.Entries[7].First].Account = 11
		w.seal()
	}},
	{"a client paid with another's money", "I2", "other clients' money covers it", nil, func(w *world) {
		w.book("taken", "payout-sent", "", 0, postingRow{Account: 11, Amount: 700}, postingRow{Account: 9, Amount: -700})
		w.seal()
	}},
	{"exchanged at another worth than was cleared", "I2", "payment 2 in SEK", nil, func(w *world) { w.Exchanges[0].Worth++ }},
	{"exchange lost", "I2", "payment 2 in EUR", nil, func(w *world) { w.Exchanges = nil }},
	{"suspense lost", "I2", "has no row", nil, func(w *world) { w.Suspense = nil }},
	{"suspense spent without posting", "I2", "its postings leave 3000", nil, func(w *world) { w.Suspense[0].Rest = 2999 }},
	{"raw entry missing from the book", "I3", "entry B5 2026-01-08 7.00 of 7.00 SEK is not in the book", []string{"I4"}, func(w *world) {
		w.BankEntries = w.BankEntries[:4]
	}},
	{"bank entry the bank never wrote", "I3", "which is not in the file", []string{"I4"}, func(w *world) {
		w.BankEntries = append(w.BankEntries, bankEntryRow{6, "giro", "B9 2026-01-08 5.00", 20260108, 500, 0, 3, 0})
	}},
	{"two errors on one side that cancel", "I3", "is not in the book", []string{"I2"}, func(w *world) {
		w.BankEntries[0].Amount++ // 100.01 and 29.99 for 100.00 and 30.00
		w.BankEntries[1].Amount--
		for _, i := range []int{3, 4} { // and the book follows
			w.Postings[i].Amount += map[int]int64{3: -1, 4: 1}[i]
		}
		for _, i := range []int{5, 6} {
			w.Postings[i].Amount += map[int]int64{5: 1, 6: -1}[i]
		}
		w.Receipts[0].Amount++
		w.Receipts[1].Amount--
		w.seal()
	}},
	{"errors on both sides that cancel", "I3", "the file has credits of 130.00 SEK and debits of 51.00 SEK", nil, func(w *world) {
		w.Statements[1].Credit++
		w.Statements[1].Debit++
	}},
	{"booking moves another amount than the bank did", "I3", "move 10001 on the bank's account", []string{"I2", "I4"}, func(w *world) {
		w.Postings[3].Amount--
		w.Postings[4].Amount++
		w.Receipts[0].Amount++
		w.seal()
	}},
	{"payment placed only in part", "I3", "of it is placed", nil, func(w *world) {
		w.Receipts[1].Amount = 2999
		w.seal()
	}},
	{"statement dropped from the book", "I3", "are in no statement of the book", []string{"I4"}, func(w *world) { w.Statements = w.Statements[:2] }},
	{"statement the file never had", "I3", "it is not there", []string{"I4"}, func(w *world) {
		w.Statements = append(w.Statements, statementRow{4, "giro", "statement", "S9", "camt", "SEK", 1, 108600, 108700, 100, 0, 1, "f000003"})
	}},
	{"statement from a file that never came", "I3", "from file f000009, which was never applied", nil, func(w *world) { w.Statements[2].File = "f000009" }},
	{"booked on another day than the bank did", "I3", "is of 20260108, its booking", nil, func(w *world) { w.BankEntries[0].Day++ }},
	{"bank entry names a booking that is none", "I3", "books no bank entry or is missing", []string{"I4"}, func(w *world) { w.BankEntries[4].Entry = 99 }},
	{"entry books what no statement told", "I3", "not among those of any statement", []string{"I4"}, func(w *world) {
		w.book("bank:giro:B7 2026-01-08 3.00", "bank-charge", "f000003", 0, postingRow{Account: 8, Amount: -300}, postingRow{Account: 4, Amount: 300})
		w.seal()
	}},
	{"statement missing between two", "I4", "opens at 1080.00 SEK", nil, func(w *world) {
		w.rewrite(3, statement("S2", "2026-01-08", 108000, 108700, line("B5", 700), pending("B6", 900)))
		w.Statements[2].Opening, w.Statements[2].Closing = 108000, 108700
	}},
	{"a gap that no person released, only the daemon", "I4", "opens at 1080.00 SEK", nil, func(w *world) {
		w.rewrite(3, statement("S2", "2026-01-08", 108000, 108700, line("B5", 700), pending("B6", 900)))
		w.Statements[2].Opening, w.Statements[2].Closing = 108000, 108700
		w.Steps = slices.DeleteFunc(w.Steps, func(s stepRow) bool { return s.Subject == "f000003" })
		for i := range w.Steps {
			w.Steps[i].ID = int64(i + 1)
		}
		w.step("f000003", "received", "held", "received", "applied", "archived", "settled")
		w.seal()
	}},
	{"closing is not opening and entries", "I4", "it closes at 1087.00 SEK", nil, func(w *world) {
		w.rewrite(3, statement("S2", "2026-01-08", 107900, 108700, line("B5", 700), pending("B6", 900)))
		w.Statements[2].Closing = 108700
	}},
	{"balance changed in the book", "I4", "the book says 1079.00 SEK and 1086.01 SEK", nil, func(w *world) { w.Statements[2].Closing++ }},
	{"somebody moved the bank account by hand", "I4", "no entries of the bank", nil, func(w *world) {
		w.book("manual:1", "manual", "", 0, postingRow{Account: 8, Amount: 100}, postingRow{Account: 4, Amount: -100})
		w.seal()
	}},
	{"payout executed twice", "I5", "was executed 2 times", nil, func(w *world) {
		again := w.bank.Transfers[0]
		again.File, again.MsgID = 2, "BATCH-1B"
		w.bank.Transfers = append(w.bank.Transfers, again)
	}},
	{"one bill paid under two ids", "I5", "bill 1 to 58056201 was paid twice", nil, func(w *world) {
		w.bank.Transfers[1].State, w.bank.Transfers[1].To = "executed", "5805-6201"
		w.Payouts[1].Source, w.Payouts[1].Account = "bill 1", "5805-6201"
	}},
	{"bank executed what nobody ordered", "I5", "no payout of ours", nil, func(w *world) {
		w.bank.Transfers = append(w.bank.Transfers, transfer{EndToEnd: "E9", To: "1", Amount: "1.00", Currency: "SEK", State: "executed"})
	}},
	{"bank executed another amount", "I5", "the payout is 50.00 SEK", nil, func(w *world) { w.bank.Transfers[0].Amount = "50.01" }},
	{"bank paid another account", "I5", "the payout goes to 5805-6201", nil, func(w *world) { w.bank.Transfers[0].To = "999" }},
	{"one message with two contents", "I5", "with two contents", nil, func(w *world) {
		w.bank.Files = append(w.bank.Files, bankFile{2, "girod", "other.xml", digestOf([]byte("x")), "BATCH-1"})
	}},
	{"settled and never executed", "I5", "no bank executed it", nil, func(w *world) { w.bank.Transfers[0].State = "refused" }},
	{"executed and rejected", "I5", "whose payout is rejected", nil, func(w *world) { w.Payouts[0].State = "rejected" }},
	{"batch sums to another amount", "I5", "has 2 of 7000", nil, func(w *world) { w.Batches[0].Total++ }},
	{"in transit is not what is on its way", "I5", "in transit stands at", nil, func(w *world) { w.Payouts[1].State = "settled"; w.bank.Transfers[1].State = "executed" }},
	{"send log knows a file the journal has not", "I5", "which the journal has not", nil, func(w *world) {
		w.sent = append(w.sent, sendLine{"pain:GONE", 1, "00"})
	}},
	{"renamed without a line in the send log", "I5", "the send log has no line", nil, func(w *world) { w.sent = nil }},
	{"outgoing file lies rendered for days", "I6", "is rendered since", []string{"I9"}, func(w *world) {
		o := &w.Outgoing[0]
		o.State, o.StateAt, o.DueAt = "rendered", "2026-01-05T09:00:00Z", "2026-01-05T09:00:00Z"
	}},
	{"in doubt without a word why", "I6", "does not say why", nil, func(w *world) {
		w.withoutSteps("pain:BATCH-1", "acked")
		w.withoutSteps("pain:BATCH-1", "sent")
		w.step("pain:BATCH-1", "in-doubt")
		w.Outgoing[0].State, w.PayFiles[0].State = "in-doubt", "in_doubt"
		w.Payouts[0].State, w.Payouts[1].State = "in_doubt", "in_doubt"
		w.Postings[11].Account = 6 // then nothing was debited either
		w.seal()
	}},
	{"batch sent with no file that was", "I6", "nothing that carries it was sent", []string{"I9"}, func(w *world) { w.Outgoing[0].State = "rendered" }},
	{"held without a reason", "I6", "is held and does not say why", nil, func(w *world) { w.Files[4].Reason = "" }},
	{"order waits for days", "I6", "order pain:BATCH-1 is waiting", nil, func(w *world) { w.Outbox[0] = outboxRow{"pain:BATCH-1", "waiting", "", "2026-01-01T00:00:00Z"} }},
	{"file dropped from the archive", "I7", "not in the archive", []string{"I3"}, func(w *world) { delete(w.objects, w.Files[2].Digest) }},
	{"byte flipped in an object", "I7", "cannot be unpacked", []string{"I3"}, func(w *world) {
		w.after = func(dir string) {
			path := w.objectPath(dir, w.Files[2].Digest)
			content, _ := os.ReadFile(path)
			content[len(content)/2] ^= 1
			os.WriteFile(path, content, 0o600)
		}
	}},
	{"object replaced by another's bytes", "I7", "holds other bytes", nil, func(w *world) {
		w.objects[w.Outgoing[0].Digest] = []byte("<Document>three payouts</Document>")
	}},
	{"object nobody names", "I7", "which no table names", nil, func(w *world) { w.objects[digestOf([]byte("x"))] = []byte("x") }},
	{"spooled bytes gone", "I7", "neither in the archive nor in the spool", nil, func(w *world) { w.spool = nil }},
	{"spooled bytes changed", "I7", "the spool holds other bytes", nil, func(w *world) { w.spool[w.Files[4].Spool] = []byte("y") }},
	{"settled without being archived", "I7", "never archived", []string{"I9"}, func(w *world) {
		w.withoutSteps("f000003", "archived")
		w.seal()
	}},
	{"step removed", "I9", "is missing from the journal", []string{"I1", "I3"}, func(w *world) { w.Steps = slices.Delete(w.Steps, 1, 2) }},
	{"step removed, chain forged", "I9", "its step before left it", []string{"I7"}, func(w *world) { w.withoutSteps("f000001", "archived"); w.seal() }},
	{"last step removed", "I9", "its last step made it", nil, func(w *world) { w.Steps = w.Steps[:len(w.Steps)-1] }},
	{"chain hash altered", "I9", "its hash does not fit", nil, func(w *world) { w.Steps[5].Hash = w.Steps[4].Hash }},
	{"reason of a step altered", "I9", "its hash does not fit", nil, func(w *world) { w.Steps[5].Reason = "another" }},
	{"text of an entry altered", "I9", "entry 3 (bank:giro:B2", nil, func(w *world) { w.Entries[2].Text = "Bonk" }},
	{"payer of a payment altered", "I9", "entry 2 (bank:giro:B1", nil, func(w *world) { w.Receipts[0].Payer = "Asa" }},
	{"posting in another's books", "I2", "in the books of tenant 2", nil, func(w *world) {
		w.Accounts[7].Tenant = 2
		w.seal()
	}},
	{"account renumbered", "I9", "its hash does not fit", nil, func(w *world) { w.Accounts[7].Number = "6571" }},
	{"history altered", "I9", "history 1 (approved)", nil, func(w *world) { w.History[0].Actor = "anna" }},
	{"history removed", "I9", "history 1 is missing", nil, func(w *world) { w.History = w.History[1:] }},
	{"history cut off, and an anchor from before", "I9", "is in no chain", nil, func(w *world) {
		w.anchors = []string{w.Steps[3].Hash[:12], w.Entries[2].Hash, w.History[0].Hash, w.History[1].Hash}
		w.History = w.History[:1]
	}},
	{"entry removed", "I9", "entry 2 is missing", []string{"I1", "I2", "I3", "I4"}, func(w *world) { w.Entries = slices.Delete(w.Entries, 1, 2) }},
	{"state changed without a step", "I9", `is "held", but its last step`, nil, func(w *world) {
		w.Files[2].State, w.Files[2].Code, w.Files[2].Reason = "held", "x", "y"
	}},
	{"state jump", "I10", `from "received" to "archived"`, []string{"I1", "I3"}, func(w *world) {
		w.withoutSteps("f000001", "applied")
		w.Steps[1].Was = "received"
		w.seal()
	}},
	{"sent without ever being renamed", "I10", `from "sent" to "renaming"`, nil, func(w *world) {
		n := len(w.Steps)
		w.Steps = slices.Insert(w.Steps, n-1, w.Steps[n-3], w.Steps[n-2])
		for i := range w.Steps {
			w.Steps[i].ID = int64(i + 1)
		}
		w.Steps[n-1].Was = "sent"
		w.seal()
	}},
	{"one person made and approved", "I10", "alone made and approved it", nil, func(w *world) { w.Batches[0].ApprovedBy = "anna" }},
	{"the approver made a payout", "I10", "made or changed by bo, who approved", nil, func(w *world) { w.Payouts[0].MadeBy = "bo" }},
	{"the approver changed a payout", "I10", "made or changed by bo, who approved", nil, func(w *world) { w.Payouts[1].EditedBy = "eva\nbo" }},
	{"something else was approved", "I10", "what was approved is not", nil, func(w *world) { w.Batches[0].ApprovedHash = "g" }},
	{"payout ahead of its batch", "I10", "which no payout of a file", []string{"I5"}, func(w *world) { w.Payouts[0].State = "proposed" }},
	{"payout on its way without a file", "I10", "in no file of its batch", nil, func(w *world) { w.Payouts[0].Message = "" }},
	{"file never rendered", "I10", "was never rendered", []string{"I6"}, func(w *world) { w.PayFiles[0].Digest = "" }},
	{"file of a batch nobody approved", "I10", "and its batch is proposed", nil, func(w *world) { w.Batches[0].State = "proposed" }},
	{"recovery wrote a row", "I11", "came only when recovery ran again", nil, func(w *world) {
		w.again = func(w *world) { w.History = append(w.History, historyRow{ID: 3, Kind: "again", At: day}) }
	}},
	{"recovery changed a row", "I11", "is gone after recovery", nil, func(w *world) {
		w.again = func(w *world) { w.Files[0].State = "received" }
	}},
}

// Each lie is found under its own name, and breaks nothing it does not touch.
func TestEachLieIsFound(t *testing.T) {
	if len(lies) < 20 {
		t.Fatal("too few lies")
	}
	for _, lie := range lies {
		t.Run(lie.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			lie.lie(w)
			r := w.audit(t)
			if !strings.Contains(strings.Join(r.of(lie.id).Violations, "\n"), lie.says) {
				t.Errorf("%s does not say %q:\n%s", lie.id, lie.says, text(t, r))
			}
			want := append(slices.Clone(lie.also), lie.id)
			got := brokenIn(r)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("broken: %v, want %v:\n%s", got, want, text(t, r))
			}
		})
	}
}
