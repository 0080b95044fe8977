package schema

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/xmlplace"
)

// branch is an element of a message in memory.
type branch struct {
	name  string
	attrs []string // name, value, …
	text  string
	under []*branch
}

func (b *branch) write(w *bytes.Buffer) {
	w.WriteString("<" + b.name)
	for i := 0; i < len(b.attrs); i += 2 {
		fmt.Fprintf(w, ` %s="%s"`, b.attrs[i], escape.Replace(b.attrs[i+1]))
	}
	w.WriteString(">" + escape.Replace(b.text))
	for _, u := range b.under {
		u.write(w)
	}
	w.WriteString("</" + b.name + ">")
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// all lists a branch and everything under it.
func (b *branch) all() []*branch {
	all := []*branch{b}
	for _, u := range b.under {
		all = append(all, u.all()...)
	}
	return all
}

func (b *branch) copy() *branch {
	c := &branch{name: b.name, attrs: slices.Clone(b.attrs), text: b.text}
	for _, u := range b.under {
		c.under = append(c.under, u.copy())
	}
	return c
}

func (b *branch) bytes() []byte {
	var w bytes.Buffer
	w.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	b.write(&w)
	return w.Bytes()
}

// grower makes messages at random that keep to the table.
type grower struct {
	*rand.Rand
	left int // elements that are not required
}

func (g *grower) message(of string) *branch {
	m := messages()[of]
	b := g.grow(m.root, m.of)
	b.attrs = append(b.attrs, "xmlns", Space+of)
	return b
}

func (g *grower) grow(name string, k *kind) *branch {
	b := &branch{name: name}
	switch {
	case k.any != "":
		b.under = []*branch{{name: "Any", attrs: []string{"xmlns", "urn:anybody"}, text: "x"}}
		if k.any != "##any" {
			b.under[0].attrs[1] = k.any
		}
	case k.value != nil:
		b.text = g.value(k.value)
		if k.attr != nil {
			b.attrs = append(b.attrs, k.attr.name, g.value(k.attr.of.value))
		}
	}
	for _, s := range k.slots {
		if s.optional && (g.left <= 0 || g.IntN(3) > 0) {
			continue
		}
		e := s.of[g.IntN(len(s.of))]
		for n := 1 + g.IntN(2); n > 0; n-- {
			b.under = append(b.under, g.grow(e.name, e.of))
			g.left--
			if e.most == 1 {
				break
			}
		}
	}
	return b
}

const letters = "abcåäöÆØ XYZ 0123456789 /-&<"

// value makes one that is allowed.
func (g *grower) value(v *value) string {
	switch v.base {
	case "text":
		n := max(v.least, 1+g.IntN(min(max(v.most, 1), 400)))
		all := []rune(letters)
		text := []rune{'a'}
		for len(text) < n {
			text = append(text, all[g.IntN(len(all))])
		}
		return string(text)
	case "code":
		return v.codes[g.IntN(len(v.codes))]
	case "form":
		return g.form(v.form)
	case "decimal":
		if v.from != nil && v.upto != nil || v.from != nil && v.from.String() != "0" {
			return fmt.Sprint(1 + g.IntN(1000))
		}
		fraction := g.IntN(v.fraction + 1)
		text := strings.Repeat("7", 1+g.IntN(v.digits-fraction))
		if fraction > 0 {
			text += "." + strings.Repeat("3", fraction)
		}
		return []string{"", "0", "+"}[g.IntN(3)] + text
	case "boolean":
		return []string{"true", "false", "1", "0"}[g.IntN(4)]
	case "date":
		return []string{"2026-01-07", "2024-02-29", "2026-12-31Z", "1999-07-01+02:00"}[g.IntN(4)]
	case "dateTime":
		return []string{"2026-01-07T09:30:00", "2026-01-07T24:00:00", "2026-01-07T09:30:00.123"}[g.IntN(3)] + "Z"
	case "gYear":
		return "2026"
	case "gYearMonth":
		return "2026-02"
	}
	return "QUJD"
}

func (g *grower) form(f *form) string {
	var b strings.Builder
	for _, p := range f.rows[g.IntN(len(f.rows))] {
		var set []byte
		for c := ' '; c < 0x7F; c++ {
			if p.set[c] {
				set = append(set, byte(c))
			}
		}
		for n := p.least + g.IntN(min(p.most, p.least+3)-p.least+1); n > 0; n-- {
			b.WriteByte(set[g.IntN(len(set))])
		}
	}
	return b.String()
}

// wrong are values that some kind of value allows and most do not.
var wrong = []string{
	"", "x", "0", "-1", "+1", "1.", ".5", "-0.00", "1e5", "12,50", "1 000", "00012.5000", "0.000001", "0.00000100", "123456789012345678", "1234567890123456789",
	"1234567890123456.123", "000000000000000000001", "SEK", "sek", "SE", "true", "TRUE", "2026-02-29", "2026-02-28", "2026-13-01", "2026-1-1", "0000-01-01", "20260107",
	"2026-01-07Z", "2026-01-07+14:00", "2026-01-07+14:01", "2026-01-07T24:00:00", "2026-01-07T24:00:01", "2026-01-07T09:30", "2026-01-07T09:30:60", "2026-01-07T09:30:00.", "2026-01-07T09:30:00.5-05:00",
	"2026-01-07T09:30:00.123456789Z", "12026-01-07", "012026-01-07", "-2026-01-07", "2026-01-07Z T", "2026", "99", "02026", "2026-02", "2026-00", "NDEASESS", "NDEASESSXXX", "NDEASESSXX", "ndeasess", "NDEASESS ", "N1EASESS",
	"SE4550000000058398257466", "SE45 5000", "+46-70123", "+46 70123", "CRDT", "BOOK", "crdt", "a b", "QUJD", "QUJ", "QU JD", "====",
	"0f8fad5b-d9cb-469f-a165-70867728950e", "0F8FAD5B-D9CB-469F-A165-70867728950E", strings.Repeat("å", 35), strings.Repeat("å", 36), strings.Repeat("x", 140), strings.Repeat("x", 141), strings.Repeat("x", 501), strings.Repeat("x", 2049),
}

// break one thing in a message, in a way that the schema may or may not mind.
func mutate(r *rand.Rand, b *branch) *branch {
	b = b.copy()
	all := b.all()
	pick := func(such func(*branch) bool) *branch {
		var some []*branch
		for _, x := range all {
			if such(x) {
				some = append(some, x)
			}
		}
		if len(some) == 0 {
			return nil
		}
		return some[r.IntN(len(some))]
	}
	leaf := func(x *branch) bool { return len(x.under) == 0 }
	for {
		switch r.IntN(9) {
		case 0: // drop
			if x := pick(func(x *branch) bool { return len(x.under) > 0 }); x != nil {
				i := r.IntN(len(x.under))
				x.under = slices.Delete(x.under, i, i+1)
				return b
			}
		case 1: // double
			if x := pick(func(x *branch) bool { return len(x.under) > 0 }); x != nil {
				i := r.IntN(len(x.under))
				x.under = slices.Insert(x.under, i, x.under[i])
				return b
			}
		case 2: // swap
			if x := pick(func(x *branch) bool { return len(x.under) > 1 }); x != nil {
				i := r.IntN(len(x.under) - 1)
				x.under[i], x.under[i+1] = x.under[i+1], x.under[i]
				return b
			}
		case 3: // rename
			if x := pick(func(x *branch) bool { return x != b }); x != nil {
				x.name = []string{"Strange", "Nm", "Id", "Cd", "Prtry", "Amt", "Othr", "IBAN", all[r.IntN(len(all))].name}[r.IntN(9)]
				return b
			}
		case 4, 5, 6: // another value
			if x := pick(leaf); x != nil {
				x.text = wrong[r.IntN(len(wrong))]
				return b
			}
		case 7: // attributes
			x := pick(func(x *branch) bool { return x != b })
			switch {
			case x == nil:
			case len(x.attrs) == 0:
				x.attrs = []string{"Ccy", "SEK"}
				return b
			case r.IntN(2) == 0:
				x.attrs = nil
				return b
			default:
				x.attrs[1] = wrong[r.IntN(len(wrong))]
				return b
			}
		case 8: // text between elements, an element within a value
			x := pick(func(x *branch) bool { return true })
			if leaf(x) {
				x.under = []*branch{{name: "Cd", text: "x"}}
			} else {
				x.text = "text"
			}
			return b
		}
	}
}

// xmllint tells which of the files it finds valid.
func xmllint(t *testing.T, schema string, files [][]byte) []bool {
	t.Helper()
	folder := t.TempDir()
	args := []string{"--nonet", "--noout", "--schema", schema}
	for i, f := range files {
		name := filepath.Join(folder, fmt.Sprintf("%d.xml", i))
		if err := os.WriteFile(name, f, 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	said, _ := exec.Command("xmllint", args...).CombinedOutput()
	valid := make([]bool, len(files))
	for i := range files {
		name := filepath.Join(folder, fmt.Sprintf("%d.xml", i))
		valid[i] = bytes.Contains(said, []byte(name+" validates\n"))
		if !valid[i] && !bytes.Contains(said, []byte(name+" fails to validate\n")) {
			t.Fatalf("xmllint says nothing of %s: %.500s", name, said)
		}
	}
	return valid
}

// agree holds our verdicts of files to xmllint's, and counts the invalid ones.
func agree(t *testing.T, message, schema string, files [][]byte) (invalid int) {
	t.Helper()
	for i, valid := range xmllint(t, schema, files) {
		found := verdict(t, files[i])
		if valid != (len(found) == 0) {
			t.Errorf("%s: valid to xmllint: %v; we find %v %.300s\n%s", message, valid, found, found, why(schema, files[i]))
		}
		if !valid {
			invalid++
		}
	}
	return invalid
}

// why asks xmllint about one file; for the message of a failing test.
func why(schema string, file []byte) []byte {
	cmd := exec.Command("xmllint", "--nonet", "--noout", "--schema", schema, "-")
	cmd.Stdin = bytes.NewReader(file)
	said, _ := cmd.CombinedOutput()
	return said[:min(len(said), 600)]
}

// TestAgreesWithXmllint judges messages grown at random from the table, and the same
// with one thing broken, as xmllint judges them by the schemas themselves.
func TestAgreesWithXmllint(t *testing.T) {
	files := schemas(t)
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("no xmllint here")
	}
	total, invalid := 0, 0
	for _, m := range slices.Sorted(maps.Keys(files)) {
		g := &grower{Rand: rand.New(rand.NewPCG(20022, uint64(len(m))))}
		for _, c := range m {
			g.Rand = rand.New(rand.NewPCG(g.Uint64(), uint64(c)))
		}
		var made [][]byte
		for i := range 3 {
			g.left = []int{0, 60, 400}[i]
			whole := g.message(m)
			made = append(made, whole.bytes())
			for range 10 {
				made = append(made, mutate(g.Rand, whole).bytes())
			}
		}
		n := agree(t, m, files[m], made)
		total, invalid = total+len(made), invalid+n
	}
	t.Logf("%d messages of %d versions, %d of them invalid", total, len(files), invalid)
	if total < 1000 || invalid < total/3 {
		t.Errorf("%d messages, %d of them invalid: too few to prove anything", total, invalid)
	}
}

// TestAgreesOnOurSamples breaks our own samples.
func TestAgreesOnOurSamples(t *testing.T) {
	files := schemas(t)
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("no xmllint here")
	}
	made := make(map[string][][]byte)
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range ourSamples(t) {
		of, whole := planted(t, name)
		if files[of] == "" {
			continue
		}
		made[of] = append(made[of], whole.bytes())
		for range 40 {
			made[of] = append(made[of], mutate(r, whole).bytes())
		}
	}
	total, invalid := 0, 0
	for of, all := range made {
		total, invalid = total+len(all), invalid+agree(t, of, files[of], all)
	}
	t.Logf("%d files, %d of them invalid", total, invalid)
	if total < 300 || invalid < total/3 {
		t.Errorf("%d files, %d of them invalid: too few to prove anything", total, invalid)
	}
}

func ourSamples(t testing.TB) []string {
	var all []string
	for _, room := range []string{"camt", "pain"} {
		some, err := filepath.Glob("../../testdata/samples/" + room + "/*.xml")
		if err != nil || len(some) == 0 {
			t.Fatal("no samples of ", room, err)
		}
		all = append(all, some...)
	}
	return all
}

// planted reads a sample's first message into memory.
func planted(t *testing.T, name string) (of string, root *branch) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	x := xmlplace.NewReader(file, formats.Limits{})
	var open []*branch
	for {
		kind, err := x.Next()
		if err != nil {
			return of, root
		}
		switch kind {
		case xmlplace.Start:
			b := &branch{name: x.Name()}
			for _, a := range x.Attrs() {
				if a.Space == "" {
					b.attrs = append(b.attrs, a.Name, string(a.Value))
				}
			}
			switch {
			case len(open) > 0:
				up := open[len(open)-1]
				up.under = append(up.under, b)
			case x.Name() == "Document" && root == nil:
				of, root = strings.TrimPrefix(x.Space(), Space), b
				b.attrs = append(b.attrs, "xmlns", x.Space())
			default:
				continue
			}
			open = append(open, b)
		case xmlplace.Text:
			if len(open) > 0 {
				open[len(open)-1].text = string(x.Text())
			}
		case xmlplace.End:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
	}
}
