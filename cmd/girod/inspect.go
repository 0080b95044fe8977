package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats"
	"girod/formats/camt"
	"girod/formats/codec"
	"girod/formats/codes"
)

// inspection is what a person asked to see of some files.
type inspection struct {
	payments bool
	strict   bool
	formats  bool
	line     int
	partner  string

	reading codec.Reading
	open    func(path string) (io.ReadCloser, error)
}

func inspectCommand(t *terminal) *cobra.Command {
	var i inspection
	cmd := &cobra.Command{
		Use:   "inspect FILE…",
		Short: "recognise, read and sum up any file we know; nothing is stored",
		Long: `inspect reads each file as the daemon would and tells what it says: format and
version, statements with balances, counts, sums, and findings. A file that cannot be
read safely is refused with line and element; the exit code is then 1.

--strict holds the file to its schema too, and to what moov-io/iso20022 knows of it; any
finding then ends with 1. --partner reads as for a partner of the configuration: with its
limits, column names and seal. --at shows everything that stands at a line of a camt file,
with the names of codes. --formats lists the formats girod speaks.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if i.formats {
				return exactly(0, "no file with --formats")(cmd, args)
			}
			return atLeast(1, "one file or more")(cmd, args)
		},
		RunE: func(_ *cobra.Command, args []string) error { return t.inspectAll(&i, args) },
	}
	cmd.Flags().BoolVar(&i.payments, "payments", false, "list each payment")
	cmd.Flags().BoolVar(&i.strict, "strict", false, "hold to the schema; any finding ends with exit code 1")
	cmd.Flags().BoolVar(&i.formats, "formats", false, "list the formats girod speaks")
	cmd.Flags().IntVar(&i.line, "at", 0, "show everything at this line of a camt file")
	cmd.Flags().StringVar(&i.partner, "partner", "", "read as for this partner of the configuration")
	return cmd
}

func (t *terminal) inspectAll(i *inspection, paths []string) error {
	if i.formats {
		return t.printFormats()
	}
	i.open = func(path string) (io.ReadCloser, error) { return os.Open(path) }
	if i.partner != "" {
		if err := t.asPartner(i); err != nil {
			return err
		}
	}
	refused := false
	for _, path := range paths {
		ok, err := t.inspect(i, path)
		if err != nil {
			return err
		}
		refused = refused || !ok
	}
	if refused {
		return errSaid
	}
	return nil
}

// asPartner reads as the daemon reads a partner's files.
func (t *terminal) asPartner(i *inspection) error {
	o, err := t.newOffice()
	if err != nil {
		return err
	}
	h := &house{office: o}
	p := h.partnerOf(i.partner)
	if p == nil {
		return usageError{fmt.Errorf("partner %q is not in the configuration", i.partner)}
	}
	i.reading = h.reading(p.ID)
	if !p.Seal.In() {
		return nil
	}
	opener, err := h.padlock(p, sealed{}, h.at)
	if err != nil {
		return err
	}
	file := i.open
	i.open = func(path string) (io.ReadCloser, error) {
		open, _, err := verified(opener, func() (io.ReadCloser, error) { return file(path) })
		if err != nil {
			return nil, err
		}
		return open()
	}
	return nil
}

// inspect prints one file and tells whether it could be read.
func (t *terminal) inspect(i *inspection, path string) (bool, error) {
	f, err := i.open(path)
	if err != nil {
		return false, t.unopened(path, err)
	}
	defer f.Close()
	if i.line > 0 {
		return t.explain(i, path, f)
	}
	var sink formats.Sink
	list := &listing{t: t}
	if i.payments {
		sink = list.sink()
	}
	v, err := i.reading.Inspect(f, path, i.strict, sink)
	if t.json {
		if printErr := t.printJSON(v); printErr != nil {
			return false, printErr
		}
	}
	if err != nil {
		fmt.Fprintf(t.err, "girod: %v\n", err)
		return false, nil
	}
	if !t.json {
		t.printInspection(v)
	}
	return !i.strict || len(v.Findings)+v.MoreFindings == 0, nil
}

// unopened says what is wrong with a seal as of any refusal; another error is returned.
func (t *terminal) unopened(path string, err error) error {
	var refused *formats.Error
	if errors.As(err, &refused) {
		refused.File = path
		fmt.Fprintf(t.err, "girod: %v\n", refused)
		return errSaid
	}
	return err
}

func (t *terminal) printInspection(v codec.Inspection) {
	t.printf("%s\n", t.paint(bold, v.File))
	t.printf("%s (%s)  message %s  created %s\n", v.Format, printable(v.Version), printable(v.MessageID), printable(v.CreatedAt))
	t.printf("%d entries, %d payments\n", v.Entries, v.TxDetails)
	tb := newTable("", "currency", ">credit", ">debit")
	for _, total := range v.Totals {
		tb.row("all", string(total.Currency), total.Credit, total.Debit)
	}
	for _, total := range v.BookedTotals {
		tb.row("booked", string(total.Currency), total.Credit, total.Debit)
	}
	t.print(tb, "no amounts")
	if len(v.Statements) > 0 {
		st := newTable("statement", "account", "sequence", ">opening", ">closing", ">entries", ">payments")
		for _, s := range v.Statements {
			st.row(s.ID, s.Account, s.Sequence, s.Opening, s.Closing, itoa(int64(s.Entries)), itoa(int64(s.TxDetails)))
		}
		t.print(st, "")
	}
	for _, f := range v.Findings {
		doubt := ""
		if f.Doubt {
			doubt = "; in doubt, the daemon holds it"
		}
		t.printf("%s\n", t.paint(warn, "finding: "+strings.TrimPrefix(printable(f.Place)+": ", ": ")+printable(f.Text)+" ("+f.Code+doubt+")"))
	}
	if v.MoreFindings > 0 {
		t.printf("%s\n", t.paint(warn, fmt.Sprintf("and %d findings more", v.MoreFindings)))
	}
	t.printf("\n")
}

// printFormats lists what girod speaks.
func (t *terminal) printFormats() error {
	all := codec.Speaks()
	if t.json {
		return t.printWords(all)
	}
	yes := func(b bool) string {
		if b {
			return "yes"
		}
		return ""
	}
	tb := newTable("format", "versions", "reads", "writes")
	for _, f := range all {
		tb.row(f.Name, f.Versions, yes(f.Reads), yes(f.Writes))
	}
	t.print(tb, "")
	return nil
}

// explain shows every value of the innermost part of a camt file round a line.
func (t *terminal) explain(i *inspection, path string, f io.Reader) (bool, error) {
	parts, err := camt.Explain(f, i.reading.Limits, camt.AtLine(i.line))
	if err != nil {
		fmt.Fprintf(t.err, "girod: %s: %v\n", path, err)
		return false, nil
	}
	if len(parts) == 0 {
		fmt.Fprintf(t.err, "girod: %s: nothing stands at line %d\n", path, i.line)
		return false, nil
	}
	if t.json {
		return true, t.printWords(parts)
	}
	for _, part := range parts {
		t.printf("%s\n", t.paint(bold, fmt.Sprintf("%s %s, lines %d to %d", part.Part, part.At, part.Line, part.End)))
		tb := newTable(">line", "element", "value", "meaning")
		for j := range part.Fields {
			v := &part.Fields[j]
			text := v.Text
			if v.Currency != "" {
				text += " " + v.Currency
			}
			meaning := v.Name(codes.English)
			if meaning == "" {
				meaning = v.Label()
			}
			tb.row(strconv.Itoa(v.Line), v.Path, text, meaning)
		}
		t.print(tb, "no values")
	}
	return true, nil
}
