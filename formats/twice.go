package formats

import (
	"bytes"
	"fmt"
	"io"
)

// Twice reads a file two times. Formats of the punched-card days tell a deposit's day
// and sum behind its payments (BgMax TK15, OCR giro 88, MT940 :62F:), while a [Sink]
// is told the entry first: the first pass collects the sums, the second tells.
//
// A reader that can seek is taken back to where it stood, so memory does not know the
// file's size; what comes through a pipe or an archive is held, at most l.Held bytes.
func Twice(r io.Reader, l Limits, first, second func(io.Reader) error) error {
	if s, ok := r.(io.Seeker); ok {
		if at, err := s.Seek(0, io.SeekCurrent); err == nil {
			return again(r, s, at, first, second)
		}
	}
	most := l.WithDefaults().Held
	held, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return err
	}
	if int64(len(held)) > most {
		return &Error{
			Code: "limit-held", Got: fmt.Sprintf("more than %d bytes", most),
			Want: "a file that can be read twice, or a higher limit of bytes held in memory",
		}
	}
	if err := first(bytes.NewReader(held)); err != nil {
		return err
	}
	return second(bytes.NewReader(held))
}

func again(r io.Reader, s io.Seeker, at int64, first, second func(io.Reader) error) error {
	if err := first(r); err != nil {
		return err
	}
	if _, err := s.Seek(at, io.SeekStart); err != nil {
		return fmt.Errorf("begin the file again: %w", err)
	}
	return second(r)
}
