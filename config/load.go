package config

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
)

// Example is the commented example file: the manual of the configuration.
//
//go:embed example.yaml
var Example string

// maxFile is more than any configuration a person writes.
const maxFile = 1 << 20

// Load reads, completes and checks a configuration file.
func Load(path string) (*Config, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w\nhint: girod example > %s writes a commented example to begin from", err, path)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("configuration, %s: larger than %d bytes", path, maxFile)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	c, err := Parse(b)
	if err != nil {
		return nil, fmt.Errorf("configuration, %s: %w", path, err)
	}
	c.path = path
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("configuration, %s: %w", path, err)
	}
	return c, nil
}

// Parse reads configuration text strictly and fills the defaults; it does not check
// the values.
func Parse(text []byte) (*Config, error) {
	c := Defaults()
	if err := yaml.UnmarshalWithOptions(text, c, yaml.Strict()); err != nil {
		var unknown *yaml.UnknownFieldError
		if errors.As(err, &unknown) {
			key := unknown.GetToken().Value
			return nil, fmt.Errorf("unknown key %q, did you mean %q?\n%w", key, nearest(key, Keys()), err)
		}
		return nil, err
	}
	for i := range c.Partners {
		c.Partners[i].partnerDefaults()
	}
	for i := range c.Tenants {
		c.Tenants[i].tenantDefaults()
	}
	for i := range c.Accounts {
		c.Accounts[i].accountDefaults()
	}
	return c, nil
}

// Path resolves a path of the configuration against the file's own directory.
func (c *Config) Path(p string) string {
	if p == "" || filepath.IsAbs(p) || c.path == "" {
		return p
	}
	return filepath.Join(filepath.Dir(c.path), p)
}

// DataPath is the data directory.
func (c *Config) DataPath() string { return c.Path(c.Data) }

// DatabaseURL is the database with a relative SQLite path resolved.
func (c *Config) DatabaseURL() string {
	if file, ok := strings.CutPrefix(c.Database, "sqlite:"); ok {
		return "sqlite:" + c.Path(file)
	}
	return c.Database
}

// Keys gives every key the file may hold, each once.
func Keys() []string {
	seen := map[string]bool{}
	var keys []string
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return
		}
		for i := range t.NumField() {
			key := t.Field(i).Tag.Get("yaml")
			if key == "" {
				continue
			}
			if !seen[key] {
				seen[key] = true
				keys = append(keys, key)
			}
			walk(t.Field(i).Type)
		}
	}
	walk(reflect.TypeFor[Config]())
	return keys
}

// nearest gives the word that takes the fewest changed letters; among equals the one of
// the same length, because two letters are most often exchanged.
func nearest(word string, words []string) string {
	best, least := "", 1<<30
	for _, w := range words {
		d := 2 * distance(strings.ToLower(word), strings.ToLower(w))
		if len(w) != len(word) {
			d++
		}
		if d < least {
			best, least = w, d
		}
	}
	return best
}

// distance is Levenshtein's: insertions, deletions and replacements.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
