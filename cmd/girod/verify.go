package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"girod/exchange"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/correspondence"
	"girod/ledger/dunning"
	"girod/ledger/hold"
	"girod/ledger/intake"
	"girod/ledger/payout"
	"girod/ledger/plan"
	"girod/ledger/report"
	"girod/ledger/settlement"
	"girod/ledger/statement"
)

func verifyCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "every invariant of journal, archive and book; fails when one does not hold",
		Args:  exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.carrying(cmd.Context(), func(h *house) error { return h.verify(cmd.Context()) })
		},
	}
}

// verify runs each check and tells of each; it stops for none.
func (h *house) verify(ctx context.Context) error {
	var all []found
	say := func(what, text string, err error) {
		if err != nil {
			text = err.Error()
		}
		all = append(all, found{what, err == nil, text})
	}
	err := h.view(ctx, func(tx *ledger.Tx) error {
		head, err := exchange.VerifySteps(tx.Tx)
		say("journal chain", "unbroken, head "+head, err)
		entries, history, err := tx.Heads()
		say("book chains", "heads "+entries+" and "+history+" (note the heads outside: girod-audit --anchor)", err)
		violations, err := tx.Check()
		if err != nil {
			return err
		}
		for _, v := range violations {
			say("book", "", fmt.Errorf("%v", v))
		}
		if len(violations) == 0 {
			say("book", "balances, items, suspense, chain and periods hold", nil)
		}
		for _, room := range []struct {
			name, sound string
			check       func(*ledger.Tx) ([]string, error)
		}{
			{"payments", "what is proposed rests, what strayed is owed to a factor, what came twice came twice", intake.Sound},
			{"cases", "histories unbroken, counts and index agree", cases.Check},
			{"holds", "each is about somebody, for a reason, and says who put it", hold.Check},
			{"plans", "instalments sum to what was agreed, one plan an invoice", plan.Check},
			{"reminders", "each standing has its letter, each charge its entry", dunning.Check},
			{"payouts", "what is in transit is under way, batches sum, two people stand behind each that left", payout.Sound},
			{"settlements", "acquirers owe what waits, to the öre", settlement.Check},
			{"correspondence", "each letter that left is known by its bytes", correspondence.Check},
			{"statements", "each that was sent is a client's own part of a kept report, and known by its bytes", statement.Check},
			{"reports", "each run of a schedule was produced at most once", report.Check},
		} {
			wrongs, err := room.check(tx)
			for _, w := range wrongs {
				say(room.name, "", errors.New(w))
			}
			if len(wrongs) == 0 {
				say(room.name, room.sound, err)
			}
		}
		digest, err := ledger.Digest(tx)
		say("digest", digest, err)
		return nil
	})
	if err != nil {
		return err
	}
	n, err := h.verifyArchive(ctx)
	say("archive", fmt.Sprintf("%d objects, each with its digest, each known", n), err)
	differences, err := h.x.Gate(ctx)
	if err == nil && len(differences) > 0 {
		err = fmt.Errorf("%d files left that the database does not know", len(differences))
	}
	say("send log", "the database knows all that left", err)
	return h.t.printChecks(h.in, all)
}

func short(hash string) string { return hash[:min(len(hash), 12)] }

// verifyArchive reads every object back and finds each settled file among them.
func (h *house) verifyArchive(ctx context.Context) (n int, err error) {
	have := map[string]bool{}
	err = h.x.Kept().Each(func(digest string) error {
		n++
		have[digest] = true
		return h.x.Kept().Verify(digest)
	})
	if err != nil {
		return n, err
	}
	files, err := h.x.Files(ctx, exchange.Filter{Limit: 1 << 30})
	if err != nil {
		return n, err
	}
	for _, f := range files {
		if (f.State == exchange.Archived || f.State == exchange.Settled) && !have[f.Digest] {
			return n, fmt.Errorf("%s is %s, its bytes (%s) are not in the archive", f.ID, f.State, short(f.Digest))
		}
	}
	err = h.view(ctx, func(tx *ledger.Tx) error {
		return report.EachKept(tx, func(id int64, digest string) error {
			if !have[digest] {
				return fmt.Errorf("report %d was produced, its data (%s) are not in the archive", id, short(digest))
			}
			return nil
		})
	})
	if err == nil {
		err = h.view(ctx, func(tx *ledger.Tx) error {
			return statement.EachDigest(tx, func(id int64, digest string) error {
				if !have[digest] {
					return fmt.Errorf("statement %d was written, its bytes (%s) are not in the archive", id, short(digest))
				}
				return nil
			})
		})
	}
	if err != nil {
		return n, err
	}
	sent, err := h.x.Outgoing(ctx, "")
	if err != nil {
		return n, err
	}
	for _, o := range sent {
		if !have[o.Digest] {
			return n, fmt.Errorf("%s is %s, its bytes (%s) are not in the archive", o.Key, o.State, short(o.Digest))
		}
	}
	return n, nil
}
