// Package xmlplace reads XML from strangers: it checks everything, builds nothing,
// and always knows where it is.
//
// The files of banks are XML, and so are most attacks on those who read them. This
// scanner takes exactly what XML 1.0 (fifth edition) and its namespaces call well-formed,
// less what no bank needs and every attacker does: a DOCTYPE, and with it entities of
// one's own, is refused where its first byte stands. Depth, scopes, names, tags, texts
// and the whole file are bounded by [formats.Limits] and by what is kept of a file in
// memory. encoding/xml and libxml2 are the judges in its tests. A refusal is a
// *[formats.Error] that says line, element ("Stmt[1]/Ntry[3]/Amt"), what stood there and
// what was wanted.
//
// A [Reader] hands out elements and values one after another, as slices of a window
// that moves over the file; the memory it needs does not depend on the file. A value
// is all the text between two tags: comments, processing instructions and CDATA borders
// do not cut it. Blank texts between tags are not told.
//
// Three ideas make it fast. Texts are searched for their end, for references and for
// what may not stand in XML eight bytes at a time (text.go). The open elements are
// one pointer into a tree of all element paths seen so far, where names have been
// checked once and for all (node.go). And the markup between two values
// ("</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><BICFI>") is parsed once for each
// path and spelling and then recognised by one comparison (memo.go); what follows
// from it depends on nothing but path and spelling, so no check is weakened. Where the
// value between two such runs is always the same, all three become one (longer.go).
package xmlplace
