package letter

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"girod/formats"
)

// ReadBounces reads what did not arrive, one a line: CSV with a heading that names the
// columns address, invoice and code in any order, or one JSON object a line with those
// keys. An address or an invoice must be told. Other columns and keys are passed over.
func ReadBounces(r io.Reader, l formats.Limits, fn func(formats.Bounce) error) error {
	l = l.WithDefaults()
	in := bufio.NewReaderSize(&limited{r, l.Bytes}, 64<<10)
	start, err := in.Peek(1)
	if err != nil {
		if errors.Is(err, io.EOF) {
			return refuse(1, "empty", "", "a bounce file: CSV with a heading, or JSON lines")
		}
		return fmt.Errorf("bounce file: %w", err)
	}
	if start[0] == '{' {
		return jsonBounces(in, l, fn)
	}
	return csvBounces(in, l, fn)
}

func refuse(line int, code, got, want string) error {
	return &formats.Error{Origin: formats.Origin{Line: line}, Code: code, Got: formats.Excerpt(strings.ToValidUTF8(got, "�")), Want: want}
}

// limited is a reader of at most so many bytes; one more is a refusal, not an end.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, refuse(0, "too-large", "", "a smaller bounce file")
	}
	return n, err
}

// jsonBounces reads one object a line.
func jsonBounces(in *bufio.Reader, l formats.Limits, fn func(formats.Bounce) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, l.Text)
	for n := 1; lines.Scan(); n++ {
		text := bytes.TrimSpace(lines.Bytes())
		if len(text) == 0 {
			continue
		}
		var b struct{ Address, Invoice, Code string }
		if err := json.Unmarshal(text, &b); err != nil {
			return refuse(n, "json", string(text), `an object such as {"address":"a@b.se","code":"5.1.1"}`)
		}
		if err := told(formats.Bounce{Address: b.Address, Invoice: b.Invoice, Code: b.Code}, n, int64(n), l, fn); err != nil {
			return err
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return refuse(0, "line-too-long", "", fmt.Sprintf("lines of at most %d bytes", l.Text))
	} else if err != nil {
		return fmt.Errorf("bounce file: %w", err)
	}
	return nil
}

// csvBounces reads rows under a heading, which says where each column stands.
func csvBounces(in *bufio.Reader, l formats.Limits, fn func(formats.Bounce) error) error {
	rows := csv.NewReader(in)
	rows.FieldsPerRecord, rows.ReuseRecord = -1, true
	column := map[string]int{}
	for n := int64(0); ; n++ {
		row, err := rows.Read()
		var refused *formats.Error
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &refused):
			return refused
		case errors.As(err, &broken):
			return refuse(broken.Line, "csv", broken.Err.Error(), "comma-separated values")
		case err != nil:
			return fmt.Errorf("bounce file: %w", err)
		}
		line, _ := rows.FieldPos(0)
		if n == 0 {
			for i, name := range row {
				column[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))] = i
			}
			_, address := column["address"]
			if _, invoice := column["invoice"]; !address && !invoice {
				return refuse(1, "heading", strings.Join(row, ","), "a heading with the columns address or invoice, and code")
			}
			continue
		}
		cell := func(name string) string {
			if i, ok := column[name]; ok && i < len(row) {
				return row[i]
			}
			return ""
		}
		if err := told(formats.Bounce{Address: cell("address"), Invoice: cell("invoice"), Code: cell("code")}, line, n, l, fn); err != nil {
			return err
		}
	}
}

// told checks one bounce and hands it on.
func told(b formats.Bounce, line int, n int64, l formats.Limits, fn func(formats.Bounce) error) error {
	b.Line = line
	b.Address, b.Invoice, b.Code = strings.TrimSpace(b.Address), strings.TrimSpace(b.Invoice), strings.TrimSpace(b.Code)
	switch {
	case n > l.Records:
		return refuse(line, "too-many", "", fmt.Sprintf("at most %d bounces", l.Records))
	case b.Address == "" && b.Invoice == "":
		return refuse(line, "nobody", b.Code, "an address or an invoice number")
	case len(b.Address) > 254 || len(b.Invoice) > 100 || len(b.Code) > 100:
		return refuse(line, "too-long", b.Address, "an address of at most 254 bytes (RFC 5321)")
	case strings.ContainsFunc(b.Address+b.Invoice+b.Code, func(r rune) bool { return r < ' ' || r == '\ufffd' }):
		return refuse(line, "characters", b.Address, "text of UTF-8 without control characters")
	}
	return fn(b)
}
