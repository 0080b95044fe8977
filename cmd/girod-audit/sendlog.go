package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
)

// sendLine is a line of the send log: written and synced before a rename is asked for.
type sendLine struct {
	Key     string `json:"key"`
	Attempt int64  `json:"attempt"`
	Digest  string `json:"digest"`
}

// sendLog holds the database to its witness (I5): it knows each rename that was asked for,
// with the same bytes; and no rename was asked for without a line.
func (a *audit) sendLog() error {
	if a.SendLog == "" {
		return nil
	}
	logged, err := a.readSendLog()
	if err != nil {
		return err
	}
	for _, key := range sortedKeys(logged) {
		o, lines := a.journal.outgoing[key], logged[key]
		if o == nil {
			a.violate("I5", "the send log tells of %s, which the journal has not", key)
			continue
		}
		for _, l := range lines {
			if l.Digest != o.Digest {
				a.violate("I5", "outgoing file %s is %s, the send log says %s was sent", key, short(o.Digest), short(l.Digest))
			}
			if l.Attempt > o.Attempt {
				a.violate("I5", "outgoing file %s is at attempt %d, the send log knows attempt %d", key, o.Attempt, l.Attempt)
			}
		}
	}
	for _, key := range a.journal.keys {
		o := a.journal.outgoing[key]
		if !o.renamed || slices.ContainsFunc(logged[key], func(l sendLine) bool { return l.Attempt == o.Attempt }) {
			continue
		}
		if o.State == "renaming" || o.State == "sent" || o.State == "acked" {
			a.violate("I5", "outgoing file %s came to %s by attempt %d, of which the send log has no line", key, o.State, o.Attempt)
		}
	}
	return nil
}

// readSendLog gives the lines of each key. A torn line is no line: its rename was never
// asked for.
func (a *audit) readSendLog() (map[string][]sendLine, error) {
	logged := map[string][]sendLine{}
	f, err := os.Open(a.SendLog)
	if errors.Is(err, fs.ErrNotExist) {
		a.note("I5", "there is no send log; nothing was ever sent, or it was lost")
		return logged, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l sendLine
		if json.Unmarshal(lines.Bytes(), &l) != nil || l.Key == "" {
			continue
		}
		logged[l.Key] = append(logged[l.Key], l)
		a.looked("I5", "lines of the send log", 1)
	}
	return logged, lines.Err()
}
