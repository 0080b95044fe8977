package plain_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/plain"
)

// over is a stream that begins with one text and then repeats another.
type over struct {
	head, again string
	most, read  int64
}

func (o *over) Read(p []byte) (int, error) {
	if o.head == "" {
		o.head = strings.Repeat(o.again, 1+4096/len(o.again))
	}
	if o.read > o.most {
		return 0, io.EOF
	}
	n := copy(p, o.head)
	o.head, o.read = o.head[n:], o.read+int64(n)
	return n, nil
}

// A stream that never says what it should ends at a bound, having held next to nothing.
func TestHostileStreams(t *testing.T) {
	const bound = 4 << 20
	meta := `{"girod-invoices":1,"currency":"SEK"}` + "\n"
	lines := "line_amount;net;" + heading
	for name, s := range map[string]*over{
		"one line":        {again: "number"},
		"one quote":       {head: heading + `1;2026-01-07;"`, again: "a\n"},
		"quotes":          {head: heading + `1;2026-01-07;"`, again: `""`},
		"columns":         {head: "number;issued;to_pay", again: ";"},
		"empty rows":      {head: heading, again: ";;;;\n"},
		"remarks":         {head: heading, again: "# \n"},
		"wrong rows":      {head: heading, again: "1;2;3;4;5\n"},
		"lines":           {head: lines, again: "1;;1;2026-01-07;A;SEK;1\n"},
		"totals":          {head: heading, again: "#total;0;0\n"},
		"big amounts":     {head: "kind;" + heading, again: "credit;1;2026-01-07;A;SEK;99999999999\n;2;2026-01-07;A;SEK;99999999999\n"},
		"JSON one line":   {head: meta + `{"name":"`, again: "n"},
		"JSON lines":      {head: meta + `{"lines":[{}`, again: ",{}"},
		"JSON brackets":   {head: meta, again: "[{"},
		"JSON names":      {head: meta, again: `{"name":"A","name":"B"}` + "\n"},
		"UTF-16 and long": {head: "\xff\xfe", again: "a\x00"},
		"digits":          {head: heading + "1;2026-01-07;A;SEK;", again: "9"},
	} {
		s.most = 2 * bound
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, err := plain.Read(s, formats.Limits{Bytes: bound, Records: 100_000}, formats.Sink{})
		runtime.GC()
		runtime.ReadMemStats(&after)
		var refused *formats.Error
		if !errors.As(err, &refused) || s.read > bound+1<<20 {
			t.Errorf("%s: %v after %d bytes", name, err, s.read)
		}
		if err != nil && len(err.Error()) > 16<<10 {
			t.Errorf("%s: nobody reads %d bytes of refusal", name, len(err.Error()))
		}
		if after.HeapAlloc > before.HeapAlloc+4<<20 {
			t.Errorf("%s: %d bytes are held", name, after.HeapAlloc-before.HeapAlloc)
		}
	}
}

// Each bound is the partner's to set.
func TestLimits(t *testing.T) {
	file := heading + strings.Repeat("1;2026-01-07;Anna;SEK;1\n2;2026-01-07;Bo;SEK;1\n", 3)
	for want, l := range map[string]formats.Limits{
		"at most 4 invoices":       {Records: 4},
		"rows of at most 30 bytes": {Text: 30},
		"a smaller file":           {Bytes: 100},
	} {
		if _, err := plain.Read(strings.NewReader(file), l, formats.Sink{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	wrong := heading + strings.Repeat("1;2026-01-07;Anna;SEK;x\n", 5)
	if _, err := plain.Read(strings.NewReader(wrong), formats.Limits{Findings: 2}, formats.Sink{}); err == nil || strings.Count(err.Error(), "also") != 1 {
		t.Errorf("two findings are enough: %v", err)
	}
}
