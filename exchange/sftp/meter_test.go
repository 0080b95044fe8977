package sftp

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"girod/exchange/remote"
)

// However the stream is cut into reads, the meter counts the same names and passes
// every byte on.
func TestMeterCounts(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var stream []byte
		names := 0
		for range rapid.IntRange(0, 20).Draw(r, "frames") {
			body := rapid.SliceOfN(rapid.Byte(), 1, 60).Draw(r, "body")
			if body[0] == frameName && len(body) >= 9 {
				body[0]++
			}
			if n := rapid.IntRange(-3, 9).Draw(r, "names"); n >= 0 {
				body = binary.BigEndian.AppendUint32([]byte{frameName, 0, 0, 0, 7}, uint32(n))
				body = append(body, make([]byte, n)...)
				names += n
			}
			stream = append(binary.BigEndian.AppendUint32(stream, uint32(len(body))), body...)
		}
		for _, from := range []io.Reader{bytes.NewReader(stream), iotest.OneByteReader(bytes.NewReader(stream)), iotest.HalfReader(bytes.NewReader(stream))} {
			m := &meter{from: from}
			m.begin(func() {}, func() {})
			passed, err := io.ReadAll(m)
			counted, _ := m.end()
			if err != nil || !bytes.Equal(passed, stream) || counted != names {
				r.Fatalf("counted %d of %d, %v", counted, names, err)
			}
		}
	})
}

// What a hostile server sends neither stops the meter nor passes it uncounted.
func FuzzMeter(f *testing.F) {
	f.Add([]byte{0, 0, 0, 9, frameName, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{0, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, frameName})
	f.Fuzz(func(t *testing.T, stream []byte) {
		m, stopped := &meter{from: bytes.NewReader(stream)}, false
		m.begin(func() { stopped = true }, func() {})
		io.Copy(io.Discard, m)
		if names, size := m.end(); (names > remote.MaxEntries || size > maxListing) != stopped {
			t.Errorf("%d names, %d bytes, stopped: %v", names, size, stopped)
		}
	})
}

// What a person pastes as a host key pins a key or is refused with words.
func FuzzPins(f *testing.F) {
	key := "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
	for _, line := range []string{key, key + " bank", "[h]:22 " + key, "@revoked * " + key, "@cert-authority * " + key, "no-pty " + key, "|1|a|b " + key, key + "\n" + key} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		p, err := readPins("h:22", []string{line})
		if err == nil && (len(p.good) != 1 || !strings.Contains(line, "AAAA")) {
			t.Errorf("%q pins %d keys", line, len(p.good))
		}
	})
}
