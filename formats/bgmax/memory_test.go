package bgmax

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"girod/formats"
)

// A payment allocates nothing: twice as many payments are read with as many allocations.
func TestPaymentsAllocateNothing(t *testing.T) {
	count := func(n int) float64 {
		src := generated(1, n)
		return testing.AllocsPerRun(3, func() {
			if _, err := Read(bytes.NewReader(src), formats.Limits{}, formats.Sink{Payment: func(*formats.Payment) error { return nil }}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := count(1000), count(10_000); many > few+3 {
		t.Errorf("%v allocations for 1000 payments, %v for 10000", few, many)
	}
}

// endless is a file that never ends: a start, and then the same records again and again.
type endless struct {
	at     int64
	record string
}

func (e *endless) Read(b []byte) (int, error) {
	const start = "01BGMAX               0120260302173012004711P                                   \n" +
		"050058056201          SEK                                                       \n"
	for i := range b {
		if at := e.at + int64(i); at < int64(len(start)) {
			b[i] = start[at]
		} else {
			b[i] = e.record[(at-int64(len(start)))%int64(len(e.record))]
		}
	}
	e.at += int64(len(b))
	return len(b), nil
}

func (e *endless) Seek(to int64, whence int) (int64, error) {
	if whence == io.SeekStart {
		e.at = to
	}
	return e.at, nil
}

// A hostile stream ends at the limit of bytes and takes no memory before it.
func TestEndlessFilesEnd(t *testing.T) {
	section := "15" + strings.Repeat("0", 35) + "20260302" + strings.Repeat("0", 23) + "SEK00000000 \n" + "050058056201          SEK                                                       \n"
	for name, record := range map[string]string{
		"payments":   "200000000000" + strings.Repeat("0", 68) + "\n",
		"deductions": "210000000000" + strings.Repeat("0", 68) + "\n",
		"texts":      "25" + strings.Repeat("x", 78) + "\n",
		"blanks":     strings.Repeat(" ", 80) + "\n",
		"empty":      "\n",
		"one line":   "x",
		"sections":   section,
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, err := Read(&endless{record: record}, formats.Limits{Bytes: 8 << 20}, formats.Sink{})
		runtime.GC()
		runtime.ReadMemStats(&after)
		var refusal *formats.Error
		if !errors.As(err, &refusal) {
			t.Errorf("%s: %v", name, err)
		}
		if grown := int64(after.TotalAlloc - before.TotalAlloc); name != "sections" && grown > 1<<20 {
			t.Errorf("%s: %d bytes were allocated", name, grown)
		}
	}
}

// What cannot be read twice is held, and no more than the limit says.
func TestHeldFilesHaveALimit(t *testing.T) {
	_, err := Read(io.MultiReader(bytes.NewReader(sample(t, "domestic"))), formats.Limits{Held: 500}, formats.Sink{})
	var refusal *formats.Error
	if !errors.As(err, &refusal) || refusal.Code != "limit-held" {
		t.Error(err)
	}
}
