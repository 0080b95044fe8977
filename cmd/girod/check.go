package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"girod/config"
	"girod/exchange"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/report"
)

func checkCommand(t *terminal) *cobra.Command {
	var connect bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "look at everything girod needs, and with --connect at each partner",
		Args:  exactly(0, "no arguments"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return t.check(cmd.Context(), connect) },
	}
	cmd.Flags().BoolVar(&connect, "connect", false, "also each partner: host key, login, directories")
	return cmd
}

// found is one thing that check looked at.
type found struct {
	What string `json:"what"`
	OK   bool   `json:"ok"`
	Text string `json:"text"`
}

// check looks at one thing after another and tells of each, so that a person sees all
// that is wrong at once.
func (t *terminal) check(ctx context.Context, connect bool) error {
	var all []found
	look := func(what string, fn func() (string, error)) bool {
		text, err := fn()
		if err != nil {
			text = err.Error()
		}
		all = append(all, found{what, err == nil, text})
		return err == nil
	}
	var c *config.Config
	if look("configuration", func() (string, error) {
		var err error
		c, err = config.Load(t.config)
		return t.config, err
	}) {
		look("data", func() (string, error) { return c.DataPath(), writable(c.DataPath()) })
		t.checkSecrets(c, look)
		look("bank profiles", func() (string, error) { return profilesText(c) })
		look("rates of interest", func() (string, error) { return t.ratesText(c) })
		look("procedure of reminders", func() (string, error) { return t.procedureText(c) })
		t.checkLaw(c, look)
		t.checkHouse(ctx, connect, look)
	}
	speech, err := t.tongue("en") // of files, rights and laws: whoever sets girod up
	if err != nil {
		return err
	}
	return t.printChecks(speech, all)
}

func (t *terminal) checkSecrets(c *config.Config, look func(string, func() (string, error)) bool) {
	names := map[string]string{}
	for _, p := range c.Partners {
		if p.SFTP != nil {
			names["secret of "+p.ID] = p.SFTP.Key
		}
		for _, name := range p.Seal.Secrets() {
			names["seal of "+p.ID+", "+name] = name
		}
	}
	if c.Mail.Password != "" {
		names["secret of mail"] = c.Mail.Password
	}
	for _, what := range slices.Sorted(maps.Keys(names)) {
		look(what, func() (string, error) {
			_, err := c.Secret(names[what])
			return c.SecretPath(names[what]), err
		})
	}
}

func (t *terminal) checkHouse(ctx context.Context, connect bool, look func(string, func() (string, error)) bool) {
	var h *house
	if !look("database", func() (string, error) {
		var err error
		h, err = t.openHouse(ctx, false)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%s, schema current", h.db.Dialect()), nil
	}) {
		return
	}
	defer h.close()
	look("book", func() (string, error) {
		return "its laws hold", h.view(ctx, func(tx *ledger.Tx) error {
			violations, err := tx.Check()
			if err == nil && len(violations) > 0 {
				err = fmt.Errorf("%d violations, the first: %v\nhint: girod verify", len(violations), violations[0])
			}
			return err
		})
	})
	look("send log", func() (string, error) {
		differences, err := h.x.Gate(ctx)
		if err == nil && len(differences) > 0 {
			err = fmt.Errorf("%d files left that the database does not know\nhint: girod sending reconcile", len(differences))
		}
		return "the database knows all that left", err
	})
	look("clock", func() (string, error) { return h.at.In(h.zone).Format(time.RFC3339), h.checkClock(ctx) })
	for i := range h.config.Partners {
		p := &h.config.Partners[i]
		if p.Invoices.Given() || len(p.Settlements) > 0 {
			look("columns of "+p.ID, func() (string, error) { return "can be read by", checkTables(p) })
		}
		if p.Seal.Kind != "" {
			look("seal of "+p.ID, func() (string, error) {
				_, err := h.padlock(p, sealed{}, h.at)
				return p.Seal.Kind, err
			})
		}
		if connect || p.SFTP == nil {
			look("partner "+p.ID, func() (string, error) { return h.checkPartner(ctx, p) })
		}
	}
}

// checkClock finds a clock that was set back: nothing in the journal may lie ahead of it.
func (h *house) checkClock(ctx context.Context) error {
	files, err := h.x.Files(ctx, exchange.Filter{Limit: 1})
	if err != nil || len(files) == 0 {
		return err
	}
	if ahead := files[0].ReceivedAt.Sub(h.at); ahead > time.Minute {
		return fmt.Errorf("the newest file was received %s from now: the clock was set back", ahead.Round(time.Minute))
	}
	return nil
}

func (h *house) checkPartner(ctx context.Context, p *config.Partner) (string, error) {
	folder, err := h.dial(ctx, p)
	if err != nil {
		return "", err
	}
	defer folder.Close()
	dirs := slices.Concat(p.Inbound, slices.Sorted(maps.Values(p.Outbound)))
	var faults []error
	for _, dir := range dirs {
		if _, err := folder.List(ctx, dir); err != nil {
			faults = append(faults, fmt.Errorf("directory %s: %w", dir, err))
		}
	}
	return fmt.Sprintf("host key, login and %d directories", len(dirs)), errors.Join(faults...)
}

// printChecks tells what was found; what is wrong is told in the words of whoever found it.
func (t *terminal) printChecks(in *report.Tongue, all []found) error {
	failed := 0
	for _, f := range all {
		mark, color, text := line(in, "ok"), good, inWords(in, "sound", f.Text)
		if !f.OK {
			mark, color, text, failed = line(in, "FAILS"), bad, f.Text, failed+1
		}
		if !t.json {
			t.printf("%s  %s: %s\n", t.paint(color, fmt.Sprintf("%-5s", mark)), inWords(in, "checked", f.What), text)
		}
	}
	if t.json {
		if err := t.printJSON(all); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("check: %d of %d fail", failed, len(all))
	}
	return nil
}

// writable finds out by the directory's mode and kind; nothing is written.
func writable(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, os.ErrNotExist) {
		if _, up := os.Stat(filepath.Dir(dir)); up == nil {
			return nil // made at the first start
		}
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a directory", dir)
	}
	if info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s: others can write to it\nhint: chmod 0700 %s", dir, dir)
	}
	return nil
}

// ratesText tells which rate of interest holds today, and who confirmed it if nobody
// published it.
func (t *terminal) ratesText(c *config.Config) (string, error) {
	l, today, err := t.lawToday(c)
	if err != nil {
		return "", err
	}
	rate, err := l.lateRate(c.Creditor.Country, today)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: %s %% a year on %s", c.Creditor.Country, rate, today), nil
}

// lawToday reads the law as the configuration has it, and tells today's day there.
func (t *terminal) lawToday(c *config.Config) (*laws, date.Date, error) {
	l, err := readLaws(c)
	if err != nil {
		return nil, 0, err
	}
	zone, err := time.LoadLocation(c.Dunning.Zone)
	if err != nil {
		return nil, 0, err
	}
	now, err := t.clock(zone)
	return l, date.From(now.In(zone)), err
}
