package schema

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite schema.txt from the schemas in GIROD_XSD")

// The parts of an XML Schema that ISO's schemas use.
type (
	xsdFile struct {
		Elements []xsdElement `xml:"element"`
		Complex  []xsdComplex `xml:"complexType"`
		Simple   []xsdSimple  `xml:"simpleType"`
	}
	xsdElement struct {
		Name string `xml:"name,attr"`
		Type string `xml:"type,attr"`
		Min  string `xml:"minOccurs,attr"`
		Max  string `xml:"maxOccurs,attr"`
	}
	xsdComplex struct {
		Name     string       `xml:"name,attr"`
		Sequence *xsdParticle `xml:"sequence"`
		Choice   *xsdParticle `xml:"choice"`
		Extended *xsdExtended `xml:"simpleContent>extension"`
	}
	xsdExtended struct {
		Base      string `xml:"base,attr"`
		Attribute []struct {
			Name string `xml:"name,attr"`
			Type string `xml:"type,attr"`
		} `xml:"attribute"`
	}
	xsdParticle struct {
		XMLName   xml.Name
		Name      string        `xml:"name,attr"`
		Type      string        `xml:"type,attr"`
		Min       string        `xml:"minOccurs,attr"`
		Max       string        `xml:"maxOccurs,attr"`
		Namespace string        `xml:"namespace,attr"`
		Within    []xsdParticle `xml:",any"`
	}
	xsdSimple struct {
		Name        string `xml:"name,attr"`
		Restriction struct {
			Base   string `xml:"base,attr"`
			Facets []struct {
				XMLName xml.Name
				Value   string `xml:"value,attr"`
			} `xml:",any"`
		} `xml:"restriction"`
	}
)

// unread are old messages girod neither reads nor writes.
var unread = regexp.MustCompile(`^pain\.00[12]\.001\.0[12]\.xsd$`)

// schemas finds the schema files of the messages we know: those of GIROD_XSD, and of
// camt.029 and camt.055 those that moov's module carries.
func schemas(t testing.TB) map[string]string {
	folder := os.Getenv("GIROD_XSD")
	if folder == "" {
		t.Skip("GIROD_XSD is not set")
	}
	files := make(map[string]string)
	add := func(pattern string) {
		found, _ := filepath.Glob(pattern)
		for _, f := range found {
			if base := filepath.Base(f); !unread.MatchString(base) {
				files[strings.TrimSuffix(base, ".xsd")] = f
			}
		}
	}
	if moov, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/moov-io/iso20022").Output(); err == nil {
		add(filepath.Join(strings.TrimSpace(string(moov)), "docs/specifications/*/camt.029*.xsd"))
		add(filepath.Join(strings.TrimSpace(string(moov)), "docs/specifications/*/camt.055*.xsd"))
	}
	for _, family := range []string{"camt.05[234]", "pain.00[128]", "head.001"} {
		add(filepath.Join(folder, family+".*.xsd"))
	}
	return files
}

// TestTable holds schema.txt to the schemas it was made from; -update makes it.
func TestTable(t *testing.T) {
	files := schemas(t)
	g := &generator{variants: make(map[string][]string), lines: make(map[string]string)}
	var messages []string
	for message := range files {
		messages = append(messages, message)
	}
	slices.Sort(messages)
	var roots []string
	for _, m := range messages {
		roots = append(roots, g.schema(t, m, files[m]))
	}
	for _, line := range strings.Split(strings.TrimSpace(byHand), "\n") {
		name, body, _ := strings.Cut(line, ":")
		switch {
		case line[0] == '!':
			roots = append(roots, line)
		case g.lines[name] == "":
			g.lines[name] = ":" + body
		default:
			t.Errorf("%s need not be told by hand", name)
		}
	}
	slices.Sort(roots)
	var values, kinds []string
	for name, body := range g.lines {
		if strings.HasPrefix(body, "=") {
			values = append(values, name+" "+body)
		} else {
			kinds = append(kinds, name+body)
		}
	}
	slices.SortFunc(values, byName)
	slices.SortFunc(kinds, byName)
	var b bytes.Buffer
	b.WriteString(heading)
	for _, lines := range [][]string{values, kinds, roots} {
		b.WriteString("\n" + strings.Join(lines, "\n") + "\n")
	}
	if *update {
		if err := os.WriteFile("schema.txt", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if table != b.String() && !*update {
		t.Error("schema.txt is not what the schemas say: go test -update")
	}
}

const heading = `# What ISO 20022 says of the messages girod reads and writes; see doc.go for how to read it.
# Made by: GIROD_XSD=… go test ./formats/schema -run TestTable -update
`

func byName(a, b string) int {
	name := func(s string) string { return s[:strings.IndexAny(s, ": ")] }
	return cmp.Compare(name(a), name(b))
}

// generator collects the types of all schemas. Types of one name that differ, in
// themselves or in what they are made of, are numbered: Name, Name~2.
type generator struct {
	variants map[string][]string // bodies by name in the schemas
	lines    map[string]string   // bodies by name in the table

	complex  map[string]*xsdComplex // of the schema being read
	simple   map[string]*xsdSimple
	resolved map[string]string // names in the table by names in it
}

// schema gives the line of a message, having put all its types into the table.
func (g *generator) schema(t *testing.T, message, path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var f xsdFile
	if err := xml.Unmarshal(text, &f); err != nil {
		t.Fatal(message, err)
	}
	g.complex, g.simple, g.resolved = make(map[string]*xsdComplex), make(map[string]*xsdSimple), make(map[string]string)
	for i := range f.Complex {
		g.complex[f.Complex[i].Name] = &f.Complex[i]
	}
	for i := range f.Simple {
		g.simple[f.Simple[i].Name] = &f.Simple[i]
	}
	if len(f.Elements) != 1 {
		t.Fatalf("%s has %d root elements", message, len(f.Elements))
	}
	root := f.Elements[0]
	return "! " + message + " " + root.Name + g.content(g.complex[root.Type])
}

// name gives the name a type of the schema has in the table.
func (g *generator) name(of string) string {
	if name := g.resolved[of]; name != "" {
		return name
	}
	var body string
	if c := g.complex[of]; c != nil {
		body = g.content(c)
	} else {
		body = "= " + valueOf(g.simple[of])
	}
	at := slices.Index(g.variants[of], body)
	if at < 0 {
		at = len(g.variants[of])
		g.variants[of] = append(g.variants[of], body)
	}
	name := of
	if at > 0 {
		name = fmt.Sprintf("%s~%d", of, at+1)
	}
	g.resolved[of], g.lines[name] = name, body
	return name
}

func (g *generator) content(c *xsdComplex) string {
	switch {
	case c.Extended != nil:
		body := "= " + valueOf(g.simple[c.Extended.Base])
		for _, a := range c.Extended.Attribute {
			body += " @" + a.Name + " " + g.name(a.Type)
		}
		return body
	case c.Choice != nil:
		return ": " + g.choice(c.Choice)
	}
	var slots []string
	for i := range c.Sequence.Within {
		switch p := &c.Sequence.Within[i]; p.XMLName.Local {
		case "element":
			slots = append(slots, g.element(p))
		case "choice":
			slots = append(slots, g.choice(p))
		case "any":
			slots = append(slots, "any "+p.Namespace)
		default:
			panic("a schema with " + p.XMLName.Local)
		}
	}
	return ": " + strings.Join(slots, ", ")
}

func (g *generator) choice(c *xsdParticle) string {
	if c.Min != "" || c.Max != "" {
		panic("a choice that occurs " + c.Min + ".." + c.Max)
	}
	var all []string
	for i := range c.Within {
		all = append(all, g.element(&c.Within[i]))
	}
	if len(all) == 1 {
		return all[0]
	}
	return strings.Join(all, " | ")
}

func (g *generator) element(e *xsdParticle) string {
	if e.XMLName.Local != "element" {
		panic("a choice of " + e.XMLName.Local)
	}
	least, most := cmp.Or(e.Min, "1"), cmp.Or(e.Max, "1")
	times := map[string]string{"1..1": "", "0..1": "?", "0..unbounded": "*", "1..unbounded": "+"}
	mark, ok := times[least+".."+most]
	if !ok {
		mark = "{" + least + "," + most + "}"
	}
	return e.Name + mark + " " + g.name(e.Type)
}

// valueOf tells a simple type in the words of the table.
func valueOf(s *xsdSimple) string {
	facet := make(map[string]string)
	var codes []string
	for _, f := range s.Restriction.Facets {
		facet[f.XMLName.Local] = f.Value
		if f.XMLName.Local == "enumeration" {
			codes = append(codes, f.Value)
		}
	}
	base := strings.TrimPrefix(s.Restriction.Base, "xs:")
	switch {
	case len(codes) > 0:
		return "code " + strings.Join(codes, " ")
	case base == "string" && facet["pattern"] != "":
		return "form " + plain(facet["pattern"])
	case base == "string" && facet["maxLength"] != "":
		return "text " + facet["minLength"] + ".." + facet["maxLength"]
	case base == "string":
		return "text"
	case base == "base64Binary":
		return "base64 " + facet["minLength"] + ".." + facet["maxLength"]
	case base == "decimal":
		bounds := ""
		if facet["minInclusive"] != "" {
			bounds = " " + facet["minInclusive"] + ".." + facet["maxInclusive"]
		}
		return "decimal " + facet["totalDigits"] + "." + facet["fractionDigits"] + bounds
	case facet["pattern"] == ".*Z":
		return base + " Z"
	}
	return base
}

// plain writes a pattern in one way of several.
func plain(pattern string) string {
	pattern = regexp.MustCompile(`\{(\d+),(\d+)\}`).ReplaceAllStringFunc(pattern, func(count string) string {
		least, most, _ := strings.Cut(strings.Trim(count, "{}"), ",")
		switch {
		case least == most && least == "1":
			return ""
		case least == most:
			return "{" + least + "}"
		case count == "{0,1}":
			return "?"
		}
		return count
	})
	return strings.NewReplacer(`[\+]`, `\+`, "[+]", `\+`, " ", `\s`).Replace(pattern)
}
