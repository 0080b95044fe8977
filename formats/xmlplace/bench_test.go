package xmlplace

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"girod/formats"
)

// BenchmarkHostile reads what is well-formed and meant to hurt: the slowest line says
// how long a file of the greatest size can keep a processor busy.
func BenchmarkHostile(b *testing.B) {
	const size = 4 << 20
	random := rand.New(rand.NewPCG(1, 2))
	again := func(head, part, foot string) string { return head + strings.Repeat(part, size/len(part)) + foot }
	each := func(part func(i int) string) string {
		var s strings.Builder
		s.WriteString("<a>")
		for i := 0; s.Len() < size; i++ {
			s.WriteString(part(i))
		}
		s.WriteString("</a>")
		return s.String()
	}
	prefixes := ""
	for i := range 31 {
		prefixes += fmt.Sprintf(" xmlns:p%d='u%d'", i, i)
	}
	attributes, prefixed := "", ""
	for i := range 31 {
		attributes += fmt.Sprintf(" a%d=''", i)
		prefixed += fmt.Sprintf(" p%d:a=''", i)
	}
	for _, c := range []struct{ name, doc string }{
		{"elements", again("<a>", "<b/>", "</a>")},
		{"attribute", again("<a>", "<b c='1'/>", "</a>")},
		{"declaration", again("<a>", "<b xmlns='u'/>", "</a>")},
		{"31 attributes", again("<a>", "<b"+attributes+"/>", "</a>")},
		{"31 prefixes", again("<a"+prefixes+">", "<b"+prefixed+"/>", "</a>")},
		{"31 declarations", again("<a>", "<b"+prefixes+"/>", "</a>")},
		{"texts", again("<a>", "<b>1</b>", "</a>")},
		{"comments", again("<a>", "<b/><!---->", "</a>")},
		{"instructions", again("<a>", "<b/><?x?>", "</a>")},
		{"cdatas", again("<a>", "<b><![CDATA[1]]></b>", "</a>")},
		{"references", again("<a>", "<b>&#65;</b>", "</a>")},
		{"depth", again("<a>", strings.Repeat("<b>", 60)+strings.Repeat("</b>", 60), "</a>")},
		{"blanks", each(func(i int) string { return "<b>1</b>" + strings.Repeat(" ", random.IntN(40)) + "\n" })},
		{"blanks in tags", each(func(i int) string { return "<b" + strings.Repeat(" ", random.IntN(40)) + ">1</b>" })},
		{"many names", each(func(i int) string { return fmt.Sprintf("<b%d/>", i%16000) })},
		{"many names, attribute", each(func(i int) string { return fmt.Sprintf("<b%d c=''/>", i%16000) })},
		{"many namespaces", each(func(i int) string { return fmt.Sprintf("<b xmlns='%d'/>", i%16000) })},
		{"attribute values", each(func(i int) string { return fmt.Sprintf("<b c='%d'>1</b>", i) })},
		{"latin", again("<a>", "<b>\u00e5\u00e4\u00f6</b>", "</a>")},
		{"euro", again("<a>", "<b>\u20ac</b>", "</a>")},
	} {
		b.Run(strings.ReplaceAll(c.name, " ", "-"), func(b *testing.B) {
			b.SetBytes(int64(len(c.doc)))
			b.ReportAllocs()
			for b.Loop() {
				err := unheard(NewReader(bytes.NewReader([]byte(c.doc)), formats.Limits{}).Follow(root))
				if !strings.HasSuffix(err.Error(), "EOF") {
					b.Fatal(err)
				}
			}
		})
	}
}
