// Package payout sends money out, once.
//
// A payout is one payment to one payee: a refund of a customer's credit, or a supplier's
// invoice. It names its source and the liability it pays down, and no source is paid twice
// to one account: the database refuses a second live payout. People agree to a batch of
// whatever is to be paid. At its approval it is split as its bank wants ([Split]): files
// (pain.001), each of groups (PmtInf) of one account, day, kind and currency. What the bank
// would refuse is refused when it is typed ([Check]).
//
//	draft          ▶ validated, void
//	validated      ▶ draft, proposed, void
//	proposed       ▶ approved, validated, void
//	approved       ▶ rendered, validated, void
//	rendered       ▶ sent, in_doubt
//	in_doubt       ▶ sent
//	sent           ▶ accepted, part_rejected, rejected, settled
//	accepted       ▶ part_rejected, rejected, settled
//	part_rejected  ▶ rejected, settled
//	settled        ▶ returned
//	rejected       ▶ (end)
//	returned       ▶ (end)
//	void           ▶ (end)
//
// A payout goes with its file until the bank speaks of it alone. Each file leaves, is in
// doubt and is answered by itself, and a batch is what its files are together; all of them
// are rendered in one commit. An edit dissolves the batch, and its approval is void.
//
// Ids are minted once and committed before anything is rendered: EndToEndId with the
// payout, MsgId with the batch, PmtInfId with the approval. The same batch therefore
// renders the same bytes at each try, so a bank with a duplicate check refuses the second.
// A pain.002 for a message we never made is refused aloud.
//
// Two people: the second approves the batch by its hash, sums and count. Whoever prepared
// the batch or any payout in it, or changed a payee's account in the last days, cannot
// approve it. The hash is compared again when the batch is rendered.
//
// Bookings: rendered, the liability moves to in transit (T-14, T-19), because from then on
// the bytes may leave; rejected, it comes back (T-17); debited and returned are booked by
// intake, which asks [Debited] and [CameBack]. A file whose fate is unknown is in doubt,
// and only evidence or two people end that. What has left may be called back ([AskBack]).
package payout
