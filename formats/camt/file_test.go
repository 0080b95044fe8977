package camt

import (
	"os"
	"runtime"
	"testing"

	"girod/formats"
)

// TestFile reads the file that GIROD_CAMT names, such as one of gen-camt's, and says
// what it took.
func TestFile(t *testing.T) {
	name := os.Getenv("GIROD_CAMT")
	if name == "" {
		t.Skip("GIROD_CAMT is not set")
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpu()
	sum, err := Read(f, formats.Limits{}, formats.Sink{})
	used := cpu() - start
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d entries, %d payments, %d findings: %.3f s of processor, %.0f MB/s, %d allocations, %d KiB of heap from the system",
		sum.Entries, sum.Details, len(sum.Findings), float64(used)/1e9, float64(info.Size())/float64(used)*1000, after.Mallocs-before.Mallocs, after.HeapSys>>10)
	for _, f := range sum.Findings {
		t.Logf("%v %s %s", f.Origin, f.Code, f.Text)
	}
}
