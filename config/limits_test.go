package config_test

import (
	"strings"
	"testing"

	"girod/config"
)

// A partner's limits go before those for all; what it leaves out is as for all.
func TestLimitsOf(t *testing.T) {
	c, err := config.Parse([]byte("limits: {depth: 20, records: 100}\npartners:\n" +
		"  - {id: bank, limits: {records: 7, textBytes: 1000, markupBytes: 500, attributes: 4, fileBytes: 9000, heldBytes: 800}}\n  - {id: shop}\n"))
	if err != nil {
		t.Fatal(err)
	}
	all := config.Defaults().Limits
	all.Depth, all.Records = 20, 100
	own := config.Limits{FileBytes: 9000, HeldBytes: 800, Depth: 20, MarkupBytes: 500, TextBytes: 1000, Attributes: 4, Records: 7, FreeBytes: all.FreeBytes}
	for partner, want := range map[string]config.Limits{"bank": own, "shop": all, "": all} {
		if got := c.LimitsOf(partner); got != want {
			t.Errorf("%q: %+v, want %+v", partner, got, want)
		}
	}
}

func TestLimitsRefused(t *testing.T) {
	for own, want := range map[string]string{
		"limits: {depth: -1}":                  "partners[0].limits.depth: -1: want 1 to 1000",
		"limits: {textBytes: 99999999999}":     "partners[0].limits.textBytes",
		"limits: {freeBytes: 1}":               "partners[0].limits.freeBytes: stands under limits only",
		"encoding: ebcdic":                     `partners[0].encoding: "ebcdic": want one of`,
		"limits: {heldBytes: 2000000000}":      "partners[0].limits.heldBytes",
		"limits: {attributes: 8, record: 900}": `did you mean "records"?`,
	} {
		c, err := config.Parse([]byte("partners: [{id: bank, local: /x, " + own + "}]\n"))
		if err == nil {
			err = c.Check()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q in %v", own, want, err)
		}
	}
}
