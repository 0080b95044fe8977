// Package outbox keeps what waits to leave the house: an order to render something and
// send it.
//
// The room that decides (dunning, a payout) puts its order in the same commit as the
// decision, so neither exists without the other. Turning an order into bytes and carrying
// them is later work, outside any transaction, and may fail and be tried again: the
// order's key was minted once and names the same file, the same message id and the same
// bytes at every try. Put with a key that stands is therefore no error and does nothing.
//
//	waiting        ▶ staged, sent, failed, doubt
//	staged         ▶ sent, failed, doubt
//	failed         ▶ waiting
//	doubt          ▶ sent, staged
//	sent           ▶ (end)
//
// Waiting: nobody has rendered it. Staged: its bytes are in the archive and the outbound
// protocol has it. Failed: it certainly did not leave; a person or a later try may let it
// wait again. Doubt: nobody knows whether it left; only evidence or two people end that,
// and never by waiting again. An e-mail goes from waiting to sent, failed or doubt at one
// stroke, by the mail server's answer or its silence.
package outbox
