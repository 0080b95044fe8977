package demo_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"girod/cmd/girobank/demo"
)

// The first thing a newcomer sees goes through, and its story tells of each part of the
// main job: files both ways, payments placed and not, reminders by post and mail, a
// payout that came back, a book that balances, and a checker that finds nothing.
// R-ALK-15, R-ALK-16, R-ALK-17, R-ALK-20, R-ALK-21, R-ALK-22
func TestStory(t *testing.T) {
	if testing.Short() {
		t.Skip("eight weeks take a while")
	}
	bin := t.TempDir()
	build := exec.Command("go", "build", "-o", bin, "girod/cmd/girod", "girod/cmd/girod-audit")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir := filepath.Join(t.TempDir(), "run")
	var out bytes.Buffer
	err := demo.Run(t.Context(), demo.Options{
		Girod: filepath.Join(bin, "girod"), Audit: filepath.Join(bin, "girod-audit"), Dir: dir, Out: &out,
	})
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "girod.log"))
		t.Fatalf("%v\n%s\n%s", err, out.String(), log)
	}
	story := out.String()
	for _, want := range []string{
		"confirms the Swedish reference rate of 2026-07-01", "in   bank        camt.054", "out  bank        pain.001            acked", "held: f0000",
		"Kajsa Okänd  Tack för sommaren  rule 9: no reference", "returned", "AC04", "by post", "by e-mail",
		"ok     book: balances, items, suspense, chain and periods hold", "I3  clean", "I5  clean",
	} {
		if !strings.Contains(story, want) {
			t.Errorf("the story does not tell %q", want)
		}
	}
	if strings.Contains(story, "BROKEN") || strings.Contains(story, "FAILS") {
		t.Error("the proof does not hold")
	}
	if t.Failed() {
		t.Log(story)
	}
}

// A directory that is not an earlier demonstration's is left alone.
func TestLeavesOthersAlone(t *testing.T) {
	dir := t.TempDir()
	if err := demo.Run(t.Context(), demo.Options{Dir: dir, Out: &bytes.Buffer{}}); err == nil {
		t.Fatal("somebody's directory was taken")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Error(err)
	}
}
