// Package fixed reads the records of the punched-card days: eighty characters, each
// field by its columns, which is how BgMax, Bankgirot LB and the Norwegian OCR giro
// still speak.
//
// The rules are simple and real files break them, so a [Reader] takes what leaves the
// columns certain. Records end with CR LF, LF or CR, or with nothing at all: a file
// without line breaks is cut every eighty characters. A line that lost its trailing
// blanks on the way is padded again. Characters are ISO 8859-1; a file that somebody
// saved again as UTF-8 is taken as well, since columns count characters and not bytes.
// A tab, which an editor wrote for blanks, is blanks to the next column after a multiple
// of eight. Each of these liberties is told in [Record.Altered], so that a room can make
// a finding of it. A line that is longer than eighty characters is refused, for nobody
// knows which of its columns moved; and so is one that ends within a record.
//
//	x := fixed.NewReader(r, limits)
//	for {
//		rec, err := x.Next() // valid until the next call
//		if err == io.EOF {
//			break
//		}
//		öre, err := rec.Number(38, 55) // columns from 1, both included
//	}
//
// Nothing is allocated for a record, and nothing is copied: nearly all records are eighty
// printable bytes and a line break, and they are read where they stand in the buffer. All
// liberties cost only those files that take them. Refusals are *[formats.Error] such as
//
//	20: record 20, columns 38-55: "00000000000050,000": want digits only: the amount in öre
package fixed
