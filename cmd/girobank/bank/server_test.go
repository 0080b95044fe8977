package bank_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"girod/cmd/girobank/bank"
	"girod/exchange/remote"
	"girod/exchange/sftp"
	"girod/exchange/sftp/sftptest"
)

// door opens a bank with two users and gives a client for each.
func door(t *testing.T, mode bank.Mode) (b *bank.Bank, customer, printer *sftp.Client) {
	t.Helper()
	mine, theirs := sftptest.NewKey(t), sftptest.NewKey(t)
	b = open(t, bank.Options{Mode: mode, Users: []bank.User{
		{Name: "bank", Bank: true, Keys: []string{sftptest.Pin(mine)}},
		{Name: "print", Inbox: "receipts", Outbox: "letters"}, // its key comes later, as a file
	}})
	s, err := b.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := os.WriteFile(filepath.Join(b.Folder("..", "users"), "print.pub"), []byte("# printer\n"+sftptest.Pin(theirs)), 0o600); err != nil {
		t.Fatal(err)
	}
	call := func(user string, key ssh.Signer) *sftp.Client {
		c, err := sftp.Dial(t.Context(), sftp.Config{Addr: s.Addr(), User: user, Signer: key, HostKeys: []string{s.HostKey()}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	if _, err := sftp.Dial(t.Context(), sftp.Config{Addr: s.Addr(), User: "print", Signer: mine, HostKeys: []string{s.HostKey()}}); !errors.Is(err, remote.ErrAuth) {
		t.Errorf("the customer's key opened the printer's folders: %v", err)
	}
	return b, call("bank", mine), call("print", theirs)
}

func put(c *sftp.Client, path, text string) error {
	return c.Put(context.Background(), path, strings.NewReader(text), int64(len(text)))
}

func TestDoor(t *testing.T) {
	ctx := t.Context()
	b, customer, printer := door(t, bank.Strict)
	text := order("M1", monday, want{"A", "100.00", giro, ""})
	if err := put(customer, "/outbox/o.xml.part", text); err != nil {
		t.Fatal(err)
	}
	if n, err := b.Collect(); n != 0 || err != nil {
		t.Errorf("an unfinished file was taken: %d, %v", n, err)
	}
	if err := customer.Rename(ctx, "/outbox/o.xml.part", "/outbox/o.xml"); err != nil {
		t.Fatal(err)
	}
	if _, err := customer.Stat(ctx, "/outbox/o.xml"); err != nil {
		t.Errorf("a strict bank leaves it until it looks: %v", err)
	}
	if n, err := b.Collect(); n != 1 || err != nil {
		t.Errorf("collect: %d, %v", n, err)
	}
	list, err := customer.List(ctx, "/inbox")
	if err != nil || len(list) != 2 {
		t.Fatalf("inbox: %v, %v", list, err)
	}
	slices.SortFunc(list, func(a, b remote.File) int { return strings.Compare(a.Name, b.Name) })
	var got bytes.Buffer
	if _, err := customer.Get(ctx, "/inbox/"+list[1].Name, &got); err != nil || !strings.Contains(got.String(), "<GrpSts>ACCP") {
		t.Errorf("%s, %v", got.String(), err)
	}
	if err := customer.Remove(ctx, "/inbox/"+list[1].Name); err != nil {
		t.Error(err)
	}
	// Nobody leaves their folders.
	for _, path := range []string{"/../print/letters", "../../books.json", "/../../host_key"} {
		if _, err := customer.Stat(ctx, path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", path, err)
		}
	}
	// The partner's letters are taken and kept as they are, and it is given files.
	if err := put(printer, "/letters/batch.csv", "a;b\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Collect(); err != nil {
		t.Fatal(err)
	}
	k := books(t, b)
	if f := k.Files[1]; f.User != "print" || f.Name != "batch.csv" || f.Size != 4 || f.Verdict != "taken" {
		t.Errorf("%+v", f)
	}
	if err := b.Give("print", "receipt.json", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if list, err := printer.List(ctx, "/receipts"); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}

// A thief has taken the file, executed it and answered before the customer hears
// that the rename was done (cases 19 and 23).
func TestThief(t *testing.T) {
	ctx := t.Context()
	b, customer, _ := door(t, bank.Careless+"+"+bank.Thief)
	if err := put(customer, "/outbox/o.xml.part", order("M1", monday, want{"A", "100.00", giro, ""})); err != nil {
		t.Fatal(err)
	}
	if err := customer.Rename(ctx, "/outbox/o.xml.part", "/outbox/o.xml"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/outbox/o.xml.part", "/outbox/o.xml"} {
		if _, err := customer.Stat(ctx, path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there: %v", path, err)
		}
	}
	if g := strings.Join(groups(answers(t, b)), ","); g != "ACTC,ACCP" || books(t, b).Transfers[0].State != bank.Executed {
		t.Errorf("answered %s", g)
	}
	// Careless as well: the same again, and the money is gone twice.
	if err := put(customer, "/outbox/again.part", order("M1", monday, want{"A", "100.00", giro, ""})); err != nil {
		t.Fatal(err)
	}
	if err := customer.Rename(ctx, "/outbox/again.part", "/outbox/again"); err != nil {
		t.Fatal(err)
	}
	if k := books(t, b); len(k.Transfers) != 2 || k.Ledgers[0].Balance != k.Ledgers[0].Account.Opening-200_00 {
		t.Errorf("%d transfers, balance %s", len(k.Transfers), k.Ledgers[0].Balance)
	}
}

func TestControl(t *testing.T) {
	dir := t.TempDir()
	if _, err := bank.Reach(dir); err == nil {
		t.Error("reached a bank that is not there")
	}
	b, err := bank.Open(dir, bank.Options{Today: monday})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	l, err := b.ListenControl()
	if err != nil {
		t.Fatal(err)
	}
	go func() { served <- b.ServeControl(ctx, l) }()
	use := func() {
		t.Helper()
		c, err := bank.Reach(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		k, err := c.Books()
		if err != nil {
			t.Fatal(err)
		}
		planned, err := c.Pay([]bank.Invoice{{Number: "1" + k.Today.String(), Ref: "10017", Amount: 5_00, Due: k.Today.Add(1), Habit: bank.Exact}})
		if err != nil || len(planned) != 1 {
			t.Errorf("pay: %v, %v", planned, err)
		}
		if err := c.Step(k.Today.Add(2)); err != nil {
			t.Error(err)
		}
		if err := c.Step(k.Today); err == nil {
			t.Error("stepped back")
		}
		if k, err = c.Books(); err != nil || k.Payments[len(k.Payments)-1].BookedOn == 0 {
			t.Errorf("books: %+v, %v", k, err)
		}
	}
	use() // as it is served by another
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	b.Close()
	use() // by itself
}
