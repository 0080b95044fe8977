package store

import "sync"

// batch is a Bulk's rows on their way to the database.
type batch struct {
	*Bulk  // its table and columns; its rows are those that came since
	values []value
	arena  []byte
}

// behind sends full batches on while the transaction's own goroutine gathers the next
// ones, so that matching and hashing cost no time beside a database that is slower than
// they are. The connection serves one at a time: whatever else is asked of the database
// waits until all batches are there, and they are sent in the order they were filled.
type behind struct {
	batches chan batch
	under   sync.WaitGroup
	mu      sync.Mutex
	err     error   // the first refusal; what comes after it is dropped
	spare   []batch // emptied, to be filled again
}

// waiting is how many batches of a megabyte may wait for the database.
const waiting = 4

// send hands a batch on and gives an empty one for it.
func (w *behind) send(s session, full batch) (empty batch) {
	if w.batches == nil {
		w.batches = make(chan batch, waiting)
		go w.run(s, w.batches)
	}
	w.under.Add(1)
	w.batches <- full
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.spare); n > 0 {
		empty, w.spare = w.spare[n-1], w.spare[:n-1]
	}
	return empty
}

func (w *behind) run(s session, batches <-chan batch) {
	for b := range batches {
		err := w.failed()
		if err == nil {
			err = b.insert(s)
		}
		b.values, b.arena = b.values[:0], b.arena[:0]
		w.mu.Lock()
		w.err = err
		w.spare = append(w.spare, b)
		w.mu.Unlock()
		w.under.Done()
	}
}

func (w *behind) failed() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// wait gives the connection back to the transaction's own goroutine.
func (w *behind) wait() error {
	w.under.Wait()
	return w.failed()
}

// end lets the goroutine go.
func (w *behind) end() {
	w.under.Wait()
	if w.batches != nil {
		close(w.batches)
	}
}
