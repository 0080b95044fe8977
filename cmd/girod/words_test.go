package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"girod/formats"
	"girod/formats/money"
)

// TestLowerCamel writes names as the contract of --json has them.
func TestLowerCamel(t *testing.T) {
	for name, want := range map[string]string{
		"ID": "id", "MessageID": "messageId", "EndToEndID": "endToEndId", "BIC": "bic", "FromBIC": "fromBic", "VATNo": "vatNo", "OrgNo": "orgNo",
		"IBAN": "iban", "URL2": "url2", "Payee": "payee", "only-old": "onlyOld", "OriginalMessageID": "originalMessageId", "only_new": "onlyNew",
	} {
		if got := lowerCamel(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestWords writes an order with money of one currency within another.
func TestWords(t *testing.T) {
	var out bytes.Buffer
	g := formats.TransferGroup{ID: "P-1", On: 20260107, Payer: formats.Party{Name: "A <b>"}, Sum: 125000,
		Transfer: []formats.Transfer{{Amount: money.Of(125000, money.SEK)}}}
	if err := (&terminal{out: &out}).printWords(&g); err != nil {
		t.Fatal(err)
	}
	var v struct {
		ID       string
		On       string
		Sum      string
		Transfer []struct {
			Amount struct{ Amount, Currency string }
		}
	}
	if err := json.Unmarshal(out.Bytes(), &v); err != nil || v.ID != "P-1" || v.On != "2026-01-07" || v.Sum != "1250.00" ||
		v.Transfer[0].Amount.Amount != "1250.00" || v.Transfer[0].Amount.Currency != "SEK" {
		t.Errorf("%v: %+v\n%s", err, v, out.Bytes())
	}
	if err := camelKeys(out.Bytes()); err != nil {
		t.Error(err)
	}
}

var camel = regexp.MustCompile(`^[a-z][a-zA-Z0-9]*$`)

// camelKeys finds a key that is not lowerCamelCase in JSON values one after another.
func camelKeys(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	for d.More() {
		var v any
		if err := d.Decode(&v); err != nil {
			return fmt.Errorf("not JSON: %w", err)
		}
		if key := badKey(v); key != "" {
			return fmt.Errorf("key %q is not lowerCamelCase", key)
		}
	}
	return nil
}

func badKey(v any) string {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			if key := badKey(one); key != "" {
				return key
			}
		}
	case map[string]any:
		for key, one := range v {
			if !camel.MatchString(key) {
				return key
			}
			if key := badKey(one); key != "" {
				return key
			}
		}
	}
	return ""
}

// TestEverySampleSpeaks lists each real file, payment by payment and round a line, as JSON,
// and holds every key to the contract.
func TestEverySampleSpeaks(t *testing.T) {
	dirs := []string{filepath.Join("..", "..", "testdata", "samples")}
	if dir := os.Getenv("GIROD_SAMPLES"); dir != "" {
		dirs = append(dirs, dir)
	}
	n := 0
	speak := func(args ...string) {
		var out bytes.Buffer
		run(t.Context(), append([]string{"--json", "inspect"}, args...), nil, &out, io.Discard)
		if err := camelKeys(out.Bytes()); err != nil {
			t.Errorf("%v: %v", args, err)
		}
		n++
	}
	speak("--formats")
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if info, e := d.Info(); err != nil || e != nil || !d.Type().IsRegular() || info.Size() > 1<<20 {
				return err
			}
			speak("--payments", path)
			speak("--at", "20", path)
			return nil
		})
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Error(err)
		}
	}
	if n < 10 && os.Getenv("GIROD_SAMPLES") != "" {
		t.Errorf("only %d calls", n)
	}
}
