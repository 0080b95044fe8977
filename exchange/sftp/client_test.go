package sftp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/ssh"

	"girod/exchange/remote"
	"girod/exchange/sftp"
	"girod/exchange/sftp/sftptest"
)

// dial connects to a test server that listens.
func dial(t testing.TB, s *sftptest.Server) *sftp.Client {
	t.Helper()
	c, err := sftp.Dial(t.Context(), config(s, s.Listen(t)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func config(s *sftptest.Server, addr string) sftp.Config {
	return sftp.Config{Addr: addr, User: "girod", Signer: s.Customer, HostKeys: []string{sftptest.Pin(s.Key)}}
}

// noise is bytes in which a missing or doubled stretch cannot hide.
func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(n)}).Read(b)
	return b
}

func put(t testing.TB, c *sftp.Client, path string, b []byte) error {
	t.Helper()
	return c.Put(t.Context(), path, bytes.NewReader(b), int64(len(b)))
}

func TestPutAndGet(t *testing.T) {
	for _, limits := range []bool{false, true} { // packets of 32 KiB, and OpenSSH's
		s := sftptest.New(t)
		if limits {
			s.Extensions = map[string]string{"limits@openssh.com": "1", "fsync@openssh.com": "1"}
		}
		c := dial(t, s)
		for _, size := range []int{0, 1, 32<<10 - 1, 32 << 10, 32<<10 + 1, 261_120, 261_121, 16*32<<10 + 7, 3 << 20} {
			if limits && size > 1<<20 {
				continue // the plain server below answers at most 32 KiB a read, which short reads cover
			}
			path, want := filepath.Join(s.Dir, fmt.Sprint("f", limits, size)), noise(size)
			if err := put(t, c, path, want); err != nil {
				t.Fatalf("put %d bytes: %v", size, err)
			}
			var got bytes.Buffer
			n, err := c.Get(t.Context(), path, &got)
			if err != nil || n != int64(size) || !bytes.Equal(got.Bytes(), want) {
				t.Fatalf("get %d bytes: %d, %v", size, n, err)
			}
		}
	}
}

// Case 3: a server may answer reads short; the library alone took that for
// the end of the file.
func TestShortReads(t *testing.T) {
	s := sftptest.New(t)
	c := dial(t, s)
	path, want := filepath.Join(s.Dir, "f"), noise(1<<20)
	if err := os.WriteFile(path, want, 0o600); err != nil {
		t.Fatal(err)
	}
	lengths := rand.New(rand.NewPCG(1, 2))
	var mu sync.Mutex
	for _, most := range []uint32{16 << 10, 32 << 10, 1000} {
		s.Misbehave(func(q sftptest.Question) (a sftptest.Answer) {
			if q.Kind != sftptest.Read {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			b := bytes.Clone(q.Body)
			asked := uint32(b[len(b)-4])<<24 | uint32(b[len(b)-3])<<16 | uint32(b[len(b)-2])<<8 | uint32(b[len(b)-1])
			n := min(asked, 1+lengths.Uint32N(most))
			copy(b[len(b)-4:], []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
			a.Instead = b
			return
		})
		var got bytes.Buffer
		if n, err := c.Get(t.Context(), path, &got); err != nil || n != 1<<20 || !bytes.Equal(got.Bytes(), want) {
			t.Fatalf("reads of at most %d: %d bytes, %v", most, n, err)
		}
	}
	// A server that ends the file early is found out.
	s.Misbehave(func(q sftptest.Question) (a sftptest.Answer) {
		if q.Kind == sftptest.Read && q.Nth > 5 {
			a.Say = sftptest.Status(1, "end of file")
		}
		return
	})
	var got bytes.Buffer
	if n, err := c.Get(t.Context(), path, &got); !errors.Is(err, sftp.ErrChanged) {
		t.Errorf("a file that ended early: %d bytes, %v", n, err)
	}
}

// Case 17: whatever the server refuses on the way of an upload, Put says so.
func TestPutRefused(t *testing.T) {
	for _, size := range []int{10_000, 32 << 10, 300_000} {
		writes := (size + 32<<10 - 1) / (32 << 10)
		faults := map[string]sftptest.Rule{
			"open":  refuse(sftptest.Open, 1),
			"fsync": refuse(sftptest.Extended, 1),
			"close": refuse(sftptest.Close, 1),
			"stat":  refuse(sftptest.Lstat, 1),
			"write answered end of file": func(q sftptest.Question) (a sftptest.Answer) {
				if q.Kind == sftptest.Write && q.Nth == 1 {
					a.Say = sftptest.Status(1, "end of file")
				}
				return
			},
			"last write said done and was not": func(q sftptest.Question) (a sftptest.Answer) {
				if q.Kind == sftptest.Write && q.Nth == writes {
					a.Say = sftptest.Status(0, "")
				}
				return
			},
		}
		for k := 1; k <= writes; k++ {
			faults[fmt.Sprintf("write %d of %d", k, writes)] = refuse(sftptest.Write, k)
		}
		s := sftptest.New(t)
		s.Extensions = map[string]string{"fsync@openssh.com": "1"}
		c := dial(t, s)
		for name, rule := range faults {
			s.Misbehave(rule)
			path := filepath.Join(s.Dir, strings.ReplaceAll(name, " ", "-"))
			if err := put(t, c, path, noise(size)); err == nil {
				t.Errorf("%d bytes, refused at %s: Put said nil", size, name)
			} else if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%d bytes, refused at %s: %v means something else", size, name, err)
			}
		}
	}
}

func refuse(kind sftptest.Kind, nth int) sftptest.Rule {
	return func(q sftptest.Question) (a sftptest.Answer) {
		if q.Kind == kind && q.Nth == nth {
			a.Refuse = "no"
		}
		return
	}
}

// Case 24: an upload makes a new file or none.
func TestPutIsExclusive(t *testing.T) {
	s := sftptest.New(t)
	c := dial(t, s)
	path := filepath.Join(s.Dir, "f")
	if err := put(t, c, path, []byte("first")); err != nil {
		t.Fatal(err)
	}
	if err := put(t, c, path, []byte("second")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("second put: %v", err)
	}
	if b, _ := os.ReadFile(path); string(b) != "first" {
		t.Errorf("the first file is now %q", b)
	}
}

// Case 18: the plain server below overwrites on rename, as some partners' do.
func TestRenameNeverOverwrites(t *testing.T) {
	s := sftptest.New(t)
	c := dial(t, s)
	posix := false
	s.Misbehave(func(q sftptest.Question) (a sftptest.Answer) {
		posix = posix || q.Kind == sftptest.Extended
		return
	})
	from, to := filepath.Join(s.Dir, "from"), filepath.Join(s.Dir, "to")
	for path, text := range map[string]string{from: "ours", to: "theirs"} {
		if err := put(t, c, path, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Rename(t.Context(), from, to); !errors.Is(err, fs.ErrExist) {
		t.Errorf("onto an existing file: %v", err)
	}
	if b, _ := os.ReadFile(to); string(b) != "theirs" {
		t.Errorf("the existing file is now %q", b)
	}
	if err := c.Remove(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if err := c.Rename(t.Context(), from, to); err != nil {
		t.Error(err)
	}
	if err := c.Rename(t.Context(), from, to+"2"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of a file that is gone: %v", err)
	}
	if posix {
		t.Error("posix-rename was used")
	}
}

// Case 19: an answer that was lost is no answer; the outcome is unknown and the
// file may well be there.
func TestLostAnswers(t *testing.T) {
	s := sftptest.New(t)
	addr := s.Listen(t)
	for _, kind := range []sftptest.Kind{sftptest.Rename, sftptest.Remove, sftptest.Close} {
		for _, done := range []bool{true, false} {
			c, err := sftp.Dial(t.Context(), config(s, addr))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(s.Dir, fmt.Sprint("lost", kind, done))
			if kind != sftptest.Close {
				if err := put(t, c, path, []byte("x")); err != nil {
					t.Fatal(err)
				}
			}
			s.Misbehave(func(q sftptest.Question) (a sftptest.Answer) {
				if q.Kind == kind {
					a.Lost, a.Cut = done, !done
				}
				return
			})
			switch kind {
			case sftptest.Rename:
				err = c.Rename(t.Context(), path, path+".new")
			case sftptest.Remove:
				err = c.Remove(t.Context(), path)
			default:
				err = put(t, c, path, []byte("x"))
			}
			if !errors.Is(err, sftp.ErrLost) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrExist) {
				t.Errorf("kind %d, done %v: %v", kind, done, err)
			}
			s.Misbehave(nil)
			c.Close()
			_, err = os.Stat(path + ".new")
			if kind == sftptest.Rename && (err == nil) != done {
				t.Errorf("rename done %v: %v", done, err)
			}
		}
	}
}

// Case 16 of the other direction, F16: a file that grows or is written again while
// it is read is not delivered as whole.
func TestGrowingFile(t *testing.T) {
	s := sftptest.New(t)
	c := dial(t, s)
	path := filepath.Join(s.Dir, "f")
	for name, change := range map[string]func() error{
		"grows":      func() error { return os.WriteFile(path, noise(200_001), 0o600) },
		"shrinks":    func() error { return os.Truncate(path, 100) },
		"same size":  func() error { return os.Chtimes(path, time.Time{}, time.Unix(1, 0)) },
		"disappears": func() error { return os.Remove(path) }, // an open file lives on: whole, and so allowed
	} {
		if err := os.WriteFile(path, noise(200_000), 0o600); err != nil {
			t.Fatal(err)
		}
		s.Misbehave(func(q sftptest.Question) (a sftptest.Answer) {
			if q.Kind == sftptest.Read && q.Nth == 3 {
				if err := change(); err != nil {
					t.Error(err)
				}
			}
			return
		})
		var got bytes.Buffer
		n, err := c.Get(t.Context(), path, &got)
		if name == "disappears" && err == nil && bytes.Equal(got.Bytes(), noise(200_000)) {
			continue
		}
		if !errors.Is(err, sftp.ErrChanged) && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
	}
}

// Case 30: a listing without an end is stopped, and an over-long name refused.
func TestHugeListing(t *testing.T) {
	s := sftptest.New(t)
	c := dial(t, s)
	batch := make([]string, 500)
	// An answer that is there before its asker waits for it may be taken although the
	// stop is there too: the library chooses between them by chance, each time anew. So
	// a listing always ends soon, and some listing ends at once.
	atOnce := false
	for attempt := 0; attempt < 5 && !atOnce; attempt++ {
		frames := 0
		s.Misbehave(func(q sftptest.Question) (a sftptest.Answer) {
			if q.Kind == sftptest.ReadDir {
				for i := range batch {
					batch[i] = fmt.Sprintf("file-%d-%d", q.Nth, i)
				}
				frames, a.Say = q.Nth, sftptest.Names(batch...)
			}
			return
		})
		list, err := c.List(t.Context(), s.Dir)
		if err != nil || len(list) < remote.MaxEntries*9/10 || len(list) > remote.MaxEntries {
			t.Errorf("endless listing: %d entries, %v", len(list), err)
		}
		most := remote.MaxEntries / len(batch)
		if frames > most+16 {
			t.Errorf("asked %d times", frames)
		}
		atOnce = frames <= most+2
	}
	if !atOnce {
		t.Error("none of five endless listings ended at once")
	}
	s.Misbehave(func(q sftptest.Question) (a sftptest.Answer) {
		if q.Kind == sftptest.ReadDir && q.Nth == 1 {
			a.Say = sftptest.Names(strings.Repeat("x", 256))
		}
		return
	})
	if _, err := c.List(t.Context(), s.Dir); err == nil {
		t.Error("a name of 256 bytes was taken")
	}
	s.Misbehave(nil)
	if err := put(t, c, filepath.Join(s.Dir, "one"), []byte("x")); err != nil {
		t.Fatal(err)
	}
	if list, err := c.List(t.Context(), s.Dir); err != nil || len(list) != 1 || list[0].Name != "one" || !list[0].Regular || list[0].Size != 1 {
		t.Errorf("after that: %v, %v", list, err)
	}
	if _, err := c.List(t.Context(), filepath.Join(s.Dir, "absent")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// Case 26: at whatever message the path goes dead, every call returns within the
// limit on silence. Time is the bubble's.
func TestBlackhole(t *testing.T) {
	server := sftptest.New(t)
	if err := os.WriteFile(filepath.Join(server.Dir, "bank"), noise(100_000), 0o600); err != nil {
		t.Fatal(err)
	}
	finished := 0
	for after := 1; finished == 0 && after < 500; after++ {
		synctest.Test(t, func(t *testing.T) {
			ours, theirs := sftptest.Pipe()
			mute := sftptest.NewMute(theirs, after)
			var serving sync.WaitGroup
			serving.Go(func() { server.Serve(mute) })
			defer serving.Wait()
			defer mute.Close()
			start := time.Now()
			conf := config(server, "bank:22")
			conf.Deadline = 10 * time.Second
			c, err := sftp.New(t.Context(), ours, conf)
			if err == nil {
				defer c.Close()
				err = errors.Join(
					c.Put(t.Context(), filepath.Join(server.Dir, fmt.Sprint("p", after)), bytes.NewReader(noise(70_000)), 70_000),
					func() error { _, err := c.List(t.Context(), server.Dir); return err }(),
					func() error {
						_, err := c.Get(t.Context(), filepath.Join(server.Dir, "bank"), &bytes.Buffer{})
						return err
					}())
			}
			if took := time.Since(start); took > 11*time.Second {
				t.Errorf("silence after read %d: everything took %v", after, took)
			}
			switch {
			case !mute.Muted() && err == nil:
				finished = after
			case mute.Muted() && err == nil && after < 5:
				t.Errorf("silence after read %d was not noticed", after)
			case err != nil && !errors.Is(err, sftp.ErrLost):
				t.Errorf("silence after read %d: %v", after, err)
			}
		})
	}
	if finished < 20 {
		t.Errorf("only %d messages; the test does not reach the transfers", finished)
	}
}

// Case 26 and 27: an idle connection is asked for life, and a dead one is known
// before it is needed.
func TestKeepAlive(t *testing.T) {
	server := sftptest.New(t)
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := sftptest.Pipe()
		mute := sftptest.NewMute(theirs, 0)
		var serving sync.WaitGroup
		serving.Go(func() { server.Serve(mute) })
		defer serving.Wait()
		defer mute.Close()
		c, err := sftp.New(t.Context(), ours, config(server, "bank:22"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		<-time.After(time.Hour)
		if _, err := c.Stat(t.Context(), server.Dir); err != nil {
			t.Errorf("after an idle hour: %v", err)
		}
		mute.Silence()
		<-time.After(2 * time.Minute)
		start := time.Now()
		if _, err := c.Stat(t.Context(), server.Dir); !errors.Is(err, sftp.ErrLost) || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("after silence: %v", err)
		}
		if took := time.Since(start); took > 0 {
			t.Errorf("a dead connection was asked for %v", took)
		}
	})
}

// A caller who gives up gets back at once, with the reason.
func TestGivenUp(t *testing.T) {
	s := sftptest.New(t)
	c := dial(t, s)
	ctx, give := context.WithCancelCause(t.Context())
	s.Misbehave(func(q sftptest.Question) sftptest.Answer {
		if q.Kind == sftptest.Lstat {
			give(errors.New("shutdown"))
		}
		return sftptest.Answer{Silent: true}
	})
	if _, err := c.Stat(ctx, s.Dir); !errors.Is(err, sftp.ErrLost) || !strings.Contains(err.Error(), "shutdown") {
		t.Error(err)
	}
}

// Case 28.
func TestHostKeys(t *testing.T) {
	s := sftptest.New(t)
	addr := s.Listen(t)
	other, third := sftptest.NewKey(t), sftptest.NewKey(t)
	host, port, _ := net.SplitHostPort(addr)
	known := func(k ssh.Signer) string { return fmt.Sprintf("[%s]:%s %s", host, port, sftptest.Pin(k)) }
	for name, c := range map[string]struct {
		pins []string
		ok   bool
	}{
		"pinned":                      {[]string{sftptest.Pin(s.Key)}, true},
		"current and next":            {[]string{sftptest.Pin(other), sftptest.Pin(s.Key)}, true},
		"known_hosts":                 {[]string{known(s.Key)}, true},
		"known_hosts with a comment":  {[]string{"# bank", known(s.Key)}, true},
		"another":                     {[]string{sftptest.Pin(other), sftptest.Pin(third)}, false},
		"known_hosts of another host": {[]string{"sftp.other.example " + sftptest.Pin(s.Key)}, false},
		"nothing":                     {nil, false},
		"revoked":                     {[]string{sftptest.Pin(s.Key), "@revoked * " + sftptest.Pin(s.Key)}, false},
		"revoked, next is good":       {[]string{sftptest.Pin(other), sftptest.Pin(s.Key), "@revoked * " + sftptest.Pin(s.Key)}, false},
		"revoked is another":          {[]string{sftptest.Pin(s.Key), "@revoked * " + sftptest.Pin(other)}, true},
		"authority":                   {[]string{"@cert-authority * " + sftptest.Pin(s.Key)}, false},
		"rubbish":                     {[]string{"trust me"}, false},
	} {
		conf := config(s, addr)
		conf.HostKeys = c.pins
		client, err := sftp.Dial(t.Context(), conf)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			client.Close()
		}
		if name == "another" {
			for _, want := range []ssh.Signer{s.Key, other, third} {
				if print := ssh.FingerprintSHA256(want.PublicKey()); !strings.Contains(err.Error(), print) {
					t.Errorf("%q does not name %s", err, print)
				}
			}
			if !errors.Is(err, remote.ErrHostKey) {
				t.Errorf("%v is no remote.ErrHostKey", err)
			}
		}
	}
}

// Case 29: a refused login says so by type; the caller counts them.
func TestLoginRefused(t *testing.T) {
	s := sftptest.New(t)
	conf := config(s, s.Listen(t))
	conf.Signer = sftptest.NewKey(t)
	if _, err := sftp.Dial(t.Context(), conf); !errors.Is(err, remote.ErrAuth) {
		t.Error(err)
	}
}

// RELIABILITY 4.2: what is below the floor is not spoken to.
func TestFloor(t *testing.T) {
	for name, weak := range map[string]ssh.Config{
		"key exchange": {KeyExchanges: []string{ssh.KeyExchangeDH14SHA256}},
		"cipher":       {Ciphers: []string{ssh.InsecureCipherAES128CBC}},
		"mac":          {Ciphers: []string{ssh.CipherAES256CTR}, MACs: []string{ssh.HMACSHA256}},
	} {
		s := sftptest.New(t)
		s.Config = weak
		if c, err := sftp.Dial(t.Context(), config(s, s.Listen(t))); err == nil {
			c.Close()
			t.Errorf("a weak %s was taken", name)
		}
	}
	for name, fine := range map[string]ssh.Config{
		"ctr":    {Ciphers: []string{ssh.CipherAES256CTR}, MACs: []string{ssh.HMACSHA512ETM}},
		"chacha": {Ciphers: []string{ssh.CipherChaCha20Poly1305}},
		"p256":   {KeyExchanges: []string{ssh.KeyExchangeECDHP256}},
	} {
		s := sftptest.New(t)
		s.Config = fine
		c, err := sftp.Dial(t.Context(), config(s, s.Listen(t)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c.Close()
	}
}

// Many files at once in one session.
func TestManyAtOnce(t *testing.T) {
	s := sftptest.New(t)
	c := dial(t, s)
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			path, want := filepath.Join(s.Dir, fmt.Sprint(i)), noise(1000*i)
			var got bytes.Buffer
			err := errors.Join(put(t, c, path+".part", want), c.Rename(t.Context(), path+".part", path))
			_, get := c.Get(t.Context(), path, &got)
			if err != nil || get != nil || !bytes.Equal(got.Bytes(), want) {
				t.Errorf("file %d: %v, %v", i, err, get)
			}
		})
	}
	all.Wait()
	if list, err := c.List(t.Context(), s.Dir); err != nil || len(list) != 64 {
		t.Errorf("%d files, %v", len(list), err)
	}
}
