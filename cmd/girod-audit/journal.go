package main

import "fmt"

// journal is girod's journal of files with what the steps tell of each: a hundred bytes
// a file, and the steps themselves are only passed by.
type journal struct {
	files    []*arrival
	byName   map[string]*arrival // f000017
	outgoing map[string]*departure
	keys     []string // of outgoing, in order
}

// way is what the steps tell of a subject.
type way struct {
	last, lastAt      string
	steps             int
	applied           int // how often
	archived          bool
	released, renamed bool
}

// arrival is a file that came.
type arrival struct {
	fileRow
	way
}

// departure is a file that goes.
type departure struct {
	outgoingRow
	way
}

func fileName(id int64) string { return fmt.Sprintf("f%06d", id) }

func (f *arrival) String() string { return fmt.Sprintf("%s (%s)", fileName(f.ID), f.Name) }

// readJournal loads both directions. A row that stands twice is told and left out.
func (a *audit) readJournal() error {
	j := &journal{byName: map[string]*arrival{}, outgoing: map[string]*departure{}}
	a.journal = j
	same := words{}
	err := each(a.tables, "file", func(r *fileRow) error {
		name := fileName(r.ID)
		if j.byName[name] != nil {
			a.violate("I1", "file %s stands twice in the journal", name)
			return nil
		}
		for _, s := range []*string{&r.Partner, &r.State, &r.Format, &r.Code, &r.StateAt, &r.Received} {
			*s = same.one(*s)
		}
		f := &arrival{fileRow: *r}
		j.files, j.byName[name] = append(j.files, f), f
		return nil
	})
	if err != nil {
		return err
	}
	return each(a.tables, "outgoing", func(r *outgoingRow) error {
		if j.outgoing[r.Key] != nil {
			a.violate("I1", "outgoing file %s stands twice in the journal", r.Key)
			return nil
		}
		j.outgoing[r.Key] = &departure{outgoingRow: *r}
		j.keys = append(j.keys, r.Key)
		return nil
	})
}

// words keeps one copy of what is said again and again.
type words map[string]string

func (w words) one(s string) string {
	if kept, ok := w[s]; ok {
		return kept
	}
	w[s] = s
	return s
}

// of finds the way of a subject, in whichever direction; nil for one no table knows.
func (j *journal) of(subject string) (w *way, inbound bool) {
	if f := j.byName[subject]; f != nil {
		return &f.way, true
	}
	if o := j.outgoing[subject]; o != nil {
		return &o.way, false
	}
	return nil, false
}

// arrivedOnce is I1 for files: one row that counts for each partner and content, copies
// that are copies of it, and no content booked twice.
func (a *audit) arrivedOnce() error {
	type content struct{ partner, digest string }
	first := map[content]*arrival{}
	for _, f := range a.journal.files {
		c := content{f.Partner, f.Digest}
		switch {
		case f.applied > 1:
			a.violate("I1", "file %s was applied %d times", f, f.applied)
		case f.CopyOf != 0 && f.applied > 0:
			a.violate("I1", "file %s was applied though it is a copy of %s", f, fileName(f.CopyOf))
		}
		if f.CopyOf != 0 {
			original := a.journal.byName[fileName(f.CopyOf)]
			if original == nil || original.Digest != f.Digest || original.Partner != f.Partner {
				a.violate("I1", "file %s says it is a copy of %s, which is not the same content from the same partner", f, fileName(f.CopyOf))
			}
			continue
		}
		if before := first[c]; before != nil {
			a.violate("I1", "files %s and %s are the same bytes from %s, and neither is marked as the copy", before, f, f.Partner)
		}
		first[c] = f
	}
	a.looked("I1", "files received", int64(len(a.journal.files)))
	a.looked("I1", "distinct contents", int64(len(first)))
	return nil
}
