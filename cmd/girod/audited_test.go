package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"girod/ledger/store"
)

// auditor is the independent checker, built once for all stories, into a folder that goes with them.
var auditor = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "auditor")
	if err != nil {
		return "", err
	}
	auditors = dir
	path := filepath.Join(dir, "girod-audit")
	cmd := exec.Command("go", "build", "-trimpath", "-o", path, "../girod-audit")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return path, cmd.Run()
})

var auditors string

// tidy runs the tests and takes away what they share.
type tidy struct{ *testing.M }

func (m tidy) Run() int {
	defer func() { _ = os.RemoveAll(auditors) }()
	return m.M.Run()
}

// heldToAudit has what a story has left looked at from outside: each is one more book that
// the checker must find sound, or a checker that does not know what can happen. Days pass
// quickly in stories, so nothing is held to have waited too long.
func heldToAudit(t testing.TB, dir string) {
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "data", "girod.db"))
	if err != nil { // the story has none, or one elsewhere
		return
	}
	defer db.Close()
	dump := t.TempDir()
	err = db.View(ctx, func(tx *store.Tx) error {
		tables, err := tx.Tables()
		for _, table := range tables {
			if err == nil {
				err = dumpInto(filepath.Join(dump, table+".jsonl"), func(w io.Writer) error { return tx.DumpTable(table, w) })
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
		return
	}
	audit, err := auditor()
	if err != nil {
		t.Error(err)
		return
	}
	said, err := exec.Command(audit, "--dump", dump, "--archive", filepath.Join(dir, "data", "archive"), "--spool", filepath.Join(dir, "data", "spool"),
		"--stuck", "1000000h").CombinedOutput()
	if err != nil {
		t.Errorf("girod-audit: %v\n%s", err, said)
	}
}

func dumpInto(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return write(f)
}
