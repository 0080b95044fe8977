package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"girod/ledger"
	"girod/ledger/store"
)

// person is who types: the user of the configuration whose login this is, and who must
// have the role. What a person does is of the moment it is done: who could choose the clock
// could wait out the days of a payee's new account, or sign for a day that has passed.
func (o *office) person(role string) (string, error) {
	if o.t.asOf != "" && !o.config.Payouts.TrustAs {
		return "", fmt.Errorf("--as-of %s: E_NO_ACCESS: what a person does is of the moment it is done\nhint: --as-of is for run --once and for what only looks; an act takes the day it is booked on as --on, where it has one", o.t.asOf)
	}
	login, err := user.Current()
	if err != nil {
		return "", fmt.Errorf("who are you: %w", err)
	}
	if role == "approver" && !o.config.Payouts.TrustAs && login.Uid != "0" {
		if err := notTheirs(o.t.config, login.Uid); err != nil {
			return "", err
		}
	}
	for _, u := range o.config.Users {
		switch {
		case o.t.as != "" && u.Name != o.t.as, o.t.as == "" && u.OS != login.Username:
			continue
		case o.t.as != "" && u.OS != login.Username && !o.config.Payouts.TrustAs:
			return "", fmt.Errorf("--as %s: E_NO_ACCESS: that is %s's login, not %s\nhint: each person acts from their own login", u.Name, u.OS, login.Username)
		}
		for _, r := range u.Roles {
			if r == role {
				return u.Name, nil
			}
		}
		return "", fmt.Errorf("%s: E_NO_ACCESS: needs the role %s\nhint: see users in the configuration", u.Name, role)
	}
	if o.t.as != "" {
		return "", fmt.Errorf("--as %s: E_NO_ACCESS: no such user in the configuration", o.t.as)
	}
	return "", fmt.Errorf("login %s: E_NO_ACCESS: no user of the configuration has it\nhint: add it under users, with the role %s", login.Username, role)
}

// notTheirs refuses a configuration that the login may change. It says who is who: with one of
// their own anybody would be the second of two people.
func notTheirs(path, uid string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	sys, known := info.Sys().(*syscall.Stat_t)
	if known && strconv.Itoa(int(sys.Uid)) != uid && errors.Is(unix.Access(path, unix.W_OK), unix.EACCES) {
		return nil
	}
	return fmt.Errorf("%s: E_NO_ACCESS: whoever approves must not be able to change who is who\nhint: let root own the configuration, readable by the group of those who act: chown root:girod and chmod 0640", path)
}

// earnest holds what one login may do for several to books that were opened for a demonstration.
// A flag in a file is not enough: whoever types chooses the file.
func (o *office) earnest(ctx context.Context) error {
	trust, demonstration, known := int64(0), int64(0), false
	if o.all.Payouts.TrustAs {
		trust = 1
	}
	err := o.book.View(ctx, o.at, func(tx *ledger.Tx) (err error) {
		known, err = tx.One(`SELECT demonstration FROM house`, nil, func(r *store.Row) error {
			demonstration = r.Int(0)
			return nil
		})
		return err
	})
	switch {
	case err != nil:
		return err
	case !known:
		return o.book.Update(ctx, o.at, self, func(tx *ledger.Tx) error {
			_, err := tx.Exec(`INSERT INTO house (id, demonstration) VALUES (1, $1) ON CONFLICT DO NOTHING`, trust)
			return err
		})
	case trust > demonstration:
		return errors.New("payouts.trustAs: E_NO_ACCESS: these books were opened in earnest\nhint: take trustAs out of the configuration; a demonstration has a database of its own")
	}
	return nil
}
