package camt

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// schema is as much of an XML schema as says which element may stand where.
type schema map[string]map[string]string // type, element, its type

func loadSchema(t *testing.T, file string) schema {
	src, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	s, within := schema{}, ""
	for d := xml.NewDecoder(src); ; {
		tok, err := d.Token()
		if err != nil {
			return s
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		attr := func(name string) string {
			for _, a := range start.Attr {
				if a.Name.Local == name {
					return a.Value
				}
			}
			return ""
		}
		switch start.Name.Local {
		case "complexType":
			within = attr("name")
			s[within] = map[string]string{}
		case "element":
			if within != "" {
				s[within][attr("name")] = attr("type")
			}
		}
	}
}

// has tells whether the schema has an element at the end of a path, and whether that
// is a group or a leaf as we have it.
func (s schema) has(typ string, path []string, group bool) bool {
	for _, name := range path {
		next, ok := s[typ][name]
		if !ok {
			return false
		}
		typ = next
	}
	return group == (len(s[typ]) > 0)
}

// TestPlacesAgainstSchemas holds each line of the table to the schemas of all versions:
// a place exists in exactly the versions the line says.
func TestPlacesAgainstSchemas(t *testing.T) {
	dir := os.Getenv("GIROD_XSD")
	if dir == "" {
		t.Skip("GIROD_XSD is not set")
	}
	parts := map[string]string{"052": "Rpt", "053": "Stmt", "054": "Ntfctn"}
	for version := 1; version <= newestVersion; version++ {
		for _, p := range table {
			found := false
			for message, part := range parts {
				s := schemas(t, filepath.Join(dir, fmt.Sprintf("camt.%s.001.%02d.xsd", message, version)))
				top, rest, _ := strings.Cut(p.path, "/")
				detail := []string{part, "Ntry", "NtryDtls", "TxDtls"}
				if version == 1 {
					detail = []string{part, "Ntry", "TxDtls"}
				}
				above := map[string][]string{"GrpHdr": {"GrpHdr"}, "Stmt": {part}, "Ntry": {part, "Ntry"},
					"TxDtls": detail, "Strd": append(detail[:len(detail):len(detail)], "RmtInf", "Strd")}[top]
				for path := range strings.SplitSeq(rest, "|") {
					found = found || s.has(s.message(), append(above[:len(above):len(above)], strings.Split(path, "/")...), groups[p.tag])
				}
			}
			if own := version >= p.since && (p.upTo == 0 || version <= p.upTo); own != found {
				t.Errorf("version %02d: %s: the table says %v, the schema %v", version, p.path, own, found)
			}
		}
	}
}

// message finds the type of Document's child.
func (s schema) message() string {
	for _, typ := range s["Document"] {
		return typ
	}
	return ""
}

// child gives the name of Document's child.
func (s schema) child() string {
	for name := range s["Document"] {
		return name
	}
	return ""
}

var loaded = map[string]schema{}

func schemas(t *testing.T, file string) schema {
	if loaded[file] == nil {
		loaded[file] = loadSchema(t, file)
	}
	return loaded[file]
}
