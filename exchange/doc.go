// Package exchange carries files and never reads them.
//
// A partner puts a file into a folder at some moment we cannot see, and takes
// ours away at another. In between lie a network that breaks, a server that lies,
// a disk that fills and a process that is killed. The exchange promises that
// every file is taken once and every payout leaves at most once, and it keeps the
// promise by writing down what it is about to do before it does it: the journal
// (tables file, outgoing, attempt) says at every moment what may have happened,
// and whoever starts next goes on from there with the same functions.
//
// A file coming in is claimed, fetched into the spool, synced, journalled by
// digest, handed to the corridor that books it (one database commit with the
// journal's step), archived, and only then may the partner's copy go:
//
//	received   -> applied | held | duplicate | superseded
//	held       -> received | rejected
//	applied    -> archived
//	rejected   -> archived
//	superseded -> archived
//	archived   -> settled
//	duplicate  -> settled
//
// A file going out is in the archive before it is staged, and the commit to each
// state comes before the remote call the state is named for:
//
//	rendered   -> uploading | in-doubt | sent
//	uploading  -> renaming | rendered | in-doubt | sent
//	renaming   -> sent | in-doubt | rendered
//	in-doubt   -> sent | rendered
//	sent       -> acked | rejected
//
// In doubt means: asked for, outcome unknown. The program alone never sends such
// a file again; evidence (the bank named our message) or two people decide.
//
// [Exchange.Poll], [Exchange.SendDue] and [Exchange.Recover] are plain functions:
// the daemon's loops and the tests call them, nothing runs by itself.
package exchange
