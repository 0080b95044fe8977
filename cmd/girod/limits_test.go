package main

import (
	"reflect"
	"testing"

	"girod/config"
)

// TestLimitsReachReaders holds that what is configured for a partner, each limit and
// the encoding, is what its files are read with.
func TestLimitsReachReaders(t *testing.T) {
	c := config.Defaults()
	c.Partners = []config.Partner{{
		ID: "bank", Encoding: "windows-1252",
		Limits: config.Limits{FileBytes: 1, HeldBytes: 2, Depth: 3, MarkupBytes: 4, TextBytes: 5, Attributes: 6, Records: 7},
	}}
	h := &house{office: &office{config: c}}
	own, all := reflect.ValueOf(h.limits("bank")), reflect.ValueOf(h.limits("another"))
	for i := range own.NumField() {
		switch name := own.Type().Field(i).Name; name {
		case "Findings": // a bound of ours, nothing a partner's files could need
		case "Encoding":
			if own.Field(i).String() != "windows-1252" || all.Field(i).String() != "" {
				t.Errorf("%s: %v and %v", name, own.Field(i), all.Field(i))
			}
		default:
			if n := own.Field(i).Int(); n < 1 || n > 7 || all.Field(i).Int() <= 7 {
				t.Errorf("%s: %v and %v", name, own.Field(i), all.Field(i))
			}
		}
	}
	if got := h.partner(&c.Partners[0]).MaxFile; got != 1 {
		t.Errorf("the exchange fetches up to %d bytes", got)
	}
}
