package demo

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// told is what the story needs of girod's answers.
type told struct {
	files []struct{ Partner, Format, State, Name, Reason, ID string }
	sent  []struct{ Partner, Kind, State, Name string }
	paid  []struct {
		Rule, Suspense string
		Settled        []struct{}
	}
}

// story tells a clerk what happened, in the order of the work: files, money, letters,
// payouts, the book, and the proof.
func (w *world) story(ctx context.Context, took time.Duration) error {
	var s told
	for what, into := range map[string]any{"files": &s.files, "sending": &s.sent, "payments": &s.paid} {
		if err := w.askJSON(ctx, lastDay, into, what); err != nil {
			return err
		}
	}
	fmt.Fprintf(w.Out, "\n%s, %s to %s: eight weeks in %.0f seconds\n", club.Name, firstDay, lastDay, took.Seconds())
	fmt.Fprintln(w.Out, "its configuration confirms the Swedish reference rate of 2026-07-01, which girod carries forward unconfirmed; without that, interest for July is refused")
	w.tellFiles(&s)
	w.tellMoney(&s)
	for _, part := range []struct {
		title string
		args  []string
	}{
		{"money nobody could place, and why", []string{"suspense", "--language", "en"}},
		{"still owed", []string{"invoices", "--open", "--language", "en"}},
		{"money out: two people, the bank's answer, the booking", []string{"payouts", "--language", "en"}},
		{"trial balance", []string{"ledger", "balances", "--language", "en"}},
		{"what waits for a person", []string{"status", "--language", "en"}},
		{"proof from inside", []string{"verify", "--language", "en"}},
	} {
		fmt.Fprintf(w.Out, "\n== %s  (girod %s)\n", part.title, join(part.args))
		out, err := w.ask(ctx, lastDay, "17:00", part.args...)
		if err != nil {
			return err
		}
		_, _ = w.Out.Write(out)
	}
	if err := w.tellLetters(); err != nil {
		return err
	}
	return w.audit(ctx)
}

func join(args []string) string {
	text := ""
	for i, a := range args {
		if i > 0 {
			text += " "
		}
		text += a
	}
	return text
}

// tellFiles counts files in and out by partner and kind.
func (w *world) tellFiles(s *told) {
	fmt.Fprintf(w.Out, "\n== files over SSH\n")
	in := map[string]int{}
	for _, f := range s.files {
		in[fmt.Sprintf("  in   %-10s  %-18s  %s", f.Partner, f.Format, f.State)]++
	}
	out := map[string]int{}
	for _, f := range s.sent {
		out[fmt.Sprintf("  out  %-10s  %-18s  %s", f.Partner, f.Kind, f.State)]++
	}
	for _, counted := range []map[string]int{in, out} {
		for _, line := range sortedKeys(counted) {
			fmt.Fprintf(w.Out, "%s  %d\n", line, counted[line])
		}
	}
	for _, f := range s.files {
		if f.State == "held" {
			fmt.Fprintf(w.Out, "  held: %s %s: %s\n", f.ID, f.Name, f.Reason)
		}
	}
}

func sortedKeys(m map[string]int) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// tellMoney counts payments by the rule that placed them.
func (w *world) tellMoney(s *told) {
	rules := map[string]int{}
	for _, p := range s.paid {
		rules["  rule "+p.Rule]++
	}
	fmt.Fprintf(w.Out, "\n== %d payments came, placed by  (girod payments)\n", len(s.paid))
	for _, r := range sortedKeys(rules) {
		fmt.Fprintf(w.Out, "%s  %d\n", r, rules[r])
	}
}

// tellLetters shows where the letters lie: those the print shop fetched, and the e-mails.
func (w *world) tellLetters() error {
	fmt.Fprintf(w.Out, "\n== reminders\n")
	letters, err := filepath.Glob(filepath.Join(w.bank.Folder("printer", "outbox"), "*.pdf"))
	if err != nil {
		return err
	}
	taken, err := filepath.Glob(w.path("bank/taken/*.pdf"))
	if err != nil {
		return err
	}
	for _, path := range append(letters, taken...) {
		fmt.Fprintf(w.Out, "  by post    %s\n", path)
	}
	mails, err := os.ReadDir(w.path("mail"))
	if err != nil {
		return err
	}
	for _, m := range mails {
		fmt.Fprintf(w.Out, "  by e-mail  %s\n", w.path("mail/"+m.Name()))
	}
	return nil
}

// audit lets the independent checker look at everything.
func (w *world) audit(ctx context.Context) error {
	if w.Audit == "" {
		return nil
	}
	// The second dump is taken after one more round, which must have changed nothing.
	for _, args := range [][]string{{"dump", w.path("dump")}, {"run", "--once"}, {"dump", w.path("dump2")}} {
		if err := w.girod(ctx, lastDay, "17:30", args...); err != nil {
			return err
		}
	}
	fmt.Fprintf(w.Out, "\n== proof from outside  (girod dump, girod-audit)\n")
	cmd := exec.CommandContext(ctx, w.Audit, "--dump", w.path("dump"), "--dump2", w.path("dump2"), "--archive", w.path("data/archive"),
		"--spool", w.path("data/spool"), "--sendlog", w.path("data/spool/sendlog.jsonl"), "--bank", w.path("bank/books.json"))
	cmd.Stdout, cmd.Stderr = w.Out, w.Out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("girod-audit: %w", err)
	}
	return nil
}
