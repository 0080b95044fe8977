// Package sftp reaches a partner's folders over SSH.
//
// SFTP looks like a file system and is a conversation: every open, write, rename
// and close is a question with an answer that may be late, wrong or lost. Three
// habits of this package come from files that went missing elsewhere.
//
// Nothing is believed that can be measured. A server may answer half a read and
// the common library takes that for the end of the file; so a download asks for
// each stretch by itself, checks its length, and compares with the size before
// and after. An upload makes a new file, never opens an old one, and asks the
// server for the size when the file is closed.
//
// Nothing waits for ever. A path that lost its router answers nothing at all,
// which no error reports. Each operation has a limit on silence; when it passes,
// or when the caller's context ends, the whole connection is cut, and whatever
// was asked for and not answered is of unknown outcome ([ErrLost]).
//
// Nobody else is spoken to. The partner's host keys are pinned, the current one
// and an announced next one; another key, or a revoked one, ends the session
// before a name or a password is said. What ciphers may be used is a short list
// (floor.go), the same for every partner.
//
// One connection carries one session, and many files at once in it: small files
// cost round trips, not bytes, and sixty-four uploads side by side take the time
// of three. A Client may be used by many goroutines.
package sftp
