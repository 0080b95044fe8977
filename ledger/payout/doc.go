// Package payout sends money out, once.
//
// A payout is one payment to one payee: a refund of a customer's credit, or a supplier's
// invoice. It names its source and the liability it pays down, and no source is paid
// twice to one account: the database refuses a second live payout. Payouts of one
// account, day and currency travel together in a batch, which becomes one pain.001.
//
//	draft          ▶ validated, void
//	validated      ▶ draft, proposed, void
//	proposed       ▶ approved, validated, void
//	approved       ▶ rendered, validated, void
//	rendered       ▶ sent, in_doubt
//	in_doubt       ▶ sent, rendered
//	sent           ▶ accepted, part_rejected, rejected, settled
//	accepted       ▶ part_rejected, rejected, settled
//	part_rejected  ▶ rejected, settled
//	settled        ▶ returned
//	rejected       ▶ (end)
//	returned       ▶ (end)
//	void           ▶ (end)
//
// A payout goes with its batch until the bank speaks of it alone; only a batch is
// part_rejected. An edit dissolves the batch, and what was approved is void.
//
// Ids are minted once and committed before anything is rendered: EndToEndId with the
// payout, MsgId and PmtInfId with the batch. The same approved batch therefore renders
// the same bytes at each try, so a bank with a duplicate check refuses the second, and
// what a bank says later can be told to be ours. A pain.002 for a message we never made
// is refused aloud.
//
// Two people: the second approves the batch by its hash, sum and count. Whoever
// prepared the batch or any payout in it, or changed a payee's account in the last
// days, cannot approve it, whatever else he may do. The hash is compared again when the
// batch is rendered.
//
// Bookings: rendered, the liability moves to in transit (T-14, T-19), because from then on
// the bytes may leave; rejected, it comes back (T-17); debited and returned are booked by
// intake, which asks [Debited] and [CameBack]. A batch whose fate is unknown is in doubt,
// and only evidence or two people end that.
package payout
