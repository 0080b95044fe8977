package schema

import (
	"io"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/xmlplace"
)

// Space begins the namespace of every message of ISO 20022; the message's name follows.
const Space = "urn:iso:std:iso:20022:tech:xsd:"

// spaceInstance is that of the attributes by which a file points at its schema.
const spaceInstance = "http://www.w3.org/2001/XMLSchema-instance"

const maxSlots = 64

// Check reads a file and adds to sum where its messages break their schemas, at most as
// many findings as the limits keep; the rest are counted. What stands around a message is
// nobody's business. An error is that of the reader, or that the file is no XML. Memory
// does not grow with the file.
func Check(r io.Reader, l formats.Limits, sum *formats.Summary) error {
	c := &checker{
		xml: xmlplace.NewReader(r, l).Count("Stmt", "Rpt", "Ntfctn", "Ntry", "TxDtls",
			"PmtInf", "CdtTrfTxInf", "DrctDbtTxInf", "OrgnlPmtInfAndSts", "TxInfAndSts"),
		limits: l.WithDefaults(), sum: sum,
	}
	for {
		kind, err := c.xml.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch kind {
		case xmlplace.Start:
			c.start()
		case xmlplace.Text:
			c.text()
		case xmlplace.End:
			c.end()
		}
	}
}

// checker follows one file.
type checker struct {
	xml     *xmlplace.Reader
	limits  formats.Limits
	sum     *formats.Summary
	message string // the one being held to its schema
	space   string
	open    []open // its open elements
	pass    int    // depth of an element whose inside is passed over; 0 when none is
}

// open is an open element, and how far its own elements have come.
type open struct {
	of     *kind
	slot   int    // of the element read last
	choice int    // which of the slot's
	times  int    // how often it has stood; 0 before the first element
	seen   uint64 // slots in which an element has stood
	told   bool   // a value has been read, or what stood here cannot be judged
}

func (c *checker) start() {
	switch {
	case c.pass > 0:
	case len(c.open) == 0:
		c.begin()
	default:
		c.within(&c.open[len(c.open)-1])
	}
}

// begin meets an element outside any message we know.
func (c *checker) begin() {
	name, space := c.xml.Name(), c.xml.Space()
	if name != "Document" && name != "AppHdr" {
		return
	}
	of, iso := strings.CutPrefix(space, Space)
	m, ok := messages()[of]
	switch {
	case ok && m.root == name:
		c.message, c.space = of, space
		c.attributes(m.of)
		c.open = append(c.open, open{of: m.of})
	case iso:
		c.find("schema-none", "girod has no schema of ", of, ": held to none")
	default:
		c.find("schema-unknown", quote(space), " is no namespace of ISO 20022: want ", Space, "…")
	}
}

// within meets an element within another.
func (c *checker) within(o *open) {
	e := c.place(o)
	if e == nil {
		c.pass = c.xml.Depth()
		return
	}
	c.attributes(e.of)
	c.open = append(c.open, open{of: e.of})
}

// place finds what the schema says of an element that stands in o next; nil when its
// inside cannot be judged.
func (c *checker) place(o *open) *element {
	name := c.xml.Name()
	switch {
	case o.of.any != "":
		c.anything(o)
		return nil
	case o.of.value != nil:
		c.find("schema-unknown", name, " stands where ", o.of.value.want(), " is wanted")
		o.told = true
		return nil
	case c.xml.Space() != c.space:
		c.find("schema-unknown", name, " is of namespace ", quote(c.xml.Space()), ", not of the message's")
		return nil
	}
	if e := o.next(name); e != nil {
		return e
	}
	return c.misplaced(o, name)
}

// anything meets the one element that may stand where any may.
func (c *checker) anything(o *open) {
	switch {
	case o.seen != 0:
		c.find("schema-many", c.xml.Name(), " stands where one element may, and one has")
	case o.of.any != "##any" && c.xml.Space() != o.of.any:
		c.find("schema-unknown", c.xml.Name(), " is of namespace ", quote(c.xml.Space()), ": want ", o.of.any)
	}
	o.seen = 1
}

// next goes on to an element where that is in order. Of required elements left out
// nothing is said yet: they may stand elsewhere.
func (o *open) next(name string) *element {
	slots := o.of.slots
	if o.times > 0 {
		if e := &slots[o.slot].of[o.choice]; e.name == name && (e.most == 0 || o.times < e.most) {
			o.times++
			return e
		}
	}
	from := o.slot
	if o.times > 0 {
		from++
	}
	for i := from; i < len(slots); i++ {
		for j := range slots[i].of {
			if e := &slots[i].of[j]; e.name == name {
				o.slot, o.choice, o.times = i, j, 1
				o.seen |= 1 << i
				return e
			}
		}
	}
	return nil
}

// misplaced tells what is wrong with an element that may not stand here.
func (c *checker) misplaced(o *open, name string) *element {
	for i := range o.of.slots {
		for j := range o.of.slots[i].of {
			e := &o.of.slots[i].of[j]
			if e.name != name {
				continue
			}
			last := &o.of.slots[o.slot].of[o.choice]
			switch {
			case e == last && e.most == 1:
				c.find("schema-many", name, " stands more than once")
			case e == last:
				c.find("schema-many", name, " stands more than ", strconv.Itoa(e.most), " times")
			case i == o.slot:
				c.find("schema-choice", name, " and ", last.name, " may not stand together: one of ", o.of.slots[i].names())
			case o.seen&(1<<i) != 0:
				c.find("schema-many", name, " stands again, after ", last.name)
			default:
				c.find("schema-order", name, " must stand before ", last.name)
			}
			o.seen |= 1 << i
			return e
		}
	}
	c.find("schema-unknown", name, " is unknown here: ", o.of.known(o))
	return nil
}

// text meets a value.
func (c *checker) text() {
	if c.pass > 0 || len(c.open) == 0 {
		return
	}
	o := &c.open[len(c.open)-1]
	switch {
	case o.of.any != "":
		c.find("schema-value", quote(string(c.xml.Text())), " stands where only elements may")
	case o.of.value == nil:
		c.find("schema-value", quote(string(c.xml.Text())), " stands where elements are wanted: ", o.of.names())
	case !o.told && !o.of.value.allows(c.xml.Text()):
		c.find("schema-value", quote(string(c.xml.Text())), " is not ", o.of.value.want())
	}
	o.told = true
}

// end closes an element; now it is known what is missing.
func (c *checker) end() {
	if c.pass > 0 {
		if c.xml.Depth() == c.pass {
			c.pass = 0
		}
		return
	}
	if len(c.open) == 0 {
		return
	}
	o := &c.open[len(c.open)-1]
	switch {
	case o.of.value != nil:
		if !o.told && !o.of.value.allows(nil) {
			c.find("schema-value", "an empty value is not ", o.of.value.want())
		}
	case o.of.any != "":
		if o.seen == 0 {
			c.find("schema-missing", "an element is missing: any may stand here")
		}
	default:
		c.missing(o)
	}
	c.open = c.open[:len(c.open)-1]
}

// missing tells the required elements that have not stood anywhere.
func (c *checker) missing(o *open) {
	for i := range o.of.slots {
		s := &o.of.slots[i]
		if s.optional || o.seen&(1<<i) != 0 {
			continue
		}
		if len(s.of) == 1 {
			c.find("schema-missing", s.names(), " is missing")
		} else {
			c.find("schema-missing", "one of ", s.names(), " is missing")
		}
	}
}

// attributes holds those of an element to its kind: an amount's currency must be there,
// nothing else may.
func (c *checker) attributes(k *kind) {
	found := false
	for _, a := range c.xml.Attrs() {
		switch {
		case k.attr != nil && a.Space == "" && a.Name == k.attr.name:
			found = true
			if v := k.attr.of.value; !v.allows(a.Value) {
				c.find("schema-value", a.Name, " ", quote(string(a.Value)), " is not ", v.want())
			}
		case a.Space == spaceInstance && (a.Name == "schemaLocation" || a.Name == "noNamespaceSchemaLocation"):
		default:
			c.find("schema-attribute", "the attribute ", a.Name, " may not stand on ", c.xml.Name())
		}
	}
	if k.attr != nil && !found {
		c.find("schema-attribute", "the attribute ", k.attr.name, " is missing on ", c.xml.Name(), ": ", k.attr.of.value.want())
	}
}

// find adds a finding where the reader stands. One for which there is no room is
// counted, and its words are not made.
func (c *checker) find(code string, words ...string) {
	if len(c.sum.Findings) >= c.limits.Findings {
		c.sum.MoreFindings++
		return
	}
	text := strings.Join(words, "")
	if c.message != "" {
		text += " (" + c.message + ")"
	}
	c.sum.Find(c.limits, formats.Finding{Origin: c.xml.Origin(), Code: code, Text: text})
}
