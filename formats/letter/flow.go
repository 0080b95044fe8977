package letter

import "strings"

// piece is a part of the letter that is not broken over two pages.
type piece struct {
	height float64
	keep   bool // on the page of the piece after it
	y      float64
	draw   func(y float64)
}

// paginate lays pieces one under another: on the first page down to floor, above the
// signature and the slip, on the next ones down to the bottom.
func paginate(list []piece, floor float64) [][]piece {
	pages := [][]piece{nil}
	y, bottom := bodyTop, floor
	for i, p := range list {
		need := p.height
		for j := i; list[j].keep && j+1 < len(list); j++ {
			need += list[j+1].height
		}
		last := len(pages) - 1
		if y+need > bottom && len(pages[last]) > 0 {
			pages = append(pages, nil)
			y, bottom, last = pageTop, pageBottom, last+1
		}
		p.y = y
		pages[last] = append(pages[last], p)
		y += p.height
	}
	return pages
}

// gap is empty paper.
func gap(height float64) piece { return piece{height: height, keep: true, draw: func(float64) {}} }

// heading is a line in bold.
func (s *sheet) heading(text string, size float64) piece {
	return piece{height: size * 0.62, keep: true, draw: func(y float64) {
		s.face("B", size, ink)
		s.put(left, y, right-left, "L", text)
	}}
}

// running is text whose lines break at blanks only, never within an amount or a day,
// whose blanks do not break. Each line is a piece, but no line stands alone on a page.
func (s *sheet) running(paragraphs []string) (list []piece) {
	s.face("", textSize, ink)
	for n, paragraph := range paragraphs {
		if n > 0 {
			list = append(list, gap(1.6))
		}
		lines := s.broken(s.fill(paragraph, s.r), right-left)
		for i, line := range lines {
			list = append(list, piece{height: 4.3, keep: i == 0 && len(lines) > 1 || i == len(lines)-2, draw: func(y float64) {
				s.face("", textSize, ink)
				s.put(left, y, right-left, "L", line)
			}})
		}
	}
	return list
}

const textSize = 9.2

// broken breaks text into lines at most w wide in the face that is chosen. A word wider
// than a line is shortened.
func (s *sheet) broken(text string, w float64) (lines []string) {
	line := ""
	for _, word := range strings.Split(printable(text), " ") {
		longer := strings.TrimPrefix(line+" "+word, " ")
		if line != "" && word != "" && s.GetStringWidth(longer) > w {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}
