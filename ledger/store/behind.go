package store

import "sync"

// batch is a Bulk's rows on their way to the database.
type batch struct {
	*Bulk  // its table and columns; its rows are those that came since
	values []value
	arena  []byte
}

// job is a batch, or an addition to rows that are there, in the order of their coming.
type job struct {
	batch
	add func(session) error
}

// behind sends full batches on while the transaction's own goroutine gathers the next
// ones, so that matching and hashing cost no time beside a database that is slower than
// they are. The connection serves one at a time: whatever else is asked of the database
// waits until all batches are there, and they are sent in the order they were filled.
type behind struct {
	jobs  chan job
	under sync.WaitGroup
	mu    sync.Mutex
	err   error   // the first refusal; what comes after it is dropped
	spare []batch // emptied, to be filled again
}

// waiting is how many batches of a megabyte may wait for the database.
const waiting = 4

// send hands a batch on and gives an empty one for it.
func (w *behind) send(s session, full batch) (empty batch) {
	w.put(s, job{batch: full})
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.spare); n > 0 {
		empty, w.spare = w.spare[n-1], w.spare[:n-1]
	}
	return empty
}

// put hands a job on.
func (w *behind) put(s session, j job) {
	if w.jobs == nil {
		w.jobs = make(chan job, waiting)
		go w.run(s, w.jobs)
	}
	w.under.Add(1)
	w.jobs <- j
}

func (w *behind) run(s session, jobs <-chan job) {
	for j := range jobs {
		w.done(j, w.take(s, j))
		w.under.Done()
	}
}

// take does a job, unless one before it was refused.
func (w *behind) take(s session, j job) error {
	switch err := w.failed(); {
	case err != nil:
		return err
	case j.add != nil:
		return j.add(s)
	}
	return j.insert(s)
}

func (w *behind) done(j job, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = err
	if j.add == nil {
		j.values, j.arena = j.values[:0], j.arena[:0]
		w.spare = append(w.spare, j.batch)
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
	if w.jobs != nil {
		close(w.jobs)
	}
}
