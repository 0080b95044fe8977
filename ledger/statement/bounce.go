package statement

import (
	"strings"
	"time"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/outbox"
)

// bounceDays is how long after an e-mail left a bounce may be about it: mail servers try for
// four or five days (RFC 5321 4.5.4.1), and their word takes a day or two to reach us.
const bounceDays = 7

// Bounce takes the word that an address does not take letters: what went there in the last
// days has not been delivered. One in doubt did leave, for it came back; one that still waits
// is not sent to a bad address. Temporary failures change nothing. It tells how many came back.
func Bounce(tx *ledger.Tx, b formats.Bounce) (back int, err error) {
	if b.Temporary() || b.Address == "" {
		return 0, nil
	}
	since := tx.At().UTC().AddDate(0, 0, -bounceDays).Format(time.RFC3339)
	list, err := statements(tx, `s.email = $2 AND s.bounced = '' AND o.changed_at >= $3`, strings.ToLower(b.Address), since)
	for i := range list {
		s := &list[i]
		switch {
		case err != nil:
			return back, err
		case s.State == outbox.Failed:
			continue
		case s.State == outbox.InDoubt:
			err = outbox.SetState(tx, s.Key, outbox.Sent, "it came back")
		case s.State == outbox.Waits || s.State == outbox.Staged:
			back++
			err = outbox.SetState(tx, s.Key, outbox.Failed, "the address is bad: "+b.Code)
			continue
		}
		if err == nil {
			back++
			_, err = tx.Exec(`UPDATE client_statement SET bounced = $2 WHERE id = $1`, s.ID, b.Code)
		}
	}
	return back, err
}
