package pain_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/pain"
)

var head = formats.TransferOrder{Created: "2026-11-24T09:30:00", Initiator: payer}

func named(file, group int) string { return fmt.Sprintf("M%d-%d", file, group) }

// wish makes a wanted transfer from a line of what decides its group.
func wish(n int, from formats.Account, on date.Date, to formats.Account, c money.Currency, purpose, service string) pain.Wanted {
	id := fmt.Sprintf("P-%d", n)
	w := pain.Wanted{On: on, From: from, FromBIC: "ESSESESS", Payer: payer}
	w.Transfer = formats.Transfer{InstructionID: id, EndToEndID: id, Amount: money.Of(int64(100+n), c), To: to, Payee: formats.Party{Name: "Eva Ek"}, Purpose: purpose, Service: service, Text: "T"}
	if to.Scheme == "BBAN" {
		w.Clearing = "6789"
	}
	return w
}

func TestSplit(t *testing.T) {
	cgi, _ := pain.ProfileOf("cgi")
	main, second := iban("SE4550000000058398257466"), formats.Account{ID: "5805-6201", Scheme: "BGNR"}
	giro, account, german := formats.Account{ID: "9912346", Scheme: "BGNR"}, bban("123456789"), iban("DE89370400440532013000")
	monday, tuesday := date.Of(2026, 11, 23), date.Of(2026, 11, 24)
	wanted := []pain.Wanted{
		wish(1, main, tuesday, giro, "SEK", "", ""),
		wish(2, main, monday, account, "SEK", "SALA", ""),
		wish(3, main, monday, german, "EUR", "", ""),
		wish(4, main, monday, giro, "SEK", "", ""),
		wish(5, second, monday, giro, "SEK", "", ""),
		wish(6, main, monday, account, "SEK", "SALA", ""),
		wish(7, main, monday, account, "SEK", "", ""), // NURG like the giro: the same group
		wish(8, main, monday, main, "SEK", "", "URGP"),
		wish(9, main, monday, main, "JPY", "", ""), // no decimals: a file of its own
	}
	show := func(p pain.Profile) (got []string) {
		files, err := pain.Split(wanted, p, head, named)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			got = append(got, fmt.Sprintf("%s of %d", f.MessageID, f.Count))
			for _, g := range f.Groups {
				line := fmt.Sprintf("%s %s %s%s", g.ID, g.On, g.Service, g.Charges)
				for _, tr := range g.Transfer {
					line += " " + tr.EndToEndID
				}
				got = append(got, line)
			}
		}
		return got
	}
	tight := cgi
	tight.PerFile, tight.PerGroup = 3, 1
	for _, c := range []struct {
		name    string
		profile pain.Profile
		want    []string
	}{
		{"as few as can be", cgi, []string{
			"M1-0 of 1", "M1-1 2026-11-23 NURG P-9",
			"M2-0 of 8", "M2-1 2026-11-23 NURG P-5", "M2-2 2026-11-23 SEPASLEV P-3", "M2-3 2026-11-23 NURG P-4 P-7",
			"M2-4 2026-11-23 NURG P-2 P-6", "M2-5 2026-11-23 URGP P-8", "M2-6 2026-11-24 NURG P-1",
		}},
		{"as the bank bounds them", tight, []string{
			"M1-0 of 1", "M1-1 2026-11-23 NURG P-9",
			"M2-0 of 3", "M2-1 2026-11-23 NURG P-5", "M2-2 2026-11-23 SEPASLEV P-3", "M2-3 2026-11-23 NURG P-4",
			"M3-0 of 3", "M3-1 2026-11-23 NURG P-7", "M3-2 2026-11-23 NURG P-2", "M3-3 2026-11-23 NURG P-6",
			"M4-0 of 2", "M4-1 2026-11-23 URGP P-8", "M4-2 2026-11-24 NURG P-1",
		}},
	} {
		if got := show(c.profile); !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.name, got, c.want)
		}
	}
	wanted[0].Amount.Minor, wanted[1].Amount.Minor = 1<<63-1, 1<<63-1
	if _, err := pain.Split(wanted, cgi, head, named); err == nil {
		t.Error("a sum that wraps was taken")
	}
	if files, err := pain.Split(nil, cgi, head, named); err != nil || len(files) != 0 {
		t.Error(files, err)
	}
}

// Whatever is wanted: nothing is lost or doubled, every group is of one account, day,
// currency and type, bounds hold, totals agree, and each file can be written.
func TestSplitKeepsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cgi, _ := pain.ProfileOf("cgi")
		cgi.PerFile, cgi.PerGroup = rapid.IntRange(1, 9).Draw(t, "file"), rapid.IntRange(1, 9).Draw(t, "group")
		var wanted []pain.Wanted
		sum := int64(0)
		for n := range rapid.IntRange(0, 30).Draw(t, "n") {
			w := wish(n,
				rapid.SampledFrom([]formats.Account{iban("SE4550000000058398257466"), {ID: "58056201", Scheme: "BGNR"}}).Draw(t, "from"),
				date.Of(2026, 11, rapid.IntRange(23, 25).Draw(t, "day")),
				rapid.SampledFrom([]formats.Account{{ID: "9912346", Scheme: "BGNR"}, bban("123456789"), iban("SE4550000000058398257466")}).Draw(t, "to"),
				rapid.SampledFrom([]money.Currency{"SEK", "EUR", "JPY"}).Draw(t, "currency"), "", rapid.SampledFrom([]string{"", "", "NURG"}).Draw(t, "service"))
			sum += w.Amount.Minor
			wanted = append(wanted, w)
		}
		files, err := pain.Split(wanted, cgi, head, named)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, f := range files {
			if f.Count > cgi.PerFile {
				t.Fatalf("%d in a file of %d", f.Count, cgi.PerFile)
			}
			for _, g := range f.Groups {
				if len(g.Transfer) > cgi.PerGroup {
					t.Fatalf("%d in a group of %d", len(g.Transfer), cgi.PerGroup)
				}
				for _, tr := range g.Transfer {
					if seen[tr.EndToEndID] {
						t.Fatalf("%s stands twice", tr.EndToEndID)
					}
					seen[tr.EndToEndID] = true
					sum -= tr.Amount.Minor
				}
			}
			if err := pain.Confirm(write(t, "pain.001.001.09", f, cgi), f); err != nil {
				t.Fatal(err)
			}
		}
		if len(seen) != len(wanted) || sum != 0 {
			t.Fatalf("%d of %d, %d short", len(seen), len(wanted), sum)
		}
	})
}
