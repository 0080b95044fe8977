package main

import (
	"bytes"
	"testing"
)

func brokenIn(r *report) (ids []string) {
	for _, c := range r.checks {
		if c.Count > 0 {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func text(t *testing.T, r *report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.print(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSoundWorldIsClean(t *testing.T) {
	r := newWorld().audit(t)
	if r.broken() {
		t.Fatalf("a sound world is found broken:\n%s", text(t, r))
	}
	for _, c := range r.checks {
		if c.verdict() != "clean" {
			t.Errorf("%s has looked at nothing: the test world is too small", c.ID)
		}
	}
}
