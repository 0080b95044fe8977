package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	moov "github.com/moov-io/iso20022/pkg/document"

	"girod/formats"
	"girod/formats/codec"
)

// BenchmarkDecode reads bank files with the real binary (girod inspect) as a whole
// process, and in the same rounds has others look at the same bytes: xmllint, SHA-256 in
// Go, and for a smaller file encoding/xml, moov-io/iso20022 and Python. It reports medians
// of the ratios of processor time (user and system), because that is what carries over
// from one machine to another, loaded or not.
//
//	GIROD_GENCAMT  the generator of payments; without it, skipped
//	GIROD_TX       payments in the large files (100000)
//	GIROD_ROUNDS   interleaved rounds (5)
//	GIROD_MOST     payments in the largest file whose memory is measured (1000000)
//	GIROD_DECODE   a directory to keep the files in
func BenchmarkDecode(b *testing.B) {
	gen := os.Getenv("GIROD_GENCAMT")
	if gen == "" {
		b.Skip("set GIROD_GENCAMT to the payment generator")
	}
	d := &decoding{landed: landed{B: b, dir: setting("GIROD_DECODE", b.TempDir()), tx: setting("GIROD_TX", "100000")}, gen: gen}
	d.xmllint, _ = exec.LookPath("xmllint")
	d.build()
	rounds := 5
	fmt.Sscan(setting("GIROD_ROUNDS", ""), &rounds)
	for _, version := range []string{"02", "08"} {
		for _, layout := range layouts {
			b.Run(version+"/"+layout.name, func(b *testing.B) {
				d.B = b
				path := d.made(version, layout.name, layout.arguments, layout.wider)
				for range b.N {
					d.ratios(path, rounds)
				}
			})
		}
	}
	b.Run("others", func(b *testing.B) {
		d.B = b
		for range b.N {
			d.others(d.small())
		}
	})
	b.Run("memory", func(b *testing.B) {
		d.B = b
		for range b.N {
			d.memory(setting("GIROD_MOST", "1000000"))
		}
	})
}

type decoding struct {
	landed
	gen string
}

// layouts are the same payments written otherwise. The last two are hostile: blanks that
// no program needs, before each tag as many as its depth asks for, or as chance will.
var layouts = []struct {
	name      string
	arguments []string
	wider     func(depth int) int
}{
	{"an-entry-each", []string{"--indent", "0"}, nil},
	{"one-entry", []string{"--indent", "-1", "--tx-per-entry", "0"}, nil},
	{"indented", []string{"--indent", "2"}, nil},
	{"far-indented", []string{"--indent", "-1"}, func(depth int) int { return 40 * depth }},
	{"random-blanks", []string{"--indent", "-1"}, func(int) int { return rand.IntN(60) }},
}

// made gives the path of a file, made unless it was kept.
func (d *decoding) made(version, name string, arguments []string, wider func(int) int) string {
	path := d.file(d.tx + "-" + version + "-" + name + ".xml")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	arguments = append([]string{"--tx", d.tx, "--version", version, "-o", path}, arguments...)
	if out, err := exec.Command(d.gen, arguments...).CombinedOutput(); err != nil {
		d.Fatalf("%v: %s", err, out)
	}
	if wider != nil {
		d.widened(path, wider)
	}
	return path
}

func (d *decoding) widened(path string, blanks func(depth int) int) {
	text, err := os.ReadFile(path)
	if err != nil {
		d.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		d.Fatal(err)
	}
	defer f.Close()
	if err := widen(bufio.NewWriterSize(f, 1<<20), text, blanks); err != nil {
		d.Fatal(err)
	}
}

// widen writes a document with a line end and blanks before each tag that follows a tag.
func widen(w *bufio.Writer, text []byte, blanks func(depth int) int) error {
	depth := 0
	for i, c := range text {
		if c == '<' {
			depth += step(text[i+1])
		}
		if c == '<' && i > 0 && text[i-1] == '>' {
			w.WriteByte('\n')
			w.WriteString(strings.Repeat(" ", max(0, blanks(depth))))
		}
		w.WriteByte(c)
	}
	return w.Flush()
}

// step tells what a tag does to the depth, by what follows its '<'.
func step(c byte) int {
	switch c {
	case '/':
		return -1
	case '?', '!':
		return 0
	}
	return 1
}

// spent runs a command and gives its processor time.
func (d *decoding) spent(cmd *exec.Cmd) time.Duration {
	if out, err := cmd.CombinedOutput(); err != nil {
		d.Fatalf("%v: %v: %.300s", cmd.Args, err, out)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

func (d *decoding) inspect(path string) *exec.Cmd {
	return exec.Command(d.file("girod"), "inspect", "--json", path)
}

// usual runs a way of reading a file that one would think of first, as a process of its own.
func (d *decoding) usual(way, path string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run", "^TestUsualWay$")
	cmd.Env = append(os.Environ(), "GIROD_USUAL="+way, "GIROD_FILE="+path)
	return cmd
}

func (d *decoding) ratios(path string, rounds int) {
	info, err := os.Stat(path)
	if err != nil {
		d.Fatal(err)
	}
	var decode, hash, lint []float64
	for range rounds {
		ours := d.spent(d.inspect(path))
		decode = append(decode, float64(info.Size())/1e6/ours.Seconds())
		hash = append(hash, ours.Seconds()/d.spent(d.usual("sha256", path)).Seconds())
		if d.xmllint != "" {
			lint = append(lint, d.spent(exec.Command(d.xmllint, "--stream", "--noout", path)).Seconds()/ours.Seconds())
		}
	}
	d.ReportMetric(median(decode), "MB/cpu-s")
	d.ReportMetric(median(hash), "÷sha256")
	if lint != nil {
		d.ReportMetric(median(lint), "xmllint÷")
	}
	d.ReportMetric(0, "ns/op")
}

// small makes a file the slow can finish too.
func (d *decoding) small() string {
	whole := d.tx
	defer func() { d.tx = whole }()
	d.tx = "5000"
	return d.made("08", "an-entry-each", []string{"--indent", "0"}, nil)
}

// others compares with what reads XML elsewhere: how many times as long each takes, the
// start of its process not counted (python's, and ours, is longer than the reading).
func (d *decoding) others(path string) {
	ours := d.reading(path)
	for _, way := range []string{"encoding/xml", "moov"} {
		began := time.Now()
		if err := usualWays[way](path); err != nil {
			d.Fatal(err)
		}
		d.ReportMetric(time.Since(began).Seconds()/ours.Seconds(), way+"÷")
	}
	if python, err := exec.LookPath("python3"); err == nil {
		nothing := d.spent(exec.Command(python, "-c", "import xml.etree.ElementTree"))
		all := d.spent(exec.Command(python, "-c", pythonWay, path))
		d.ReportMetric((all-nothing).Seconds()/ours.Seconds(), "python3÷")
	}
	d.ReportMetric(0, "ns/op")
}

const pythonWay = `
import sys, xml.etree.ElementTree as E
n = 0
for _, e in E.iterparse(sys.argv[1]):
    if e.tag.endswith('}Ntry'):
        n += len(e.findall('.//{*}TxDtls')); e.clear()
assert n == 5000, n
`

// reading takes the best time of some, in this process.
func (d *decoding) reading(path string) time.Duration {
	best := time.Hour
	for range 20 {
		began := time.Now()
		d.read(path)
		best = min(best, time.Since(began))
	}
	return best
}

func (d *decoding) read(path string) (payments int) {
	f, err := os.Open(path)
	if err != nil {
		d.Fatal(err)
	}
	defer f.Close()
	sum, err := codec.Read(f, path, formats.Limits{}, formats.Sink{Payment: func(*formats.Payment) error { payments++; return nil }})
	if err != nil || payments == 0 || sum.Details != payments {
		d.Fatal(payments, err)
	}
	return payments
}

// memory measures the most memory of a whole process for files of three sizes, all
// payments in one entry, and the allocations of reading the largest.
func (d *decoding) memory(most string) {
	defer func(whole string) { d.tx = whole }(d.tx)
	for _, d.tx = range []string{"1000", "100000", most} {
		path := d.made("08", "one-entry", []string{"--indent", "-1", "--tx-per-entry", "0"}, nil)
		d.ReportMetric(d.peak(d.inspect(path)), "MiB-"+d.tx)
		if d.tx == most {
			d.read(d.small()) // the table of a version is built once in a process
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			d.read(path)
			runtime.ReadMemStats(&after)
			d.ReportMetric(float64(after.Mallocs-before.Mallocs), "allocs-"+d.tx)
		}
	}
	d.ReportMetric(0, "ns/op")
}

// peak runs a command and gives the most memory it held, in MiB.
func (d *decoding) peak(cmd *exec.Cmd) float64 {
	if err := cmd.Start(); err != nil {
		d.Fatal(err)
	}
	ended := make(chan struct{})
	most := mostMemory(cmd.Process.Pid, ended)
	err := cmd.Wait()
	close(ended)
	if err != nil {
		d.Fatal(err)
	}
	return <-most
}

// mostMemory watches a process until it has ended and tells the most memory it held, in
// MiB. The kernel's figure for one that has ended would count what its parent held when it
// was born.
func mostMemory(pid int, ended <-chan struct{}) <-chan float64 {
	told := make(chan float64, 1)
	go func() {
		look := time.NewTicker(2 * time.Millisecond)
		defer look.Stop()
		most := 0.0
		for {
			select {
			case <-ended:
				told <- most
				return
			case <-look.C:
				status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
				if _, rest, ok := strings.Cut(string(status), "VmHWM:"); ok {
					var kib float64
					fmt.Sscan(rest, &kib)
					most = max(most, kib/1024)
				}
			}
		}
	}()
	return told
}

// TestUsualWay is the child of BenchmarkDecode: it reads one file one way.
func TestUsualWay(t *testing.T) {
	way, ok := usualWays[os.Getenv("GIROD_USUAL")]
	if !ok {
		t.Skip("only BenchmarkDecode runs it")
	}
	if err := way(os.Getenv("GIROD_FILE")); err != nil {
		t.Fatal(err)
	}
}

var usualWays = map[string]func(path string) error{
	"sha256": func(path string) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.CopyBuffer(onlyWriter{sha256.New()}, f, make([]byte, 256<<10))
		return err
	},
	"encoding/xml": func(path string) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return usualXML(bufio.NewReader(f))
	},
	"moov": func(path string) error {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, err = moov.ParseIso20022Document(text)
		return err
	},
}

// onlyWriter hides what else a writer can do, so that the buffer given is used.
type onlyWriter struct{ io.Writer }

// usualXML decodes one TxDtls after the other into a struct.
func usualXML(r io.Reader) error {
	type txDtls struct {
		Ref    string `xml:"Refs>AcctSvcrRef"`
		E2E    string `xml:"Refs>EndToEndId"`
		Amount string `xml:"Amt"`
		Side   string `xml:"CdtDbtInd"`
		Payer  string `xml:"RltdPties>Dbtr>Pty>Nm"`
		From   string `xml:"RltdPties>DbtrAcct>Id>IBAN"`
		OCR    string `xml:"RmtInf>Strd>CdtrRefInf>Ref"`
	}
	in := xml.NewDecoder(r)
	found := 0
	for {
		tok, err := in.Token()
		if err == io.EOF {
			if found == 0 {
				return fmt.Errorf("no payment")
			}
			return nil
		}
		if err != nil {
			return err
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "TxDtls" {
			var tx txDtls
			if err := in.DecodeElement(&tx, &s); err != nil {
				return err
			}
			found++
		}
	}
}

// TestWiden holds the hostile layouts to the same tags and texts.
func TestWiden(t *testing.T) {
	var b strings.Builder
	doc := "<?xml version=\"1.0\"?><a><b>1 </b><c></c></a>"
	err := widen(bufio.NewWriter(&b), []byte(doc), func(depth int) int { return depth })
	const want = "<?xml version=\"1.0\"?>\n <a>\n  <b>1 </b>\n  <c>\n </c>\n</a>"
	if err != nil || b.String() != want {
		t.Fatalf("%q, want %q", b.String(), want)
	}
}
