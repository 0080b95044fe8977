package sftp_test

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"girod/exchange/remote"
	"girod/exchange/sftp"
	"girod/exchange/sftp/sftptest"
)

const sshd = "/usr/sbin/sshd"

// keyFile makes a host key and keeps it where sshd can read it.
func keyFile(t testing.TB, path string) ssh.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// openSSH runs the real thing on a free port until the test ends. It gives the
// client's configuration, which pins the host key, and the path of that key.
func openSSH(t testing.TB, hostKey string) sftp.Config {
	t.Helper()
	if _, err := os.Stat(sshd); err != nil {
		t.Skip("no OpenSSH server here")
	}
	os.MkdirAll("/run/sshd", 0o755) // sshd started by root wants it; elsewhere it does not matter
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	customer := sftptest.NewKey(t)
	if err := os.WriteFile(filepath.Join(dir, "authorized"), []byte(sftptest.Pin(customer)), 0o600); err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().(*net.TCPAddr)
	free.Close()
	text := fmt.Sprintf("ListenAddress 127.0.0.1:%d\nHostKey %s\nAuthorizedKeysFile %s/authorized\nStrictModes no\nUsePAM no\n"+
		"PidFile none\nPermitRootLogin prohibit-password\nPasswordAuthentication no\nSubsystem sftp internal-sftp\nMaxSessions 1\n",
		addr.Port, hostKey, dir)
	conf := filepath.Join(dir, "sshd_config")
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(sshd, "-D", "-e", "-f", conf)
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	said := bufio.NewScanner(log)
	for said.Scan() {
		if strings.Contains(said.Text(), "Server listening") {
			go io.Copy(io.Discard, log)
			return sftp.Config{Addr: addr.String(), User: me.Username, Signer: customer}
		}
	}
	t.Fatal("sshd did not start listening")
	return sftp.Config{}
}

func TestOpenSSH(t *testing.T) {
	keys := t.TempDir()
	old, next := keyFile(t, filepath.Join(keys, "old")), keyFile(t, filepath.Join(keys, "next"))
	conf := openSSH(t, filepath.Join(keys, "old"))
	conf.HostKeys = []string{sftptest.Pin(old)}
	c, err := sftp.Dial(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, size := range []int{0, 10_000, 5_000_001} {
		path, want := filepath.Join(dir, fmt.Sprint(size)), noise(size)
		if err := errors.Join(put(t, c, path+".part", want), c.Rename(t.Context(), path+".part", path)); err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if _, err := c.Get(t.Context(), path, &got); err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Fatalf("%d bytes came back as %d: %v", size, got.Len(), err)
		}
	}
	a, b := filepath.Join(dir, "0"), filepath.Join(dir, "10000")
	if err := put(t, c, a, nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("put onto a file: %v", err)
	}
	if err := c.Rename(t.Context(), a, b); !errors.Is(err, fs.ErrExist) {
		t.Errorf("rename onto a file: %v", err)
	}
	if err := c.Remove(t.Context(), a); err != nil {
		t.Error(err)
	}
	if err := c.Remove(t.Context(), a); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("remove again: %v", err)
	}
	if list, err := c.List(t.Context(), dir); err != nil || len(list) != 2 {
		t.Errorf("list: %v, %v", list, err)
	}
	c.Close()

	// Case 28: the bank changes its key. Refused while only the old one is pinned,
	// refused when it was revoked, and taken when it was announced as the next.
	rotated := openSSH(t, filepath.Join(keys, "next"))
	rotated.HostKeys = []string{sftptest.Pin(old)}
	if _, err := sftp.Dial(t.Context(), rotated); !errors.Is(err, remote.ErrHostKey) {
		t.Errorf("changed key: %v", err)
	}
	rotated.HostKeys = []string{sftptest.Pin(old), sftptest.Pin(next), "@revoked * " + sftptest.Pin(next)}
	if _, err := sftp.Dial(t.Context(), rotated); !errors.Is(err, remote.ErrHostKey) {
		t.Errorf("revoked key: %v", err)
	}
	rotated.HostKeys = []string{sftptest.Pin(old), sftptest.Pin(next)}
	c, err = sftp.Dial(t.Context(), rotated)
	if err != nil {
		t.Fatalf("current and next: %v", err)
	}
	c.Close()
	rotated.Signer = sftptest.NewKey(t)
	if _, err := sftp.Dial(t.Context(), rotated); !errors.Is(err, remote.ErrAuth) {
		t.Errorf("an unknown client key: %v", err)
	}
}
