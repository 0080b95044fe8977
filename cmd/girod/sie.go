package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"girod/exchange/durable"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/sie"
	"girod/ledger"
	"girod/ledger/report"
)

// sieFlags are what an export is asked with.
type sieFlags struct {
	path, from, to, kind, currency string
	year                           int
}

func exportCommand(t *terminal) *cobra.Command {
	var f sieFlags
	cmd := &cobra.Command{
		Use:   "export --sie FILE [--year 2026 | --from DAY --to DAY] [--type 4E|4I]",
		Short: "the book as a SIE 4 file, read back before it gets its name",
		Long: `export writes the book as SIE 4. Type 4E is a whole year for an auditor: chart, balances of
this year and the last, every voucher. Type 4I is the vouchers of a period for another ledger,
which numbers them itself; ours stand in their texts. A year that is not over ends today.

What was written is read back by the strict reader and held against the book: vouchers, sums of
every account, balances. A file that differs is not kept.`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				return o.exportSIE(cmd.Context(), tx, f, durable.On(durable.OS{}))
			})
		},
	}
	cmd.Flags().StringVar(&f.path, "sie", "", "the file to write; it must not exist")
	cmd.Flags().IntVar(&f.year, "year", 0, "a calendar year (default: this year)")
	cmd.Flags().StringVar(&f.from, "from", "", "the first day")
	cmd.Flags().StringVar(&f.to, "to", "", "the last day")
	cmd.Flags().StringVar(&f.kind, "type", string(sie.Export4E), "4E the whole book, 4I vouchers for another ledger")
	cmd.Flags().StringVar(&f.currency, "currency", "", "where the book has several")
	return cmd
}

// exported is what was written, for people and programs.
type exported struct {
	File     string         `json:"file"`
	Type     sie.Kind       `json:"type"`
	From     date.Date      `json:"from"`
	Through  date.Date      `json:"through"`
	Currency money.Currency `json:"currency"`
	Vouchers int64          `json:"vouchers"`
	Postings int64          `json:"postings"`
	Accounts int            `json:"accounts"`
	Summed   int64          `json:"summedVouchers"` // given as sums of accounts: more lines than anybody takes
	Respelt  int            `json:"respelt"`        // texts with characters SIE lacks
	Digest   string         `json:"digest"`
}

// exportSIE writes under another name, reads that back, and gives the file its name when it
// holds.
func (o *office) exportSIE(ctx context.Context, tx *ledger.Tx, f sieFlags, disk *durable.Disk) error {
	b, err := o.sieBook(tx, f)
	if err != nil {
		return err
	}
	if _, err := disk.Stat(f.path); err == nil {
		return fmt.Errorf("ledger export, %s: exists already: want a new file", f.path)
	}
	temp := f.path + durable.TempSuffix
	var out exported
	err = disk.Fill(temp, func(w io.Writer) (err error) {
		out, err = b.write(w)
		return err
	})
	if err != nil {
		return fmt.Errorf("ledger export, %s: %w", temp, err) // Fill has removed it
	}
	if err = b.readBack(disk, temp, out); err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = disk.Name(temp, f.path)
	}
	if err != nil {
		if _, gone := disk.Stat(temp); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, disk.Remove(temp))
		}
		return fmt.Errorf("ledger export, %s: %w", f.path, err)
	}
	if err := disk.SyncDir(filepath.Dir(f.path)); err != nil {
		return err
	}
	out.File = f.path
	if o.t.json {
		return o.t.printJSON(out)
	}
	o.t.say(o.in, "%s: SIE %s of %s to %s, %s: %d vouchers, %d postings, %d accounts", out.File, out.Type, out.From, out.Through, out.Currency,
		out.Vouchers, out.Postings, out.Accounts)
	o.t.say(o.in, "read back: vouchers, sums and balances are those of the book; sha256 %s", out.Digest)
	if out.Summed > 0 {
		o.t.say(o.in, "%d vouchers of more than %d postings are given as sums of their accounts", out.Summed, report.MostLines)
	}
	return nil
}

// sieBook is the part of the book that is exported.
type sieBook struct {
	*office
	tx            *ledger.Tx
	kind          sie.Kind
	from, until   date.Date // the year
	through       date.Date // its last day that is over
	currency      money.Currency
	year, earlier []report.Balance
	entries       int64
}

// sieBook finds out what is asked for and reads its balances.
func (o *office) sieBook(tx *ledger.Tx, f sieFlags) (*sieBook, error) {
	b := &sieBook{office: o, tx: tx, kind: sie.Kind(strings.ToUpper(f.kind))}
	today := o.today()
	switch {
	case f.path == "":
		return nil, usageError{errors.New("ledger export: want --sie FILE")}
	case b.kind != sie.Export4E && b.kind != sie.Import4I:
		return nil, usageError{fmt.Errorf("ledger export: --type %s: want 4E or 4I", f.kind)}
	case f.year != 0 && f.from+f.to != "", f.from == "" && f.to != "":
		return nil, usageError{errors.New("ledger export: want --year, or --from and --to")}
	case f.from != "":
		var err error
		if b.from, b.until, err = period(f.from, f.to, today); err != nil {
			return nil, err
		}
	default:
		if f.year == 0 {
			f.year, _, _ = today.Split()
		}
		if f.year < 1900 || f.year > 9998 {
			return nil, usageError{fmt.Errorf("ledger export: --year %d: want a year such as 2026", f.year)}
		}
		b.from, b.until = date.Of(f.year, 1, 1), date.Of(f.year, 12, 31)
	}
	if b.through = min(b.until, today); b.through < b.from {
		return nil, usageError{fmt.Errorf("ledger export: %s lies in the future", b.from)}
	}
	if err := b.inCurrency(f.currency); err != nil {
		return nil, err
	}
	return b, b.balances()
}

// inCurrency finds the one currency of the file: SIE has no more.
func (b *sieBook) inCurrency(asked string) error {
	all, err := report.Currencies(b.tx, 0, b.through)
	if err != nil {
		return err
	}
	b.currency = money.Currency(asked)
	switch {
	case asked != "" && b.currency.Decimals() < 0:
		return usageError{fmt.Errorf("ledger export: --currency %q: want one of ISO 4217", asked)}
	case asked == "" && len(all) > 1:
		return usageError{fmt.Errorf("ledger export: the book has %s, and a SIE file one currency: want --currency", strings.Join(keys(all), ", "))}
	case asked == "":
		b.currency = money.SEK
		for c := range all {
			b.currency = c
		}
	}
	period, err := report.Currencies(b.tx, b.from, b.through)
	b.entries = period[b.currency]
	return err
}

func keys(all map[money.Currency]int64) (list []string) {
	for _, c := range slices.Sorted(maps.Keys(all)) {
		list = append(list, string(c))
	}
	return list
}

// balances reads the year's, and those of the year before for comparison.
func (b *sieBook) balances() (err error) {
	mine := func(list []report.Balance) []report.Balance {
		return slices.DeleteFunc(list, func(x report.Balance) bool { return x.Currency != b.currency })
	}
	if b.year, err = report.Balances(b.tx, b.from, b.through); err != nil {
		return err
	}
	b.year = mine(b.year)
	if b.kind == sie.Import4I {
		b.year = slices.DeleteFunc(b.year, func(x report.Balance) bool { return x.Debit == 0 && x.Credit == 0 })
	}
	if b.kind == sie.Export4E {
		b.earlier, err = report.Balances(b.tx, b.before(), b.from.Add(-1))
		b.earlier = mine(b.earlier)
	}
	return err
}

// before gives the first day of the year before.
func (b *sieBook) before() date.Date {
	d := b.from - 10000
	if !d.Valid() { // of a leap day
		d--
	}
	return d
}

// write streams the file and says what is in it.
func (b *sieBook) write(w io.Writer) (exported, error) {
	out := exported{Type: b.kind, From: b.from, Through: b.through, Currency: b.currency, Accounts: len(b.year)}
	digest := sha256.New()
	x := sie.Export{Header: b.header(), Vouchers: b.vouchers(&out)}
	write := sie.Write4I
	if b.kind == sie.Export4E {
		write, x.Balances = sie.Write4E, b.eachBalance()
	}
	sum, err := write(io.MultiWriter(w, digest), x)
	if err != nil {
		return out, err
	}
	out.Vouchers, out.Postings, out.Digest = int64(sum.Entries), int64(sum.Details), hex.EncodeToString(digest.Sum(nil))
	out.Respelt = len(sum.Findings) + sum.MoreFindings // a writer finds nothing else
	return out, nil
}

func (b *sieBook) header() sie.Header {
	c := b.config.Creditor
	h := sie.Header{
		Program: "girod", Version: "1", Generated: date.From(b.at.In(b.zone)), Currency: b.currency,
		Company: sie.Company{Name: c.Name, OrgNo: c.OrgNo, Street: c.Street, Post: strings.TrimSpace(c.PostCode + " " + c.Town), Phone: c.Phone},
	}
	if len(c.OrgNo) == 10 {
		h.Company.OrgNo = c.OrgNo[:6] + "-" + c.OrgNo[6:]
	}
	if b.kind == sie.Import4I {
		return h
	}
	h.Years, h.Plan = []sie.Year{{Number: 0, From: b.from, Until: b.until}}, "EUBAS97"
	if len(b.earlier) > 0 {
		h.Years = append(h.Years, sie.Year{Number: -1, From: b.before(), Until: b.from.Add(-1)})
	}
	if b.through < b.until {
		h.Until = b.through
	}
	roles := map[string]ledger.Role{}
	for _, x := range slices.Concat(b.earlier, b.year) {
		roles[x.Number] = x.Role
	}
	for _, number := range slices.Sorted(maps.Keys(roles)) {
		h.Accounts = append(h.Accounts, sie.Account{Number: number, Name: b.accountName(number, roles[number]), Kind: accountKind(number, roles[number])})
	}
	return h
}

// eachBalance gives what stood on an account and stands there, or of income and costs
// what the year brought.
func (b *sieBook) eachBalance() iter.Seq2[*sie.Balance, error] {
	return func(yield func(*sie.Balance, error) bool) {
		for year, list := range [][]report.Balance{b.year, b.earlier} {
			for _, x := range list {
				records := []sie.Balance{{Label: "IB", Amount: x.Opening}, {Label: "UB", Amount: x.Closing()}}
				if !standing(x.Number) {
					records = []sie.Balance{{Label: "RES", Amount: x.Debit - x.Credit}}
				}
				for _, r := range records {
					r.Year, r.Account = -year, x.Number
					if !yield(&r, nil) {
						return
					}
				}
			}
		}
	}
}

// errEnough ends a walk whose taker has gone.
var errEnough = errors.New("enough")

// vouchers gives them one by one. A series begins anew each calendar year, so in a file of
// two years it bears its year.
func (b *sieBook) vouchers(out *exported) iter.Seq2[*sie.Voucher, error] {
	return func(yield func(*sie.Voucher, error) bool) {
		var to sie.Voucher
		err := report.Vouchers(b.tx, b.from, b.through, b.currency, func(v *report.Voucher) error {
			if v.Summed {
				out.Summed++
			}
			if err := b.voucher(&to, v); err != nil {
				return err
			}
			if !yield(&to, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}

func (b *sieBook) voucher(to *sie.Voucher, v *report.Voucher) error {
	at, err := time.Parse(time.RFC3339, v.At)
	if err != nil {
		return fmt.Errorf("voucher %s%d: %w", v.Series, v.Number, err)
	}
	*to = sie.Voucher{
		Series: v.Series, Number: fmt.Sprint(v.Number), On: v.BookedOn, Registered: date.From(at.In(b.zone)), Sign: v.By,
		Text: v.Text, Transactions: to.Transactions[:0],
	}
	if v.Reason != "" {
		to.Text += ": " + v.Reason
	}
	if v.File != "" {
		to.Text += ", file " + v.File // the record it rests on
	}
	switch {
	case b.kind == sie.Import4I: // the other ledger numbers it
		to.Text = fmt.Sprintf("%s%d %s", v.Series, v.Number, to.Text)
		to.Series, to.Number = "", ""
	case b.from/10000 != b.until/10000:
		to.Series += fmt.Sprint(int(v.BookedOn) / 10000)
	}
	for _, l := range v.Lines {
		to.Transactions = append(to.Transactions, sie.Transaction{Account: l.Account, Amount: l.Amount})
	}
	return nil
}
