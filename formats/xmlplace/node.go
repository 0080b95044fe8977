package xmlplace

import (
	"strconv"
	"strings"
)

// The bounds of the tree of paths: a message that used every element of camt.053 would
// need some four thousand paths and half a megabyte.
const (
	maxNodes = 1 << 14
	maxTree  = 8 << 20
	nodeSize = 384 // bytes of a node and its entry in the index, roughly
)

// node is an element path: the way from the root down to here, by names as they are
// written and by the namespace declarations made on the way. Elements of the same
// path share their node, so what has been checked of a name is checked for all.
type node struct {
	runs   []known
	hits   int
	tag    int32 // of its place
	wanted bool  // its text is told
	group  bool  // its Start and End are told
	parent *node
	place  *Place

	serial  int // ordinal of the element open here, over the whole file
	within  int // serial of the parent when ordinal was last counted
	ordinal int // among its siblings of the same path

	name            string // as written, prefix included
	first, follower *node  // what usually opens in it, and behind it (hint.go)
	spelled         *spelled

	declares string // the namespace declarations that stand on it, one spelling
	space    string
	local    string
	scope    *scope
	depth    int
	counted  bool
	misses   int

	children []*node
	index    map[string]*node // by key, once children are many
}

// scope is a chain of namespace declarations.
type scope struct {
	prefix, space string
	outer         *scope
	length        int
}

// maxScope bounds the chain, which is searched for each attribute with a prefix.
const maxScope = 128

func (s *scope) find(prefix string) (string, bool) {
	for ; s != nil; s = s.outer {
		if s.prefix == prefix {
			return s.space, true
		}
	}
	return "", prefix == ""
}

const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
)

// newTop is what stands around the root element.
func newTop() *node {
	return &node{scope: &scope{prefix: "xml", space: xmlSpace}} // bound in every document
}

// child finds a child that declares no namespaces, by its name as written.
func (n *node) child(name []byte) *node {
	if n.index != nil {
		return n.index[string(name)]
	}
	for _, c := range n.children {
		if c.name == string(name) && c.declares == "" {
			return c
		}
	}
	return nil
}

// key tells children apart: no name holds a blank.
func key(name, declares string) string {
	if declares == "" {
		return name
	}
	return name + " " + declares
}

// declaring finds a child by its name and declarations.
func (n *node) declaring(name []byte, declares string) *node {
	if declares == "" {
		return n.child(name)
	}
	if n.index != nil {
		return n.index[key(string(name), declares)]
	}
	for _, c := range n.children {
		if c.name == string(name) && c.declares == declares {
			return c
		}
	}
	return nil
}

func (n *node) add(c *node) {
	n.children = append(n.children, c)
	if n.index == nil && len(n.children) > 12 {
		n.index = make(map[string]*node)
		for _, c := range n.children {
			n.index[key(c.name, c.declares)] = c
		}
	}
	if n.index != nil {
		n.index[key(c.name, c.declares)] = c
	}
}

// enter counts an element among its siblings; it is called as Start is told.
func (n *node) enter(r *Reader) {
	r.serial++
	n.serial = r.serial
	if n.within != n.parent.serial {
		n.within, n.ordinal = n.parent.serial, 0
	}
	n.ordinal++
}

// path names the node from its outermost counted element on, or from the root.
func (n *node) path() string {
	var names []string
	counted := 0
	for ; n != nil && n.parent != nil; n = n.parent {
		name := n.local
		if n.counted {
			counted = len(names) + 1
		}
		if n.counted || n.ordinal > 1 {
			name += "[" + strconv.Itoa(max(n.ordinal, 1)) + "]"
		}
		names = append(names, name)
	}
	if counted > 0 {
		names = names[:counted]
	}
	var b strings.Builder
	for i := len(names) - 1; i >= 0; i-- {
		b.WriteString(names[i])
		if i > 0 {
			b.WriteByte('/')
		}
	}
	return b.String()
}
