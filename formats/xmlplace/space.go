package xmlplace

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func itoa(n int) string { return strconv.Itoa(n) }

// intern gives the string of an attribute's name; the same few come again and again.
func (r *Reader) intern(name []byte) string {
	if s, ok := r.names[string(name)]; ok {
		return s
	}
	s := string(name)
	if r.names == nil {
		r.names = make(map[string]string)
	}
	if r.grow(len(s)) {
		r.names[s] = s
	}
	return s
}

// grow accounts for what is kept of the names in a file, and tells whether there is
// room for it.
func (r *Reader) grow(bytes int) bool {
	if r.tree += nodeSize + bytes; r.tree <= maxTree {
		return true
	}
	r.tree -= nodeSize + bytes
	return false
}

// element gives the node of a child of the innermost element: the one known by this
// spelling, or a new one whose name and namespace have been checked.
func (r *Reader) element(name []byte, declared []Attr) (*node, error) {
	declares := spelling(declared)
	if n := r.node.declaring(name, declares); n != nil {
		return n, nil
	}
	if err := r.checkName(string(name)); err != nil {
		return nil, err
	}
	if r.nodes++; r.nodes > maxNodes || !r.grow(2*(len(name)+len(declares))) {
		return nil, r.tooMany("xml-names", "different element paths", maxNodes)
	}
	if r.node.depth >= r.limits.Depth {
		return nil, r.tooMany("xml-depth", "elements within one another", r.limits.Depth)
	}
	n := &node{parent: r.node, name: string(name), declares: declares, scope: r.node.scope, depth: r.node.depth + 1}
	if err := r.declare(n, declared); err != nil {
		return nil, err
	}
	prefix, local := split(n.name)
	space, ok := n.scope.find(prefix)
	if !ok || prefix == "xmlns" {
		return nil, r.refuse(r.pos, "xml-namespace", n.name, "a prefix that has been declared by xmlns:"+prefix)
	}
	n.space, n.local, n.counted = space, local, r.counts[local]
	r.settle(n)
	r.node.add(n)
	return n, nil
}

// settle finds the place of a new node.
func (r *Reader) settle(n *node) {
	if r.root == nil {
		n.wanted = true
		return
	}
	up := n.parent
	switch {
	case up.place != nil && up.space == n.space:
		n.place = up.place.under[n.local]
	case !up.inside(func(u *node) bool { return u.place != nil }):
		n.place = r.root(n.space, n.local)
	}
	if n.place != nil {
		n.tag, n.wanted, n.group, n.counted = int32(n.place.tag), n.place.leaf(), n.place.group, n.place.counted
	}
}

// inside tells whether a node or one around it is such.
func (n *node) inside(such func(*node) bool) bool {
	for ; n != nil; n = n.parent {
		if such(n) {
			return true
		}
	}
	return false
}

// spelling makes one string of namespace declarations; no value holds a zero byte.
func spelling(declared []Attr) string {
	if len(declared) == 0 {
		return ""
	}
	var b strings.Builder
	for _, d := range declared {
		b.WriteString(d.Name)
		b.WriteByte(0)
		b.Write(d.Value)
		b.WriteByte(0)
	}
	return b.String()
}

// declare opens the scopes of an element's namespace declarations (Namespaces in XML
// 1.0, 3 and 5).
func (r *Reader) declare(n *node, declared []Attr) error {
	for i, d := range declared {
		for _, e := range declared[:i] {
			if e.Name == d.Name {
				return r.refuse(r.pos, "xml-duplicate-attribute", d.Name, "each attribute once in a tag")
			}
		}
		if d.Name != "xmlns" {
			if err := r.checkName(d.Name); err != nil {
				return err
			}
		}
		prefix, space := strings.TrimPrefix(strings.TrimPrefix(d.Name, "xmlns"), ":"), string(d.Value)
		switch {
		case prefix == "xmlns", space == xmlnsSpace, (prefix == "xml") != (space == xmlSpace):
			return r.refuse(r.pos, "xml-namespace", d.Name+"="+space, "a declaration that leaves xml and xmlns alone")
		case prefix != "" && space == "":
			return r.refuse(r.pos, "xml-namespace", d.Name, "a namespace for the prefix: it cannot be undeclared")
		}
		if n.scope = (&scope{prefix, space, n.scope, n.scope.length + 1}); n.scope.length > maxScope {
			return r.tooMany("xml-namespaces", "namespace declarations within one another", maxScope)
		}
	}
	return nil
}

// resolve finds the namespaces of attributes and refuses one that stands twice.
func (r *Reader) resolve(n *node, attrs []Attr) error {
	for i := range attrs {
		a := &attrs[i]
		if err := r.checkName(a.Name); err != nil {
			return err
		}
		if prefix, local := split(a.Name); prefix != "" {
			space, ok := n.scope.find(prefix)
			if !ok {
				return r.refuse(r.pos, "xml-namespace", a.Name, "a prefix that has been declared by xmlns:"+prefix)
			}
			a.Space, a.Name = space, local
		}
		for _, b := range attrs[:i] {
			if a.Name == b.Name && a.Space == b.Space {
				return r.refuse(r.pos, "xml-duplicate-attribute", a.Name, "each attribute once in a tag")
			}
		}
	}
	return nil
}

func split(name string) (prefix, local string) {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok {
		return "", name
	}
	return prefix, local
}

// checkName holds a name to XML 1.0 [4] [4a] and to one colon at most, within.
func (r *Reader) checkName(name string) error {
	colon := false
	first := true
	for i, c := range name {
		switch {
		case c == utf8.RuneError && !strings.HasPrefix(name[i:], "\uFFFD"):
			return r.refuse(r.pos, "xml-utf8", r.around(r.pos), "UTF-8 in a name")
		case c == ':' && !colon && !first:
			colon, first = true, true
			continue
		case c == ':', first && !nameStart(c), !nameStart(c) && !nameRest(c):
			return r.refuse(r.pos, "xml-name", r.around(r.pos), "a name of XML")
		}
		first = false
	}
	if first {
		return r.refuse(r.pos, "xml-name", r.around(r.pos), "a name of XML")
	}
	return nil
}

func nameStart(c rune) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
		return true
	case c < 0xC0:
		return false
	}
	return c != 0xD7 && c != 0xF7 && (c <= 0x2FF || 0x370 <= c && c <= 0x1FFF && c != 0x37E ||
		c == 0x200C || c == 0x200D || 0x2070 <= c && c <= 0x218F || 0x2C00 <= c && c <= 0x2FEF ||
		0x3001 <= c && c <= 0xD7FF || 0xF900 <= c && c <= 0xFDCF || 0xFDF0 <= c && c <= 0xFFFD ||
		0x10000 <= c && c <= 0xEFFFF)
}

func nameRest(c rune) bool {
	return '0' <= c && c <= '9' || c == '-' || c == '.' || c == 0xB7 || 0x300 <= c && c <= 0x36F || c == 0x203F || c == 0x2040
}
