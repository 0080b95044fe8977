package payout

import (
	"errors"
	"fmt"
	"slices"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Batch is payouts that two people let go together.
type Batch struct {
	ID           int64
	MessageID    string // of its first file
	Account      string // own account that pays what names no other, by its name in the configuration
	RequestedOn  date.Date
	ExecuteOn    date.Date // the first day anything is executed; later than asked when it was approved after the cut-off
	Count        int
	Sums         Sums
	Hash         string // canonical, over all that is paid to whom
	State        State
	CreatedBy    string
	CreatedAt    string
	ApprovedBy   string
	ApprovedAt   string
	ApprovedHash string

	total int64 // minor units of all currencies
}

// Name is what people call the batch: "b000003".
func (b *Batch) Name() string { return fmt.Sprintf("b%06d", b.ID) }

// File is one pain.001 of a batch. It leaves, is in doubt and is answered by itself.
type File struct {
	MessageID string
	Batch     int64
	Number    int // in its batch, from 1
	State     State
	Digest    string // SHA-256 of the rendered bytes
}

// Group is one PmtInf of a file: one account, day, kind and currency.
type Group struct {
	ID        string
	MessageID string
	Account   string // own account, by its name in the configuration
	On        date.Date
	Service   string
	Charges   string
}

const batchColumns = `SELECT id, message_id, account, requested_on, execute_on, count, total, sums, hash, state,
	created_by, created_at, approved_by, approved_at, approved_hash FROM payout_batch `

// batches gives this tenant's batches that a condition chooses, oldest first.
func batches(tx *ledger.Tx, condition string, args ...any) (list []Batch, err error) {
	err = tx.Each(fmt.Sprintf(`%sWHERE tenant = $%d AND %s ORDER BY id`, batchColumns, len(args)+1, condition), append(args, tx.Tenant()), func(r *store.Row) error {
		sums, err := ParseSums(r.Text(7), "")
		list = append(list, Batch{ID: r.Int(0), MessageID: r.Text(1), Account: r.Text(2), RequestedOn: r.Date(3), ExecuteOn: r.Date(4),
			Count: int(r.Int(5)), total: r.Int(6), Sums: sums, Hash: r.Text(8), State: State(r.Text(9)), CreatedBy: r.Text(10),
			CreatedAt: r.Text(11), ApprovedBy: r.Text(12), ApprovedAt: r.Text(13), ApprovedHash: r.Text(14)})
		return err
	})
	return list, err
}

// GetBatch gives a batch by its id.
func GetBatch(tx *ledger.Tx, id int64) (Batch, error) {
	list, err := batches(tx, `id = $1`, id)
	return one(list, err, "batch", id)
}

// ToApprove gives the batches that wait for a second person, oldest first.
func ToApprove(tx *ledger.Tx) ([]Batch, error) { return batches(tx, `state = 'proposed'`) }

// files gives the files of this tenant's batches that a condition chooses, in their order.
func files(tx *ledger.Tx, condition string, args ...any) (list []File, err error) {
	err = tx.Each(fmt.Sprintf(`SELECT message_id, batch, number, state, digest FROM payout_file
		WHERE batch IN (SELECT id FROM payout_batch WHERE tenant = $%d) AND %s ORDER BY batch, number`, len(args)+1, condition), append(args, tx.Tenant()), func(r *store.Row) error {
		list = append(list, File{r.Text(0), r.Int(1), int(r.Int(2)), State(r.Text(3)), r.Text(4)})
		return nil
	})
	return list, err
}

// Files gives the files of a batch; none before its approval.
func Files(tx *ledger.Tx, batch int64) ([]File, error) {
	return files(tx, `batch = $1`, batch)
}

// FileByMessage gives the file with a MsgId: the evidence of a bank's answer (exchange
// settles a doubt by it).
func FileByMessage(tx *ledger.Tx, messageID string) (File, error) {
	list, err := files(tx, `message_id = $1`, messageID)
	return one(list, err, "message", messageID)
}

// TenantOf tells whose payouts a file carries; an unknown one is nobody's.
func TenantOf(tx *ledger.Tx, messageID string) (id ledger.TenantID, err error) {
	_, err = tx.One(`SELECT payout_batch.tenant FROM payout_file JOIN payout_batch ON payout_batch.id = payout_file.batch
		WHERE payout_file.message_id = $1`, []any{messageID}, func(r *store.Row) error {
		id = ledger.TenantID(r.Int(0))
		return nil
	})
	return id, err
}

// fileOfGroup gives the file that has a PmtInf.
func fileOfGroup(tx *ledger.Tx, id string) (File, error) {
	list, err := files(tx, `message_id IN (SELECT message_id FROM payout_group WHERE id = $1)`, id)
	return one(list, err, "payment group", id)
}

// Groups gives the groups of a file, in their order.
func Groups(tx *ledger.Tx, messageID string) (list []Group, err error) {
	err = tx.Each(`SELECT id, message_id, account, execute_on, service, charges FROM payout_group WHERE message_id = $1 ORDER BY number`, []any{messageID},
		func(r *store.Row) error {
			list = append(list, Group{r.Text(0), r.Text(1), r.Text(2), r.Date(3), r.Text(4), r.Text(5)})
			return nil
		})
	return list, err
}

// payouts gives what a file carries, in the order they are rendered.
func (f *File) payouts(tx *ledger.Tx) ([]Payout, error) {
	return payouts(tx, `message_id = $1`, f.MessageID)
}

// move takes a file to a state.
func (f *File) move(tx *ledger.Tx, to State) error {
	if !f.State.may(to) {
		return &Refusal{WrongState, "payment file " + f.MessageID, fmt.Sprintf("it is %s and cannot become %s", f.State, to)}
	}
	f.State = to
	if _, err := tx.Exec(`UPDATE payout_file SET state = $2 WHERE message_id = $1`, f.MessageID, to); err != nil {
		return fmt.Errorf("payment file %s: %w", f.MessageID, err)
	}
	return nil
}

// moveAll takes a file and every payout in it to a state, and its batch to where that
// leaves it.
func (f *File) moveAll(tx *ledger.Tx, to State) ([]Payout, error) {
	if err := f.move(tx, to); err != nil {
		return nil, err
	}
	list, err := f.payouts(tx)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := list[i].move(tx, to, ""); err != nil {
			return nil, err
		}
	}
	return list, follow(tx, f.Batch)
}

// summarise sets the file's state from its payouts', and the batch's from its files'.
func (f *File) summarise(tx *ledger.Tx, list []Payout) error {
	count := map[State]int{}
	for i := range list {
		count[list[i].State]++
	}
	to := f.State
	rejected, done := count[Rejected], count[Settled]+count[Returned]
	switch {
	case rejected == len(list):
		to = Rejected
	case rejected+done == len(list):
		to = Settled
	case rejected > 0:
		to = PartRejected
	case count[Accepted]+done == len(list):
		to = Accepted
	}
	if to == f.State || !f.State.may(to) {
		return nil
	}
	if err := f.move(tx, to); err != nil {
		return err
	}
	return follow(tx, f.Batch)
}

// move takes a batch that has no files to a state.
func (b *Batch) move(tx *ledger.Tx, to State) error {
	if !b.State.may(to) {
		return &Refusal{WrongState, "batch " + b.Name(), fmt.Sprintf("it is %s and cannot become %s", b.State, to)}
	}
	return b.become(tx, to)
}

func (b *Batch) become(tx *ledger.Tx, to State) error {
	b.State = to
	if _, err := tx.Exec(`UPDATE payout_batch SET state = $2 WHERE id = $1`, b.ID, to); err != nil {
		return fmt.Errorf("batch %s: %w", b.Name(), err)
	}
	return nil
}

// follow lets a batch be what its files are.
func follow(tx *ledger.Tx, batch int64) error {
	b, err := GetBatch(tx, batch)
	if err != nil {
		return err
	}
	list, err := Files(tx, batch)
	if err != nil || len(list) == 0 {
		return err
	}
	states := make([]State, len(list))
	for i := range list {
		states[i] = list[i].State
	}
	if to := together(states); to != b.State {
		return b.become(tx, to)
	}
	return nil
}

// together tells what a batch is whose files are in some states: in doubt while one of
// them is, on its way while one still is to leave, and else what the bank made of all.
func together(states []State) State {
	all := func(of ...State) bool {
		return !slices.ContainsFunc(states, func(s State) bool { return !slices.Contains(of, s) })
	}
	switch {
	case all(states[0]):
		return states[0]
	case slices.Contains(states, InDoubt):
		return InDoubt
	case !all(Sent, Accepted, PartRejected, Rejected, Settled):
		return Rendered
	case all(Rejected, Settled):
		return Settled
	case slices.Contains(states, Rejected), slices.Contains(states, PartRejected):
		return PartRejected
	case all(Accepted, Settled):
		return Accepted
	}
	return Sent
}

// note writes history on a batch.
func (b *Batch) note(tx *ledger.Tx, kind, text string) error {
	return tx.AddHistory(ledger.History{Payout: b.Name(), Kind: kind, Text: text})
}

// note writes history on a file's batch; it names the file where there are several.
func (f *File) note(tx *ledger.Tx, kind, text string) error {
	if f.Number > 1 {
		text = f.MessageID + ": " + text
	}
	return tx.AddHistory(ledger.History{Payout: (&Batch{ID: f.Batch}).Name(), Kind: kind, Text: text, Document: f.Digest})
}

// sum counts, sums and hashes the batch. A payout stands in it once.
func (b *Batch) sum(list []Payout) error {
	if len(list) == 0 {
		return &Refusal{Incomplete, "batch", "want at least one payout"}
	}
	b.Count, b.Sums, b.total = len(list), nil, 0
	seen := map[int64]bool{}
	for i := range list {
		p := &list[i]
		if seen[p.ID] {
			return &Refusal{Incomplete, "batch", "want each payout once"}
		}
		seen[p.ID] = true
		total, fits := money.Add(b.total, p.Amount.Minor)
		sums, err := b.Sums.add(p.Amount)
		if !fits {
			err = errors.Join(err, money.ErrOverflow)
		}
		if err != nil {
			return fmt.Errorf("batch: %w", err)
		}
		b.total, b.Sums = total, sums
	}
	b.Hash = canonical(b, list)
	return nil
}
