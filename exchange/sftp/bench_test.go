package sftp_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"girod/exchange/sftp"
	"girod/exchange/sftp/sftptest"
)

// Small files cost round trips. Files of 10 kB over a path of 20 ms, put and
// renamed, 1 or 64 at a time in one session.
func BenchmarkSmallFiles(b *testing.B) {
	for _, atOnce := range []int{1, 64} {
		files := min(100, 8*atOnce)
		b.Run(fmt.Sprintf("%d-at-a-time-20ms", atOnce), func(b *testing.B) {
			s := sftptest.New(b)
			c := far(b, s)
			content := noise(10_000)
			for run := 0; b.Loop(); run++ {
				var all sync.WaitGroup
				turn := make(chan bool, atOnce)
				for i := range files {
					turn <- true
					all.Go(func() {
						path := filepath.Join(s.Dir, fmt.Sprintf("%d-%d", run, i))
						err := c.Put(b.Context(), path+".part", bytes.NewReader(content), int64(len(content)))
						if err = errors.Join(err, c.Rename(b.Context(), path+".part", path)); err != nil {
							b.Error(err)
						}
						<-turn
					})
				}
				all.Wait()
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*files), "ms/file")
		})
	}
}

// A large file over the same path: the window hides the distance.
func BenchmarkLargeFile(b *testing.B) {
	s := sftptest.New(b)
	c := far(b, s)
	content := noise(16 << 20)
	path := filepath.Join(s.Dir, "large")
	b.Run("put-20ms", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		for run := 0; b.Loop(); run++ {
			if err := c.Put(b.Context(), fmt.Sprint(path, run), bytes.NewReader(content), int64(len(content))); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("get-20ms", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		for b.Loop() {
			if _, err := c.Get(b.Context(), path+"0", io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func far(b *testing.B, s *sftptest.Server) *sftp.Client {
	b.Helper()
	c, err := sftp.Dial(b.Context(), config(s, sftptest.Far(b, s.Listen(b), 20*time.Millisecond)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	return c
}
