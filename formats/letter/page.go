package letter

import (
	"bytes"
	"fmt"
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
	pageWidth    = 210.0
	pageHeight   = 297.0
	left         = 20.0
	right        = 190.0
	windowLeft   = 114.0
	windowTop    = 41.0
	windowWidth  = 76.0
	bodyTop      = 77.0
	slipTop      = pageHeight - 101.6 // a giro slip is 4 inches high
	signatureTop = slipTop - 14
)

// linesOnFirstPage is how many lines under the interest the claim table has room for; more
// go to a second page.
const linesOnFirstPage = 3

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

// sheet is the PDF being drawn, with the reminder and the language it is written in.
type sheet struct {
	*fpdf.Fpdf
	tongue
	r    *formats.Reminder
	w    wording
	said []string // every text put on it, in order
}

// PDF renders a reminder. The same reminder gives the same bytes.
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

// draw puts the letter on its pages.
func draw(r *formats.Reminder) (*sheet, error) {
	if err := complete(r); err != nil {
		return nil, err
	}
	s := &sheet{Fpdf: fpdf.New("P", "mm", "A4", ""), tongue: tongueOf(r.Language), r: r, w: wordingFor(r)}
	s.open()
	total := 1
	if s.overflows() {
		total = 2
	}
	s.AddPage()
	s.head(1, total)
	s.address()
	s.facts()
	s.body()
	s.signature()
	if err := s.slip(); err != nil {
		return nil, fmt.Errorf("letter %s: %w", r.ID, err)
	}
	if total == 2 {
		s.AddPage()
		s.head(2, total)
		s.interestPage()
	}
	return s, nil
}

// complete refuses what would make a letter that cannot be paid or understood.
func complete(r *formats.Reminder) error {
	missing := ""
	switch {
	case r.ID == "":
		missing = "an id"
	case r.Invoice == "":
		missing = "an invoice number"
	case !r.On.Valid() || !r.Due.Valid() || !r.PayBy.Valid():
		missing = "its date, due date and pay-by date"
	case r.Debtor.Name == "" || r.Sender.Name == "":
		missing = "the names of debtor and sender"
	case r.PayTo.Account.ID == "":
		missing = "an account to pay to"
	case r.Currency.Decimals() < 0:
		missing = "a currency"
	case r.Principal < 0 || r.Fee < 0 || r.Cost < 0 || r.Interest < 0 || r.Total() <= 0:
		missing = "an amount to pay"
	}
	if missing != "" {
		return fmt.Errorf("letter %q: want %s", r.ID, missing)
	}
	return nil
}

// open sets what makes the bytes repeatable and the document readable aloud.
func (s *sheet) open() {
	made := s.r.On.Time(time.UTC)
	s.SetCreationDate(made)
	s.SetModificationDate(made)
	s.SetCatalogSort(true)
	s.SetProducer("girod", true)
	s.SetTitle(s.w.title+" "+s.r.Invoice, true)
	s.SetAuthor(s.r.Sender.Name, true)
	s.SetLang(s.code)
	s.SetMargins(left, left, pageWidth-right)
	s.SetAutoPageBreak(false, 0)
	s.SetCellMargin(0)
	// fpdf writes into the font it is given while it cuts the subset: give it a copy.
	s.AddUTF8FontFromBytes("go", "", bytes.Clone(goregular.TTF))
	s.AddUTF8FontFromBytes("go", "B", bytes.Clone(gobold.TTF))
	s.AddUTF8FontFromBytes("mono", "", bytes.Clone(gomono.TTF))
}

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
	s.CellFormat(w, size*1.2, text, "", 0, align, false, 0, "")
}

// fit shortens text until it is at most w wide.
func (s *sheet) fit(text string, w float64) string {
	text = printable(text)
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
