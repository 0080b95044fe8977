package main

import (
	"bytes"
	"context"

	"girod/ledger"
)

// acts runs what a person does in the write transaction of these books. What it says that it
// did is said once that is so: a commit that fails has approved and placed nothing, and whoever
// reads the output, a person or a program, must not have been told otherwise. Why it refuses is
// said at once.
func (o *office) acts(ctx context.Context, who string, fn func(*ledger.Tx) error) error {
	var said bytes.Buffer
	var refused error
	out := o.t.out
	o.t.out = &said
	defer func() { o.t.out = out }()
	err := o.book.Update(ctx, o.at, who, func(tx *ledger.Tx) error {
		said.Reset() // tried again
		refused = fn(tx)
		return refused
	})
	if err != nil && refused == nil {
		return err
	}
	if _, failed := out.Write(said.Bytes()); err == nil {
		err = failed
	}
	return err
}
