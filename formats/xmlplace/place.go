package xmlplace

// Place is an element that a room wants to hear of, with the elements under it. A
// table of places makes reading cheap: what has no place is checked and passed over.
// That an element with a place was empty is always told.
type Place struct {
	tag     int
	group   bool // Start and End are told
	counted bool
	under   map[string]*Place
}

// Group makes a place whose Start and End are told.
func Group(tag int) *Place { return &Place{tag: tag, group: true} }

// Pass makes a place that is not told itself; it only leads to others.
func Pass() *Place { return &Place{} }

// Leaf makes a place whose Text is told, with the attributes of its tag.
func Leaf(tag int) *Place { return &Place{tag: tag} }

// Counted makes the place carry its ordinal in every Path.
func (p *Place) Counted() *Place {
	p.counted = true
	return p
}

// Put hangs a place under this one and gives the upper one back.
func (p *Place) Put(name string, child *Place) *Place {
	if p.under == nil {
		p.under = make(map[string]*Place)
	}
	p.under[name] = child
	return p
}

// At gives the place under this one by name, made as needed.
func (p *Place) At(name string) *Place {
	if p.under[name] == nil {
		p.Put(name, Pass())
	}
	return p.under[name]
}

// leaf tells whether the place is told by its text.
func (p *Place) leaf() bool { return p.tag != 0 && !p.group }

// Name gives the place under this one a tag, unless it has one; it keeps what is
// under it.
func (p *Place) Name(name string, tag int, group bool) {
	if at := p.At(name); at.tag == 0 {
		at.tag, at.group = tag, group
	}
}
