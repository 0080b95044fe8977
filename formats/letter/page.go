package letter

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"

	"girod/formats"
)

// Measures of the page in millimetres. The address block stands where the right-hand
// window (H2) of a C5 envelope shows it however the folded sheet slides within it.
const (
	pageWidth   = 210.0
	pageHeight  = 297.0
	left        = 20.0
	right       = 190.0
	windowLeft  = 114.0
	windowTop   = 41.0
	windowWidth = 76.0
	bodyTop     = 77.0
	slipTop     = pageHeight - 101.6 // a giro slip is 4 inches high
	pageTop     = 36.0               // of the second page and those after it
	pageBottom  = pageHeight - 22
	signature   = 14.0 // its height
)

// colour is an ink: red, green, blue.
type colour [3]int

var (
	ink    = colour{28, 32, 38}
	faint  = colour{104, 112, 122}
	accent = colour{18, 76, 92}
	hair   = colour{196, 203, 209}
	tint   = colour{238, 243, 245}
	white  = colour{255, 255, 255}
)

// sheet is the PDF being drawn, with the letter and the language it is written in.
type sheet struct {
	*fpdf.Fpdf
	*tongue
	r     *formats.Reminder
	title string
	said  []string // every text put on it, in order
	spots []spot   // where it was put
}

// spot is where a text stands: its page and the corners of its line.
type spot struct {
	page       int
	x, y, w, h float64
	text       string
}

// PDF renders a letter. The same letter gives the same bytes.
func PDF(r *formats.Reminder) (document []byte, pages int, err error) {
	s, err := draw(r)
	if err != nil {
		return nil, 0, err
	}
	var out bytes.Buffer
	if err := s.Output(&out); err != nil {
		return nil, 0, fmt.Errorf("letter %s: %w", r.ID, err)
	}
	return out.Bytes(), s.PageCount(), nil
}

// draw puts the letter on its pages: the first with address, facts and, where money is
// asked for, the slip; the text flows on to as many as it needs.
func draw(r *formats.Reminder) (*sheet, error) {
	if err := complete(r); err != nil {
		return nil, err
	}
	t, err := speak(r)
	if err != nil {
		return nil, fmt.Errorf("letter %s: %w", r.ID, err)
	}
	s := &sheet{Fpdf: fpdf.New("P", "mm", "A4", ""), tongue: t, r: r}
	s.title = s.fill(s.line("title"), r)
	s.open()
	_, _, asks := ask(r)
	floor := pageBottom - signature
	if asks {
		floor = slipTop - signature
	}
	pages := paginate(s.body(), floor-1)
	for n, page := range pages {
		s.AddPage()
		s.head(n+1, len(pages))
		if n == 0 {
			s.address()
			s.facts()
			s.sign(floor)
			if asks {
				if err := s.slip(); err != nil {
					return nil, fmt.Errorf("letter %s: %w", r.ID, err)
				}
			}
		}
		for _, p := range page {
			p.draw(p.y)
		}
		if n+1 < len(pages) {
			s.face("", 8, faint)
			s.put(right-70, floor+9.6, 70, "R", s.word("continues")+" "+strconv.Itoa(n+2))
			floor = pageBottom + 5
		}
	}
	return s, nil
}

// open sets what makes the bytes repeatable and the document readable aloud.
func (s *sheet) open() {
	made := s.r.On.Time(time.UTC)
	s.SetCreationDate(made)
	s.SetModificationDate(made)
	s.SetCatalogSort(true)
	s.SetProducer("girod", true)
	s.SetTitle(clip(s.title+" "+s.r.Invoice), true)
	s.SetAuthor(clip(s.r.Sender.Name), true)
	s.SetLang(s.language)
	s.SetMargins(left, left, pageWidth-right)
	s.SetAutoPageBreak(false, 0)
	s.SetCellMargin(0)
	// fpdf writes into the font it is given while it cuts the subset: give it a copy.
	s.AddUTF8FontFromBytes("go", "", bytes.Clone(goregular.TTF))
	s.AddUTF8FontFromBytes("go", "B", bytes.Clone(gobold.TTF))
}

// monospaced adds the face of the code line, where there is one.
func (s *sheet) monospaced() { s.AddUTF8FontFromBytes("mono", "", bytes.Clone(gomono.TTF)) }

// face chooses style, size in points and colour.
func (s *sheet) face(style string, size float64, c colour) {
	s.SetFont("go", style, size)
	s.SetTextColor(c[0], c[1], c[2])
}

// put writes one line of text in a box from x to x+w, baseline box at y, shortened
// with … when it does not fit. align is L, R or C.
func (s *sheet) put(x, y, w float64, align, text string) {
	s.SetXY(x, y)
	_, size := s.GetFontSize()
	text = s.fit(text, w)
	s.said = append(s.said, text)
	s.spots = append(s.spots, spot{s.PageNo(), x, y, w, size * 1.2, text})
	s.CellFormat(w, size*1.2, text, "", 0, align, false, 0, "")
}

// fit shortens text until it is at most w wide.
func (s *sheet) fit(text string, w float64) string {
	text = printable(clean(text, 400))
	if s.GetStringWidth(text) <= w {
		return text
	}
	runes := []rune(text)
	for len(runes) > 1 && s.GetStringWidth(string(runes)+"…") > w {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// rule draws a thin line.
func (s *sheet) rule(x1, y, x2 float64, c colour, width float64) {
	s.SetDrawColor(c[0], c[1], c[2])
	s.SetLineWidth(width)
	s.Line(x1, y, x2, y)
}

// box fills a rectangle.
func (s *sheet) box(x, y, w, h float64, c colour) {
	s.SetFillColor(c[0], c[1], c[2])
	s.Rect(x, y, w, h, "F")
}

// label writes a small grey caption with its value under it.
func (s *sheet) label(x, y, w float64, caption, value string) {
	s.face("", 7.5, faint)
	s.put(x, y, w, "L", caption)
	s.face("", 10, ink)
	s.put(x, y+3.4, w, "L", value)
}
