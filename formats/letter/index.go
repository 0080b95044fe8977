package letter

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"girod/formats"
	"girod/formats/date"
)

// Piece is one letter of a batch as the print partner's index tells it: which file, how
// to know it is whole, and where it goes.
type Piece struct {
	File     string          `json:"file"`
	SHA256   string          `json:"sha256"`
	Bytes    int             `json:"bytes"`
	Pages    int             `json:"pages"`
	Letter   string          `json:"letter"`
	Kind     string          `json:"kind"`
	Level    int             `json:"level"`
	Channel  formats.Channel `json:"channel"`
	Name     string          `json:"name"`
	Street   string          `json:"street"`
	Street2  string          `json:"street2,omitempty"`
	PostCode string          `json:"postCode"`
	Town     string          `json:"town"`
	Country  string          `json:"country"`
}

// Index is a whole batch: what one day's printing holds, in the order of its pieces.
type Index struct {
	Batch  string    `json:"batch"` // the order's key: "letters:2026-02-11"
	Date   date.Date `json:"date"`
	Sender string    `json:"sender"`
	Count  int       `json:"count"`
	Pages  int       `json:"pages"`
	Pieces []Piece   `json:"pieces"`
}

// Add renders a reminder, notes it in the index and gives its bytes.
func (x *Index) Add(r *formats.Reminder) (Piece, []byte, error) {
	document, pages, err := PDF(r)
	if err != nil {
		return Piece{}, nil, err
	}
	sum := sha256.Sum256(document)
	p := Piece{
		File: FileName(r), SHA256: hex.EncodeToString(sum[:]), Bytes: len(document), Pages: pages,
		Letter: r.ID, Kind: string(kindOf(r)), Level: r.Level, Channel: r.Channel,
		Name: r.Debtor.Name, Street: r.Debtor.Street, Street2: r.Debtor.Street2,
		PostCode: r.Debtor.PostCode, Town: r.Debtor.Town, Country: r.Debtor.Country,
	}
	x.Pieces = append(x.Pieces, p)
	x.Count++
	x.Pages += pages
	return p, document, nil
}

// JSON writes the index as one JSON value.
func (x *Index) JSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(x); err != nil {
		return fmt.Errorf("print index %s: %w", x.Batch, err)
	}
	return nil
}

// CSV writes the index as a table with a heading, comma separated, UTF-8. Texts that
// came from a debtor are guarded against being read as formulas.
func (x *Index) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	// Write's error is kept and given by Error.
	_ = out.Write([]string{"file", "sha256", "bytes", "pages", "letter", "level", "channel",
		"name", "street", "street2", "postCode", "town", "country", "kind"})
	for _, p := range x.Pieces {
		row := []string{p.File, p.SHA256, strconv.Itoa(p.Bytes), strconv.Itoa(p.Pages), p.Letter, strconv.Itoa(p.Level), string(p.Channel)}
		for _, text := range []string{p.Name, p.Street, p.Street2, p.PostCode, p.Town, p.Country} {
			row = append(row, formats.Cell(text))
		}
		row = append(row, p.Kind)
		_ = out.Write(row)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("print index %s: %w", x.Batch, err)
	}
	return nil
}
