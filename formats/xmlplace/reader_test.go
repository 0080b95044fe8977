package xmlplace

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"girod/formats"
)

// told writes everything a reader tells, one letter and line each.
func told(r *Reader) (string, error) {
	var b strings.Builder
	for {
		kind, err := r.Next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch kind {
		case Start:
			fmt.Fprintf(&b, "<%s %s", r.Path(), r.Space())
			for _, a := range r.Attrs() {
				fmt.Fprintf(&b, " %s{%s}=%q", a.Name, a.Space, a.Value)
			}
		case Text:
			fmt.Fprintf(&b, "=%q", r.Text())
			for _, a := range r.Attrs() {
				fmt.Fprintf(&b, " %s{%s}=%q", a.Name, a.Space, a.Value)
			}
		case End:
			fmt.Fprintf(&b, ">%s", r.Name())
		case Empty:
			fmt.Fprintf(&b, "0%s", r.Path())
		}
		fmt.Fprintf(&b, " @%d\n", r.Line())
	}
}

func TestTold(t *testing.T) {
	const doc = `<?xml version="1.0" encoding="UTF-8"?>
<!-- a statement -->
<Doc xmlns="u:1" xmlns:p="u:2">
  <Amt Ccy="SEK" p:x='a&amp;b'
  >12<!-- cut -->.50</Amt>
  <p:Nm>Å &lt;&#x41; <![CDATA[<&>]]></p:Nm><Nil/><Blank>
  </Blank>
  <Amt>3</Amt>
</Doc>
`
	const want = `<Doc u:1 @3
<Doc/Amt u:1 Ccy{}="SEK" x{u:2}="a&b" @4
="12.50" @5
>Amt @5
<Doc/Nm u:2 @6
="Å <A <&>" @6
>Nm @6
<Doc/Nil u:1 @6
>Nil @6
<Doc/Blank u:1 @6
>Blank @7
<Doc/Amt[2] u:1 @8
="3" @8
>Amt @8
>Doc @9
`
	for _, size := range []int{1, 2, 3, 5, 16, 64, 4096} {
		got, err := told(newReader(strings.NewReader(doc), formats.Limits{}, size))
		if err != nil || got != want {
			t.Fatalf("window %d: %v\n%s", size, err, got)
		}
	}
}
