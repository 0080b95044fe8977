package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// world is a small company's whole truth: a dump, an archive, a spool, a send log and a
// bank's books, all agreeing. Tests break one thing in it.
type world struct {
	Files        []fileRow
	Outgoing     []outgoingRow
	Steps        []stepRow
	Accounts     []accountRow
	Entries      []entryRow
	Postings     []postingRow
	Receipts     []receiptRow
	History      []historyRow
	Items        []itemRow
	Memos        []memoRow
	ItemPostings []itemPostingRow
	Suspense     []suspenseRow
	Clients      []clientRow
	Claims       []clientClaimRow
	Charges      []clientChargeRow
	Exchanges    []exchangeRow
	Credits      []creditRow
	Invoices     []invoiceRow
	Statements   []statementRow
	BankEntries  []bankEntryRow
	Payouts      []payoutRow
	Batches      []batchRow
	PayFiles     []payFileRow
	Outbox       []outboxRow
	Kept         []keptRow
	Reminders    []reminderRow

	objects map[string][]byte // archive, before compression
	spool   map[string][]byte
	sent    []sendLine
	bank    bankBooks
	anchors []string
	after   func(dir string) // done to the directories when all is written
	again   func(w *world)   // what the second dump has otherwise
}

const day = "2026-01-08T09:00:00Z"

// newWorld: a notification books two credits, the day's statement confirms them and books
// a payout's debit and a charge, the next day's statement tells of a credit that waits for
// its notification. One file came twice, one is held, one order went to the bank.
func newWorld() *world {
	w := &world{objects: map[string][]byte{}, spool: map[string][]byte{}}
	w.Accounts = []accountRow{
		{1, 1, "ar", "1510", "SEK"}, {2, 1, "revenue", "3001", "SEK"}, {3, 1, "vat_out", "2611", "SEK"}, {4, 1, "bank", "1930", "SEK"},
		{5, 1, "suspense", "2890", "SEK"}, {6, 1, "ap", "2440", "SEK"}, {7, 1, "in_transit", "1949", "SEK"}, {8, 1, "bank_fee", "6570", "SEK"},
		{9, 1, "other_bank", "1940", "SEK"}, {10, 1, "client_funds", "2831", "SEK"}, {11, 1, "client_funds", "2832", "SEK"},
		{12, 1, "fx_clearing", "1948", "SEK"}, {13, 1, "fx_clearing", "1948", "EUR"}, {14, 1, "rounding", "3740", "EUR"},
	}
	w.arrive(notification("N1", line("B1", 10000), line("B2", 3000)), "camt.054.001.08")
	w.arrive(statement("S1", "2026-01-07", 100000, 107900, line("B1", 10000), line("B2", 3000), line("B3", -5000), line("B4", -100)), "camt.053.001.08")
	w.arrive(statement("S2", "2026-01-08", 107900, 108600, line("B5", 700), pending("B6", 900)), "camt.053.001.08")
	w.copyOf(2)
	w.hold([]byte("no bank's file"), "format-unknown", "want a file of a format girod knows")
	w.Statements = []statementRow{
		{1, "giro", "notification", "N1", "camt", "SEK", 0, 0, 0, 13000, 0, 2, "f000001"},
		{2, "giro", "statement", "S1", "camt", "SEK", 1, 100000, 107900, 13000, 5100, 4, "f000002"},
		{3, "giro", "statement", "S2", "camt", "SEK", 1, 107900, 108600, 700, 0, 2, "f000003"},
	}
	w.BankEntries = []bankEntryRow{
		{1, "giro", "B1 2026-01-07 100.00", 20260107, 10000, 1, 2, 2},
		{2, "giro", "B2 2026-01-07 30.00", 20260107, 3000, 1, 2, 3},
		{3, "giro", "B3 2026-01-07 -50.00", 20260107, -5000, 0, 2, 6},
		{4, "giro", "B4 2026-01-07 -1.00", 20260107, -100, 0, 2, 7},
		{5, "giro", "B5 2026-01-08 7.00", 20260108, 700, 0, 3, 0},
	}
	w.book("invoice:1001", "invoice-issued", "", 0, postingRow{Account: 1, Amount: 10000, Invoice: 1}, postingRow{Account: 2, Amount: -8000}, postingRow{Account: 3, Amount: -2000})
	w.book("bank:giro:B1 2026-01-07 100.00", "payment-received", "f000001", 10000, postingRow{Account: 1, Amount: -10000, Invoice: 1, Receipt: 1}, postingRow{Account: 4, Amount: 10000})
	w.book("bank:giro:B2 2026-01-07 30.00", "payment-received", "f000001", 3000, postingRow{Account: 5, Amount: -3000, Receipt: 2}, postingRow{Account: 4, Amount: 3000})
	w.book("payout-sent:E1", "payout-sent", "", 0, postingRow{Account: 6, Amount: 5000}, postingRow{Account: 7, Amount: -5000})
	w.book("payout-sent:E2", "payout-sent", "", 0, postingRow{Account: 6, Amount: 2000}, postingRow{Account: 7, Amount: -2000})
	w.book("bank:giro:B3 2026-01-07 -50.00", "payout-debited", "f000002", 0, postingRow{Account: 7, Amount: 5000}, postingRow{Account: 4, Amount: -5000})
	w.book("bank:giro:B4 2026-01-07 -1.00", "bank-charge", "f000002", 0, postingRow{Account: 8, Amount: 100}, postingRow{Account: 4, Amount: -100})
	// A client claims 50.00 and 5.00 of interest: 40.00 came. Ten euros were paid by 110.00.
	w.book("elsewhere:1", "client-collected", "", 0, postingRow{Account: 9, Amount: 4000}, postingRow{Account: 10, Amount: -4000, Invoice: 2})
	w.Clients, w.Claims = []clientRow{{2, 1, "2831"}, {3, 1, "2832"}}, []clientClaimRow{{2, 2}}
	w.Charges = []clientChargeRow{{1, 2, 0, 5000}, {2, 2, 2, 500}}
	w.book("allocated:2:1", "allocated", "", 0, postingRow{Account: 9, Amount: 11000}, postingRow{Account: 12, Amount: -11000, Receipt: 2})
	w.book("exchanged:2:1", "currency-difference", "", 0, postingRow{Account: 13, Amount: 1000, Receipt: 2}, postingRow{Account: 14, Amount: -1000})
	w.Entries[len(w.Entries)-1].Currency = "EUR"
	w.Exchanges = []exchangeRow{{1, 2, int64(len(w.Entries)), 11000, "SEK", 1000, "EUR"}}
	w.Invoices = []invoiceRow{{1, 1, "1001", "invoice", 10000}, {2, 1, "K1/1", "invoice", 5000}}
	w.Items, w.Memos = []itemRow{{Invoice: 1, Fee: 6000}, {Invoice: 2, Principal: 1000}}, []memoRow{{1, "fee:1001", 1, 1, 6000}} // a fee that is earned when paid
	w.Suspense = []suspenseRow{{2, 3000}}
	w.History = []historyRow{{ID: 1, Tenant: 1, Payout: "BATCH-1", Kind: "approved", Text: "by bo", At: day, Actor: "bo"}, {ID: 2, Tenant: 1, Invoice: 1, Kind: "hold", Text: "asked", At: day, Actor: "anna"}}
	w.send("pain:BATCH-1", []byte("<Document>two payouts</Document>"))
	order := w.Outgoing[0].Digest
	w.Batches = []batchRow{{1, "BATCH-1", 2, 7000, "h", "accepted", "anna", "bo", day, "h"}}
	w.PayFiles = []payFileRow{{"BATCH-1", 1, "accepted", order}}
	w.Payouts = []payoutRow{{1, 1, "bill 1", "5805-6201", 5000, "SEK", "E1", "settled", "BATCH-1", "anna", ""}, {2, 1, "bill 2", "4432-1100", 2000, "SEK", "E2", "accepted", "BATCH-1", "anna", ""}}
	w.Outbox = []outboxRow{{"pain:BATCH-1", "sent", "", day}}
	w.bank.Files = []bankFile{{1, "girod", "BATCH-1.xml", order, "BATCH-1"}}
	w.bank.Transfers = []transfer{
		{File: 1, MsgID: "BATCH-1", EndToEnd: "E1", To: "58056201", Amount: "50.00", Currency: "SEK", State: "executed"},
		{File: 1, MsgID: "BATCH-1", EndToEnd: "E2", To: "4432-1100", Amount: "20.00", Currency: "SEK", State: "waiting"},
	}
	w.seal()
	return w
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// step takes a subject along its states.
func (w *world) step(subject string, states ...string) {
	was := ""
	for _, s := range w.Steps {
		if s.Subject == subject {
			was = s.Became
		}
	}
	for _, s := range states {
		w.Steps = append(w.Steps, stepRow{int64(len(w.Steps) + 1), subject, was, s, "girod", "as it goes", day, ""})
		was = s
	}
}

func (w *world) file(content []byte, state string) *fileRow {
	id := int64(len(w.Files) + 1)
	w.Files = append(w.Files, fileRow{ID: id, Partner: "bank", Name: fmt.Sprintf("in-%d.xml", id), Digest: digestOf(content),
		Size: int64(len(content)), Spool: fmt.Sprintf("%06d", id), State: state, Received: day, StateAt: day})
	return &w.Files[id-1]
}

// arrive brings a file, books and archives it.
func (w *world) arrive(content []byte, format string) {
	f := w.file(content, "settled")
	f.Format = format
	w.objects[f.Digest] = content
	w.step(fileName(f.ID), "received", "applied", "archived", "settled")
}

func (w *world) copyOf(id int64) {
	f := w.file(w.objects[w.Files[id-1].Digest], "settled")
	f.CopyOf = id
	w.step(fileName(f.ID), "received", "duplicate", "settled")
}

func (w *world) hold(content []byte, code, reason string) {
	f := w.file(content, "held")
	f.Code, f.Reason = code, reason
	w.spool[f.Spool] = content
	w.step(fileName(f.ID), "received", "held")
}

func (w *world) send(key string, content []byte) {
	d := digestOf(content)
	w.objects[d] = content
	w.Kept = append(w.Kept, keptRow{d})
	w.Outgoing = append(w.Outgoing, outgoingRow{ID: int64(len(w.Outgoing) + 1), Key: key, Partner: "bank", Folder: "out", Name: key + ".xml",
		Kind: "pain.001", Digest: d, Size: int64(len(content)), Money: 1, State: "acked", Attempt: 1, DueAt: day, StateAt: day})
	w.step(key, "rendered", "uploading", "renaming", "sent", "acked")
	w.sent = append(w.sent, sendLine{key, 1, d})
}

// book adds an entry; received is what its one payment brought, 0 for none.
func (w *world) book(key, why, file string, received int64, postings ...postingRow) {
	series := map[bool]string{true: "B", false: "M"}[strings.HasPrefix(key, "bank:")]
	number := int64(1)
	for _, e := range w.Entries {
		if e.Series == series {
			number++
		}
	}
	e := entryRow{ID: int64(len(w.Entries) + 1), Tenant: 1, Key: key, Series: series, Number: number, Why: why, BookedOn: 20260107, Currency: "SEK",
		Text: "Bank", File: file, First: int64(len(w.Postings) + 1), Lines: int64(len(postings)), Receipt: int64(len(w.Receipts) + 1), At: day, Actor: "girod"}
	for _, p := range postings {
		p.ID, p.Entry = int64(len(w.Postings)+1), e.ID
		w.Postings = append(w.Postings, p)
		if p.Invoice != 0 {
			w.ItemPostings = append(w.ItemPostings, itemPostingRow{p.Invoice, p.ID})
		}
	}
	if received != 0 {
		e.Receipts, e.BankAccount, e.BankKey = 1, "1930", strings.TrimPrefix(key, "bank:giro:")
		w.Receipts = append(w.Receipts, receiptRow{ID: e.Receipt, Entry: e.ID, BankRef: "R", Amount: received, Payer: "Åsa", Rule: "reference", Line: 7})
	}
	w.Entries = append(w.Entries, e)
}

// seal hashes the chains anew, so that a lie told from the beginning hangs together.
func (w *world) seal() {
	head := ""
	for i := range w.Steps {
		s := &w.Steps[i]
		s.Hash = stepHash(head, s)
		head = s.Hash
	}
	before := make([]byte, sha256.Size)
	for i := range w.History {
		before = historyHash(before, &w.History[i])
		w.History[i].Hash = hex.EncodeToString(before)
	}
	c := newChain(nil)
	for i := range w.Entries {
		e := &w.Entries[i]
		c.entry(e)
		for j := range w.Postings {
			if p := &w.Postings[j]; p.ID >= e.First && p.ID < e.First+e.Lines {
				c.posting(e, p, &w.Accounts[p.Account-1])
			}
		}
		for j := range w.Receipts {
			if r := &w.Receipts[j]; r.ID >= e.Receipt && r.ID < e.Receipt+e.Receipts {
				c.receipt(e, r)
			}
		}
		content, link := c.link(e)
		e.Content, e.Hash, c.head = hex.EncodeToString(content), hex.EncodeToString(link), link
	}
}

// lineXML is an entry of a bank's file.
type lineXML string

func line(ref string, amount int64) lineXML    { return entryXML(ref, amount, "BOOK") }
func pending(ref string, amount int64) lineXML { return entryXML(ref, amount, "PDNG") }

func entryXML(ref string, amount int64, status string) lineXML {
	return lineXML(fmt.Sprintf(`<Ntry><NtryRef>1</NtryRef><Amt Ccy="SEK">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>%s</Cd></Sts><BookgDt><Dt>@day@</Dt></BookgDt><AcctSvcrRef>%s</AcctSvcrRef><NtryDtls><TxDtls><Amt Ccy="SEK">1.00</Amt></TxDtls></NtryDtls></Ntry>`,
		decimal(max(amount, -amount), "SEK"), side(amount), status, ref))
}

func side(amount int64) string {
	if amount < 0 {
		return "DBIT"
	}
	return "CRDT"
}

func balanceXML(code string, amount int64) string {
	return fmt.Sprintf(`<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">%s</Amt><CdtDbtInd>%s</CdtDbtInd></Bal>`,
		code, decimal(max(amount, -amount), "SEK"), side(amount))
}

func statement(name, on string, opening, closing int64, lines ...lineXML) []byte {
	return message("BkToCstmrStmt", "Stmt", name, on, balanceXML("OPBD", opening)+balanceXML("CLBD", closing), lines)
}

func notification(name string, lines ...lineXML) []byte {
	return message("BkToCstmrDbtCdtNtfctn", "Ntfctn", name, "2026-01-07", "", lines)
}

func message(root, part, name, on, balances string, lines []lineXML) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><Document><%s><GrpHdr><MsgId>M</MsgId><CreDtTm>%sT06:00:00</CreDtTm></GrpHdr><%s><Id>%s</Id><Acct><Id><IBAN>SE4550000000058398257466</IBAN></Id></Acct>%s`, root, on, part, name, balances)
	for _, l := range lines {
		b.WriteString(strings.ReplaceAll(string(l), "@day@", on))
	}
	fmt.Fprintf(&b, `</%s></%s></Document>`, part, root)
	return []byte(b.String())
}

// audit writes the world down and audits it.
func (w *world) audit(t *testing.T) *report {
	t.Helper()
	dir := t.TempDir()
	in := inputs{Dump: filepath.Join(dir, "dump"), Again: filepath.Join(dir, "again"), Archive: filepath.Join(dir, "archive"),
		Spool: filepath.Join(dir, "spool"), SendLog: filepath.Join(dir, "sendlog.jsonl"), Banks: []string{filepath.Join(dir, "books.json")}, Stuck: 24 * time.Hour, Anchors: w.anchors}
	w.dump(t, in.Dump)
	for digest, content := range w.objects {
		z, _ := zstd.NewWriter(nil)
		put(t, filepath.Join(in.Archive, digest[:2], digest+".zst"), z.EncodeAll(content, nil))
	}
	for name, content := range w.spool {
		put(t, filepath.Join(in.Spool, "incoming", name), content)
	}
	var log bytes.Buffer
	for _, l := range w.sent {
		text, _ := json.Marshal(l)
		fmt.Fprintf(&log, "\n%s\n", text)
	}
	put(t, in.SendLog, log.Bytes())
	books, err := json.Marshal(w.bank)
	if err != nil {
		t.Fatal(err)
	}
	put(t, in.Banks[0], books)
	if w.again != nil {
		w.again(w)
	}
	w.dump(t, in.Again)
	if w.after != nil {
		w.after(dir)
	}
	r, err := run(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// dump writes the tables as girod does.
func (w *world) dump(t *testing.T, dir string) {
	t.Helper()
	table(t, dir, "file", w.Files)
	table(t, dir, "outgoing", w.Outgoing)
	table(t, dir, "file_step", w.Steps)
	table(t, dir, "account", w.Accounts)
	table(t, dir, "entry", w.Entries)
	table(t, dir, "posting", w.Postings)
	table(t, dir, "receipt_row", w.Receipts)
	table(t, dir, "history", w.History)
	table(t, dir, "item", w.Items)
	table(t, dir, "item_posting", w.ItemPostings)
	table(t, dir, "fee_memo", w.Memos)
	table(t, dir, "suspense", w.Suspense)
	table(t, dir, "client", w.Clients)
	table(t, dir, "client_claim", w.Claims)
	table(t, dir, "client_charge", w.Charges)
	table(t, dir, "exchange", w.Exchanges)
	table(t, dir, "customer_credit", w.Credits)
	table(t, dir, "invoice", w.Invoices)
	table(t, dir, "bank_statement", w.Statements)
	table(t, dir, "bank_entry", w.BankEntries)
	table(t, dir, "payout", w.Payouts)
	table(t, dir, "payout_batch", w.Batches)
	table(t, dir, "payout_file", w.PayFiles)
	table(t, dir, "outbox", w.Outbox)
	table(t, dir, "kept", w.Kept)
	table(t, dir, "reminder", w.Reminders)
}

func table[T any](t *testing.T, dir, name string, rows []T) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	for _, r := range rows {
		if err := e.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	put(t, filepath.Join(dir, name+".jsonl"), b.Bytes())
}

func put(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
