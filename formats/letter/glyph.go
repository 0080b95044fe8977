package letter

import (
	"strings"
	"sync"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// typeface knows which characters our letters can print.
var typeface = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(goregular.TTF) })

// printable gives text in characters the typeface has, others as "?", so that a
// strange name in a file can neither break the letter nor vanish from it.
func printable(text string) string {
	font, err := typeface()
	var buffer sfnt.Buffer
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		if r < 0x7f {
			return r
		}
		if err != nil || r > 0xFFFF {
			return '?'
		}
		if glyph, err := font.GlyphIndex(&buffer, r); err != nil || glyph == 0 {
			return '?'
		}
		return r
	}, text)
}
