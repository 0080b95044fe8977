package dunning

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/config/law"
	"girod/formats"
	"girod/formats/money"
)

// TestWhatIsLeftOfCharges: of charges that were paid in part a letter tells the rest and
// what it is for, the oldest being paid first; where more is owed than was charged, nothing.
//
// By hand: 35.00 + 70.00 = 105.00, of which 50.00 is paid: 0.00 of the first and 55.00 of
// the second are left.
func TestWhatIsLeftOfCharges(t *testing.T) {
	made := func(kind string, minor int64) charge {
		return charge{Charged: law.Charged{Kind: kind, On: 20260201, Amount: money.Of(minor, "NOK")}}
	}
	charged := []charge{made(law.ReminderFee, 3500), made(law.ReminderFee, 7000), made(law.LateCompensation, 40000)}
	fee := func(kind string, minor int64) formats.LetterFee {
		return formats.LetterFee{Kind: kind, Amount: minor, On: 20260201}
	}
	for name, test := range map[string]struct {
		fee, cost int64
		want      []formats.LetterFee
	}{
		"nothing paid":    {10500, 40000, []formats.LetterFee{fee(law.ReminderFee, 3500), fee(law.ReminderFee, 7000), fee(law.LateCompensation, 40000)}},
		"a part of fees":  {5500, 40000, []formats.LetterFee{fee(law.ReminderFee, 5500), fee(law.LateCompensation, 40000)}},
		"all but a krone": {100, 0, []formats.LetterFee{fee(law.ReminderFee, 100)}},
		"all paid":        {0, 0, nil},
		"more than ours":  {10600, 40000, nil},
	} {
		if diff := cmp.Diff(test.want, explained(charged, test.fee, test.cost)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
