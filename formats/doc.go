// Package formats holds the neutral words of the trade: what any file from a
// bank or a partner can say, whichever format it was said in.
//
// A format room (camt, pain, ubl …) reads its own document in full and projects
// it onto these words; the ledger's verbs read the words and have never heard of
// a format. The words are not the union of all formats: a field stands here when
// two formats have it and the book uses it.
//
// A file is told as a story, in document order, to a [Sink]: a statement opens,
// its entries pass with their payments, the statement closes. A reader keeps one
// payment at a time, so a file of a million payments needs no more memory than a
// file of ten. What a Sink is handed belongs to the reader and is overwritten when
// the call returns: copy what is to be kept.
//
// Each value knows where it stood ([Origin]); each refusal says file, line,
// element, what stood there and what was wanted ([Error]); what a careful reader
// must be told although the file was readable is a [Finding].
package formats
