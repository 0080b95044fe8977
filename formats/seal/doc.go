// Package seal takes the seals of banks off files and puts ours on.
//
// A transport says who delivered a file; a seal says who made it and that nobody
// touched it since. Three kinds are in use among Nordic banks:
//
//   - Bankgirot's HMAC seal ([Giro]): an opening record TK00 and a closing record TK99
//     round a file of 80-character records, keyed with a secret both sides hold. It is
//     required of Autogiro and payment files, and Nordea uses the same rule.
//   - OpenPGP ([OpenPGP]): signed with the sender's key and encrypted to the receiver's.
//     Danske asks for both on its SFTP.
//   - The Secure Envelope ([Envelope]): the XML of Nordea's Corporate Access and of the
//     Finnish banks' web services. The file stands in it as base64, an enveloped XML
//     signature round all.
//
// The rule for all of them is verify first, then parse what was verified: [Verify]
// reads a file to its end before anything looks into it, and what an Opener hands out
// is the sealed content itself, never the frame. A certificate or key that comes inside
// a file proves nothing: only those pinned beforehand count. Keys change every year or
// two, so each side may have several, each with its days; of ours the newest valid one
// seals and all open, of theirs each one valid on the day is believed.
//
// No clock, no file and no network here: the time of day, keys and bytes are passed in.
package seal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"girod/formats"
)

// Proof is what an opened seal has proved.
type Proof struct {
	Kind   string // "hmac", "openpgp", "secure-envelope"
	Signer string // key's fingerprint, certificate's subject and serial, or the key check value
	Note   string // what the frame itself said: "00 OK."
	Digest string // SHA-256 of the file within, once verified
	Size   int64  // bytes of the file within, once verified
}

// Opened is the file within a seal. Proof is complete when reading came to the end
// without an error, and not before.
type Opened struct {
	io.Reader
	Proof *Proof
}

// Opener takes a partner's seal off. A broken or missing seal, and a signer who is not
// pinned, are refusals (*[formats.Error]); they may come as late as the last byte.
type Opener interface {
	Open(sealed io.Reader) (*Opened, error)
}

// Sealer puts our seal on a file.
type Sealer interface {
	Seal(w io.Writer, plain io.Reader) error
}

// Verify reads a sealed file to its end and tells what its seal proves. Whoever parses
// the file opens it a second time, knowing that it holds.
func Verify(o Opener, sealed io.Reader) (Proof, error) {
	opened, err := o.Open(sealed)
	if err != nil {
		return Proof{}, err
	}
	sum := sha256.New()
	n, err := io.Copy(sum, opened)
	if err != nil {
		return Proof{}, err
	}
	proof := *opened.Proof
	proof.Digest, proof.Size = hex.EncodeToString(sum.Sum(nil)), n
	return proof, nil
}

// refuse is a refusal of this room.
func refuse(line int, code, got, want string, args ...any) error {
	return &formats.Error{Origin: formats.Origin{Line: line}, Code: code, Got: got, Want: fmt.Sprintf(want, args...)}
}
