package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"girod/ledger/store/storetest"
)

// A story whose vars have REPLAY=true keeps a diary, and in the end the archive rebuilds its
// book in an empty database of each kind: its files, and the same acts of people between.

// noted is a line of the diary: a command that changed something, and how many files stood in
// the journal behind it.
type noted struct {
	At    string
	Args  []string
	Files int
}

// noteDown runs a command, writes it into the diary where it is of those that change anything
// and did, and ends with its exit code.
func noteDown(diary string, typed, args []string) {
	code := run(context.Background(), args, os.Stdin, os.Stdout, os.Stderr)
	if (code == exitDone || code == exitWaits) && (slices.Contains(typed, "--as") || typed[0] == "run") {
		var said bytes.Buffer
		var files []fileJSON
		run(context.Background(), []string{"--config", "girod.yaml", "--json", "files"}, nil, &said, io.Discard)
		err := json.Unmarshal(said.Bytes(), &files)
		line, unsaid := json.Marshal(noted{os.Getenv("NOW"), typed, len(files)})
		if err = cmp.Or(err, unsaid); err == nil {
			err = appendTo(diary, append(line, '\n'))
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "diary: %v\n", err)
			code = 99
		}
	}
	os.Exit(code)
}

func appendTo(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(line)
	return cmp.Or(err, f.Close())
}

// heldToReplay rebuilds what a story has left, and wants the same digest.
func heldToReplay(t testing.TB, dir string, vars map[string]string) {
	first := &houseOf{t, dir}
	text, err := os.ReadFile(filepath.Join(dir, "diary"))
	first.must(err)
	files, taken := first.journal(), 0
	var diary []event
	for line := range strings.Lines(string(text)) {
		var n noted
		first.must(json.Unmarshal([]byte(line), &n))
		for ; taken < n.Files; taken++ {
			diary = append(diary, event{file: files[taken].Name})
		}
		diary = append(diary, event{at: n.At, args: n.Args})
	}
	want := first.digest()
	for _, database := range []string{"sqlite:data/girod.db", storetest.PostgresURL(t)} {
		own := maps.Clone(vars)
		own["DATABASE"] = database
		if got := first.again(diary, t.TempDir(), own).digest(); got != want {
			t.Errorf("%s: played again the digest is %s, first %s", database, got, want)
		}
	}
}
