package cases

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"girod/ledger"
)

// MaxAttachment bounds a file that a person puts on a case, in bytes.
const MaxAttachment = 20 << 20

// attachable are the files a case takes, by their names' ends and what their bytes begin
// with: nothing that runs.
var attachable = map[string][]string{
	".pdf": {"%PDF-"}, ".png": {"\x89PNG\r\n\x1a\n"}, ".jpg": {"\xff\xd8\xff"}, ".jpeg": {"\xff\xd8\xff"}, ".tif": {"II*\x00", "MM\x00*"}, ".tiff": {"II*\x00", "MM\x00*"},
	".xml": {"<?xml", "\xef\xbb\xbf<?xml"}, ".txt": nil, ".csv": nil, ".eml": nil,
}

// CheckAttachment refuses what is empty, too large, of no known type, or not of the type
// its name says.
func CheckAttachment(name string, body []byte) error {
	end := strings.ToLower(filepath.Ext(name))
	heads, known := attachable[end]
	switch {
	case len(body) == 0:
		return fmt.Errorf("%s: E_ATTACHMENT_EMPTY: there is nothing in it", name)
	case len(body) > MaxAttachment:
		return fmt.Errorf("%s: E_ATTACHMENT_SIZE: want at most %d MB", name, MaxAttachment>>20)
	case !known:
		return fmt.Errorf("%s: E_ATTACHMENT_TYPE: want one of %s", name, strings.Join(slices.Sorted(maps.Keys(attachable)), " "))
	case heads == nil && (!utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0):
		return fmt.Errorf("%s: E_ATTACHMENT_TYPE: its bytes are no text", name)
	case heads != nil && !slices.ContainsFunc(heads, func(h string) bool { return bytes.HasPrefix(body, []byte(h)) }):
		return fmt.Errorf("%s: E_ATTACHMENT_TYPE: its bytes are not of that type", name)
	}
	return nil
}

// Document gives the digest of a document that stands in the case's own history, by how it
// begins: no other case's is given out by it.
func (c Case) Document(tx *ledger.Tx, begins string) (string, error) {
	for after := ""; ; {
		page, next, err := c.History(tx, HistoryFilter{After: after, Limit: maxPage})
		if err != nil {
			return "", err
		}
		for _, h := range page {
			for _, d := range h.Documents {
				if strings.HasPrefix(d.Digest, begins) {
					return d.Digest, nil
				}
			}
		}
		if after = next; after == "" {
			return "", fmt.Errorf("case %s: %w: no document %s… stands in its history", c.Number, ErrNotFound, begins)
		}
	}
}
