// Package reference checks, normalises, writes and makes the numbers payments are known
// by: references with check digits, giro and account numbers, and the numbers of
// organisations and people.
//
// A creditor prints a reference on each invoice; the payer copies it; the bank hands it
// back with the money. Each Nordic country has its own kind: OCR in Sweden, KID in
// Norway, viite in Finland, FIK in Denmark, and RF (ISO 11649) for all of Europe. Their
// last digits are computed from the others, so that a slip of the pen is seen at once.
//
// Every family has the same surface, one file each: Check tells what is wrong (nil when
// nothing is), Format writes the number as people do, Make adds the check digits. A
// [Fault] is a constant, so checking allocates nothing and takes a string or bytes
// alike. Some faults are warnings only ([Fault.Warning]): a clearing number younger than
// our table is not a wrong one.
//
// A right check digit proves little: two OCRs written together can pass again, and one
// number in ten passes by chance. Whoever matches payments looks issued references up,
// in the form [Normalise] gives both sides.
//
// Rules are those of FORMATS.md 4.
package reference
