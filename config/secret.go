package config

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// maxSecret is more than any key or password.
const maxSecret = 64 << 10

// Secret is the content of a secret file. It prints as [redacted] under every verb and
// encoder, so that it cannot reach a log by accident.
type Secret struct{ text []byte }

// String, GoString and MarshalText keep the secret.
func (Secret) String() string               { return "[redacted]" }
func (Secret) GoString() string             { return "[redacted]" }
func (Secret) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// Reveal gives the secret to whoever must use it.
func (s Secret) Reveal() []byte { return s.text }

// SecretPath finds a secret file: a bare name is a systemd credential
// ($CREDENTIALS_DIRECTORY/NAME) when there is one, else a path beside the configuration.
func (c *Config) SecretPath(name string) string {
	if dir := os.Getenv("CREDENTIALS_DIRECTORY"); dir != "" && !strings.Contains(name, "/") {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return c.Path(name)
}

// Secret reads a secret file after checking it: a regular file with one link, owned by
// us or by root, readable by its owner only, in a directory that others cannot write to.
// Trailing line ends are dropped.
func (c *Config) Secret(name string) (Secret, error) {
	path := c.SecretPath(name)
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return Secret{}, fmt.Errorf("secret: %w", err)
	}
	defer f.Close()
	if err := checkSecret(f, path); err != nil {
		return Secret{}, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxSecret))
	if err != nil {
		return Secret{}, fmt.Errorf("secret: %w", err)
	}
	return Secret{[]byte(strings.TrimRight(string(b), "\r\n"))}, nil
}

// checkSecret looks at the open file, not at its name, so that it cannot be exchanged
// between the look and the reading.
func checkSecret(f *os.File, path string) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("secret: %w", err)
	}
	refuse := func(why, hint string) error {
		return fmt.Errorf("secret, %s: %s\nhint: %s", path, why, hint)
	}
	sys, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok || !info.Mode().IsRegular():
		return refuse("not a regular file", "name the file that holds the secret itself")
	case info.Mode().Perm()&0o077 != 0:
		return refuse(fmt.Sprintf("mode %04o lets others read it", info.Mode().Perm()), "chmod 0600 "+path)
	case sys.Nlink != 1:
		return refuse("has more than one link", "copy it to a file of its own")
	case int(sys.Uid) != os.Geteuid() && sys.Uid != 0:
		return refuse(fmt.Sprintf("owned by user %d, we are user %d", sys.Uid, os.Geteuid()), "chown it to the user girod runs as")
	}
	dir, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("secret: %w", err)
	}
	if dir.Mode().Perm()&0o022 != 0 && dir.Mode()&os.ModeSticky == 0 {
		return refuse("others can write to its directory", "chmod go-w "+filepath.Dir(path))
	}
	return nil
}
