package bank

import (
	"bytes"
	"embed"
	"encoding/xml"
	"text/template"
)

// The forms are the messages as they stand in the schema, with holes. One form
// serves both versions the bank writes; where they differ, .New chooses.
//
//go:embed forms/*.xml
var formFiles embed.FS

var forms = template.Must(template.New("").Funcs(template.FuncMap{"x": escape, "cut": cut, "size": Amount.size, "side": Amount.side}).
	ParseFS(formFiles, "forms/*.xml"))

// fill fills a form. Text goes into it only through x, which escapes.
func fill(form string, with any) ([]byte, error) {
	var out bytes.Buffer
	if err := forms.ExecuteTemplate(&out, form, with); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// escape writes text so that it is text in XML, whatever a payer wrote.
func escape(s string) (string, error) {
	var out bytes.Buffer
	err := xml.EscapeText(&out, []byte(s))
	return out.String(), err
}

// cut keeps the first n characters, as the schema demands.
func cut(n int, s string) string {
	runes := []rune(s)
	return string(runes[:min(n, len(runes))])
}
