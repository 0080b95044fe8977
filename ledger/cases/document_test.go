package cases_test

import (
	"strings"
	"testing"

	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/ledgertest"
)

// TestAttachments refuses what is not what its name says; nothing that runs is taken.
//
// R-BST-55
func TestAttachments(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"scan.PDF", "%PDF-1.7 …", ""}, {"note.txt", "hej", ""}, {"photo.jpeg", "\xff\xd8\xff\xe0", ""}, {"e.xml", "\xef\xbb\xbf<?xml", ""},
		{"empty.txt", "", "E_ATTACHMENT_EMPTY"}, {"big.txt", strings.Repeat("x", cases.MaxAttachment+1), "E_ATTACHMENT_SIZE"},
		{"run.exe", "MZ", "E_ATTACHMENT_TYPE: want one of .csv .eml .jpeg"}, {"scan.pdf", "MZ", "E_ATTACHMENT_TYPE: its bytes are not"},
		{"note.txt", "a\x00b", "E_ATTACHMENT_TYPE: its bytes are no text"}, {"note.csv", "\xff\xfe", "E_ATTACHMENT_TYPE: its bytes are no text"},
	} {
		err := cases.CheckAttachment(tt.name, []byte(tt.body))
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// TestOfOneCase gives a document out by the case it stands on and by no other, and writes a
// cost on one invoice to the client.
func TestOfOneCase(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		digest := strings.Repeat("ab", 32)
		var list []cases.Case
		for _, number := range []string{"F-1", "F-2"} {
			list = append(list, person(t, book, ledger.Party{CustomerNo: number, Name: "Anna Ek", Country: "SE"},
				ledger.Invoice{Number: number, Ref: "1001" + number[2:], Issued: desk.Today.Add(-90), Due: desk.Today.Add(-60), Gross: 100_00}, cases.New{}))
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			if err := desk.Attach(tx, list[0].ID, cases.Document{Digest: digest, Name: "scan.pdf", Kind: cases.Scan}, ""); err != nil {
				return err
			}
			if got, err := list[0].Document(tx, digest[:10]); err != nil || got != digest {
				t.Errorf("its own case gives out %q, %v", got, err)
			}
			if got, err := list[1].Document(tx, digest[:10]); err == nil {
				t.Errorf("another case gives out %s", got)
			}
			id, err := desk.Charge(tx, list[0].ID, 50_00, "porto")
			if err == nil {
				err = desk.Bill(tx, id, "K-1", desk.Today)
			}
			if again := desk.Bill(tx, id, "K-2", desk.Today); again == nil || !strings.Contains(again.Error(), "it stands on K-1 already") {
				t.Errorf("billed twice: %v", again)
			}
			return err
		})
	})
}

// TestGather fills a page of what is rare, and Each walks all of it.
func TestGather(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		crowd(t, book, 30)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			query, all, paged := cases.Query{"department": "Norr"}, "", ""
			put := func(h cases.Hit) error { all += h.Number + " "; return nil }
			if err := desk.Each(tx, "eva", query, "", put); err != nil {
				return err
			}
			for after := ""; ; {
				page, err := desk.Gather(tx, "eva", query, cases.Paging{After: after, Limit: 4})
				if err != nil {
					return err
				}
				for _, h := range page.Hits {
					paged += h.Number + " "
				}
				if after = page.Next; after == "" {
					break
				}
				if len(page.Hits) != 4 {
					t.Errorf("a page of %d, want 4", len(page.Hits))
				}
			}
			if all != paged || strings.Count(all, " ") != 15 {
				t.Errorf("all %s\nby pages %s", all, paged)
			}
			if _, err := desk.Gather(tx, "eva", cases.Query{"name": "anders", "sort": "name"}, cases.Paging{After: "999999"}); err == nil {
				t.Error("a list went on from a case it does not have")
			}
			return nil
		})
	})
}
