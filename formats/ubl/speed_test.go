package ubl_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"girod/formats"
	"girod/formats/ubl"
)

func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join(samples, "*.xml"))
	if err != nil || len(paths) < 8 {
		f.Fatal(paths, err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		n, lines := 0, 0
		var payable int64
		sum, err := ubl.Documents(bytes.NewReader(file), formats.Limits{}, func(d *ubl.Document) error {
			n++
			i := d.Invoice()
			lines, payable = lines+len(i.Lines), payable+i.Payable
			if i.Number == "" || !i.Issued.Valid() || i.Currency.Decimals() < 0 {
				t.Errorf("%+v", i)
			}
			for _, a := range i.Attachments {
				if _, err := a.Decode(); err == nil && a.Base64 == "" && a.URI == "" {
					t.Errorf("an attachment of nothing: %+v", a)
				}
			}
			twice(t, d)
			return nil
		})
		var refused *formats.Error
		switch {
		case err != nil && !errors.As(err, &refused):
			t.Errorf("an error that is no refusal: %v", err)
		case err == nil:
			var total int64
			for _, in := range sum.Totals {
				total += in.Credit + in.Debit
			}
			if n != sum.Entries || lines != sum.Details || payable != total {
				t.Errorf("%d documents, %d lines and %d told; counted %+v", n, lines, payable, sum)
			}
		}
	})
}

// twice holds that a document we write is read as the same document.
func twice(t *testing.T, d *ubl.Document) {
	t.Helper()
	var b bytes.Buffer
	if err := ubl.WriteDocument(&b, d); err != nil {
		return // it breaks a rule
	}
	back, _ := readAll(t, b.Bytes())
	same(t, d, back)
}

// batch is many invoices in one file, as a billing system hands them over.
func batch(b *testing.B, n int) []byte {
	b.Helper()
	var one, all bytes.Buffer
	if err := ubl.WriteDocument(&one, full()); err != nil {
		b.Fatal(err)
	}
	_, body, _ := bytes.Cut(one.Bytes(), []byte("\n"))
	all.WriteString("<batch>\n")
	for range n {
		all.Write(body)
	}
	all.WriteString("</batch>\n")
	return all.Bytes()
}

func BenchmarkRead(b *testing.B) {
	const n = 500
	file := batch(b, n)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		sum, err := ubl.Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{Invoice: func(*formats.Invoice) error { return nil }})
		if err != nil || sum.Entries != n || len(sum.Findings) > 0 {
			b.Fatal(sum, err)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "invoices/s")
}

func BenchmarkWrite(b *testing.B) {
	d := full()
	var size bytes.Buffer
	if err := ubl.WriteDocument(&size, d); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := ubl.WriteDocument(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "invoices/s")
}
