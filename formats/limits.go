package formats

// Limits bound what a hostile file can make a reader do. The zero value of a
// field means its default; configuration may set them per partner.
type Limits struct {
	Bytes      int64 // whole file; default 4 GiB
	Held       int64 // bytes of a file held in memory because it cannot be read twice; default 64 MiB
	Depth      int   // nested elements; default 64
	Markup     int   // bytes of one tag; default 8 KiB
	Text       int   // bytes of one text or attribute value; default 64 KiB
	Attributes int   // attributes of one tag; default 32
	Records    int64 // payments, lines or records in a file; default 10 million
	Findings   int   // findings kept (the rest are counted); default 100

	// Encoding is what this partner's XML is in where it does not say so rightly: utf-8,
	// iso-8859-1, iso-8859-15 or windows-1252; empty: as each file declares. It is no
	// limit, but it travels with them: what a partner's file may be.
	Encoding string
}

// WithDefaults fills the unset fields.
func (l Limits) WithDefaults() Limits {
	set := func(p *int, n int) {
		if *p == 0 {
			*p = n
		}
	}
	if l.Bytes == 0 {
		l.Bytes = 4 << 30
	}
	if l.Held == 0 {
		l.Held = 64 << 20
	}
	if l.Records == 0 {
		l.Records = 10_000_000
	}
	set(&l.Depth, 64)
	set(&l.Markup, 8<<10)
	set(&l.Text, 64<<10)
	set(&l.Attributes, 32)
	set(&l.Findings, 100)
	return l
}
