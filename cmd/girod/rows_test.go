package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// TestRows holds that a list shown while it is read is what the whole list would be: the same
// JSON to the byte, and columns that the first rows settle.
func TestRows(t *testing.T) {
	type thing struct {
		N    int    `json:"n"`
		Name string `json:"name"`
	}
	for _, n := range []int{0, 1, 3, settles, settles + 2} {
		for _, color := range []bool{false, true} {
			var all []thing
			tb := newTable(">n", "name")
			for i := range n {
				all = append(all, thing{i, fmt.Sprint("<", i, ">")})
				tb.row(itoa(int64(i)), all[i].Name)
			}
			for _, asJSON := range []bool{true, false} {
				var want, got bytes.Buffer
				whole, piece := &terminal{out: &want, json: asJSON, color: color}, &terminal{out: &got, json: asJSON, color: color}
				if asJSON {
					if err := whole.printJSON(append([]thing{}, all...)); err != nil {
						t.Fatal(err)
					}
				} else {
					whole.print(tb, "none")
				}
				list := piece.rows(">n", "name")
				for i := range all {
					if err := list.add(all[i], itoa(int64(i)), all[i].Name); err != nil {
						t.Fatal(err)
					}
				}
				if err := list.end("none"); err != nil || got.String() != want.String() {
					t.Errorf("%d rows, json %t, color %t: %v\n%s\nwant\n%s", n, asJSON, color, err, got.String(), want.String())
				}
			}
		}
	}
	var got bytes.Buffer
	list := (&terminal{out: &got}).rows("name", "x")
	for range settles {
		_ = list.add(nil, "short", "x")
	}
	_ = list.add(nil, "longer than any before", "x")
	_ = list.end("")
	if last := "\nlonger than any before  x\n"; !strings.HasSuffix(got.String(), last) {
		t.Errorf("a late wide row: %q", got.String()[got.Len()-60:])
	}
}
