package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // banks live in their own zones, whatever this machine knows
)

// memory lets the heap grow by a quarter before it is looked through for garbage. What is
// large in it, the index of open items, are tables without pointers, which cost nothing to
// look through; left at Go's own 100, a big file would take the memory of two.
const memory = 25

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(memory)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is girod without the process around it; tests call it too.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	t := &terminal{in: stdin, out: stdout, err: stderr, now: time.Now, color: isTerminal(stdout)}
	root := newRoot(t)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return t.exitCode(root.ExecuteContext(ctx))
}
