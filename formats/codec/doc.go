// Package codec is the one list of all formats girod speaks. It recognises a file by
// what is in it, never by its name, hands it to the room that reads it, and puts the
// file's name on a refusal.
//
// Partners name files as they like, send camt.054 under .txt and PDF under .xml, and
// wrap messages in envelopes of their own. So [Recognise] looks at the first bytes: in
// XML for the first element of a namespace it knows, in text for how a record begins.
// What it knows but cannot read yet is refused by name; what it does not know is
// refused with its first bytes, so that a person sees what came.
//
// ISO 20022 has several hundred messages. Those without a room of their own are
// guarded, named and, where github.com/moov-io/iso20022 knows them, validated with
// it; they are always in doubt, since girod does nothing with them (iso.go). No amount
// is ever taken from there.
//
// [Reading.Inspect] is what girod inspect shows. The gallery of errors in testdata/errors is
// tested here: every bad file with the message a clerk gets.
package codec
