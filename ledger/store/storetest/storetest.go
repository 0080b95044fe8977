// Package storetest gives a test a fresh, migrated database of each kind we keep.
//
// SQLite is a file in the test's own folder. PostgreSQL is the server that
// GIROD_POSTGRES names (a DSN whose user may create databases), or else a private
// server on a unix socket: it is started once for each test process from the binaries
// found on the PATH or in Debian's place, and ends with the process, however that
// ends. Where there is no PostgreSQL the sub-test is skipped, and with
// GIROD_REQUIRE_POSTGRES set it fails instead.
package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"girod/ledger/store"
)

// Each runs fn as a sub-test on a fresh SQLite and on a fresh PostgreSQL database.
func Each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// SQLite gives a fresh SQLite database, closed when the test ends.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	file, err := migratedFile()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "girod.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return opened(t, store.Open, "sqlite:"+path)
}

// Postgres gives a fresh PostgreSQL database, dropped when the test ends.
func Postgres(t testing.TB) *store.DB {
	t.Helper()
	here := reach(t)
	if here.end == nil { // nothing may be left behind on a server that is not ours
		return opened(t, store.Create, here.database(t, "template0"))
	}
	template, err := migratedDatabase()
	if err != nil {
		t.Fatal(err)
	}
	return opened(t, store.Open, here.database(t, template))
}

// PostgresURL gives the URL of an empty PostgreSQL database, dropped when the test ends.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return reach(t).database(t, "template0")
}

// migratedFile is what a database of SQLite holds on its first day. Bringing up the schema
// costs more than most tests do, so it is done once for each process, and copied.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "girodlite")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "girod.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// migratedDatabase is the same on our own server: the name of a database to copy.
var migratedDatabase = sync.OnceValues(func() (string, error) {
	here, err := server()
	if err != nil {
		return "", err
	}
	const name = "girod_migrated"
	if err := here.admin("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		return "", err
	}
	url, err := here.url(name)
	if err != nil {
		return "", err
	}
	return name, migrate(url)
})

func migrate(url string) error {
	db, err := store.Create(context.Background(), url)
	if err != nil {
		return err
	}
	return db.Close()
}

func opened(t testing.TB, open func(context.Context, string) (*store.DB, error), url string) *store.DB {
	t.Helper()
	db, err := open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// reach gives the server, or ends the test.
func reach(t testing.TB) running {
	t.Helper()
	here, err := server()
	switch {
	case errors.Is(err, errAbsent) && os.Getenv("GIROD_REQUIRE_POSTGRES") == "":
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	return here
}

// running is a server: how to reach it, and if it is ours our end of the pipe it lives by,
// which must stay reachable or the collector would close it.
type running struct {
	dsn string
	end io.Closer
}

var count atomic.Int64

// database copies one and gives the URL of the copy.
func (r running) database(t testing.TB, template string) string {
	t.Helper()
	name := fmt.Sprintf("girod_test_%d_%d", os.Getpid(), count.Add(1))
	if err := r.admin("CREATE DATABASE " + name + " TEMPLATE " + template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.admin("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	url, err := r.url(name)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func (r running) url(name string) (string, error) {
	config, err := pgx.ParseConfig(r.dsn)
	if err != nil {
		return "", err
	}
	url := fmt.Sprintf("postgres:host=%s port=%d user=%s dbname=%s", config.Host, config.Port, config.User, name)
	if config.Password != "" {
		url += " password='" + strings.ReplaceAll(config.Password, "'", `\'`) + "'"
	}
	return url, nil
}

func (r running) admin(statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, r.dsn)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

var errAbsent = errors.New("no PostgreSQL here: set GIROD_POSTGRES or install its server")

// server gives the one server of this process.
var server = sync.OnceValues(func() (running, error) {
	if dsn := os.Getenv("GIROD_POSTGRES"); dsn != "" {
		return running{dsn: dsn}, nil
	}
	bin, err := binaries()
	if err != nil {
		return running{}, err
	}
	return start(bin)
})

// binaries finds the folder that holds both initdb and pg_ctl.
func binaries() (string, error) {
	folders := filepath.SplitList(os.Getenv("PATH"))
	debian, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(debian) // the newest version first
	for _, folder := range append(folders, debian...) {
		_, initdb := os.Stat(filepath.Join(folder, "initdb"))
		_, ctl := os.Stat(filepath.Join(folder, "pg_ctl"))
		if initdb == nil && ctl == nil {
			return folder, nil
		}
	}
	return "", errAbsent
}

// life is the server's whole life: it ends when our end of its standard input closes,
// which the kernel does for us when this process is gone. It need not survive the machine,
// so it waits for no disk.
const life = `
"$0/initdb" -D "$1/data" -U girod --auth=trust --no-sync -E UTF8 --locale=C >"$1/initdb.log" 2>&1 || { cat "$1/initdb.log"; exit 1; }
"$0/pg_ctl" -D "$1/data" -w -l "$1/log" -o "-k $1 -c listen_addresses= -c max_wal_size=4GB -c shared_buffers=128MB -c fsync=off -c full_page_writes=off" start >/dev/null 2>&1 || { cat "$1/log"; exit 1; }
echo ready
read end
"$0/pg_ctl" -D "$1/data" -m immediate stop >/dev/null 2>&1
rm -rf "$1"
`

func start(bin string) (running, error) {
	dir, err := os.MkdirTemp("", "girodpg") // short: a socket's path has 107 bytes
	if err != nil {
		return running{}, err
	}
	cmd := exec.Command("/bin/sh", "-c", life, bin, dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt from the keyboard is ours alone
	if os.Geteuid() == 0 {                                // the server refuses to run as root
		if err := become(cmd, dir); err != nil {
			return running{}, err
		}
	}
	end, err := cmd.StdinPipe()
	if err != nil {
		return running{}, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return running{}, err
	}
	if err := cmd.Start(); err != nil {
		return running{}, err
	}
	lines := bufio.NewScanner(out)
	var said []string
	for lines.Scan() {
		if lines.Text() == "ready" {
			return running{"host=" + dir + " port=5432 user=girod dbname=postgres", end}, nil
		}
		said = append(said, lines.Text())
	}
	return running{}, fmt.Errorf("PostgreSQL did not start: %s", strings.Join(said, "\n"))
}

// become makes the server run as the user Debian's package made for it.
func become(cmd *exec.Cmd, dir string) error {
	u, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("%w: running as root, and there is no user postgres", errAbsent)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(dir, uid, gid)
}
