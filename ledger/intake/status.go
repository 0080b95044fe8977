package intake

import "girod/formats"

// status hands the bank's word about our payment orders to the room that made them
// (pain.002). Nothing is open on the poster then, so that room may book T-17.
func (a *applier) status(r *formats.StatusReport) error {
	a.out.Statuses++
	if a.desk.Payouts == nil {
		a.out.note("a status report on %s, and no payouts are kept here", r.OriginalMessageID)
		return nil
	}
	return a.desk.Payouts.Status(a.tx, r, a.desk.File)
}
