package ocrgiro

import (
	"strings"
	"testing"

	"girod/formats"

	"pgregory.net/rapid"
)

// drop is a file of which only one byte comes at a time: two records are never in sight
// together, and each is taken by itself.
type drop struct{ *strings.Reader }

func (d drop) Read(b []byte) (int, error) { return d.Reader.Read(b[:min(1, len(b))]) }

// Whatever stands in the two halves of a payment, and behind them: taken together they are
// told, found and refused as they are when taken one by one.
func TestPairsAreRecordsTakenTogether(t *testing.T) {
	good := string(bank(12, 3))
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		file := good
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			column := rapid.SampledFrom([]int{3, 5, 6, 7, 8, 9, 15, 16, 18, 21, 25, 31, 32, 32, 32, 33, 40, 49, 50, 60, 74, 80}).Draw(t, "column")
			text := rapid.SampledFrom([]string{"0", "1", "2", "3", "9", "-", " ", "x", "\t", "\xe5", "å", "18", "20"}).Draw(t, "text")
			record := rapid.IntRange(2, 26).Draw(t, "record")
			if column+len(text) <= 81 {
				file = set(file, record, column, text)
			}
		}
		if rapid.Bool().Draw(t, "a third") { // text of a purchase, or a half too many
			record, at := rapid.IntRange(3, 26).Draw(t, "behind"), rapid.SampledFrom([]string{"30", "31", "32"}).Draw(t, "as")
			copied := set(file, record, 7, at)[(record-1)*82 : record*82]
			file = file[:record*82] + copied + file[record*82:]
		}
		records := formats.Limits{Records: int64(rapid.SampledFrom([]int{0, 0, 5, 11, 12}).Draw(t, "limit"))}
		together, sum, _, err := storyOf(strings.NewReader(file), records)
		apart, _, _, _ := storyOf(drop{strings.NewReader(file)}, records)
		if together != apart {
			t.Fatalf("together:\n%s\none by one:\n%s", together, apart)
		}
		if err == nil && sum.Details > 0 {
			taken++
		}
	})
	if taken == 0 {
		t.Error("all files were refused")
	}
}
