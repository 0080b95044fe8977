package calendar

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/ecb"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/se"
)

// What banks keep that the country's public holidays do not name, or the library
// does not know.
var (
	christmasEve = fixed(time.December, 24)
	newYearsEve  = fixed(time.December, 31)
	// Danish banks close on the Friday after Ascension.
	dayAfterAscension = &cal.Holiday{Name: "day after Ascension", Offset: 40, Func: cal.CalcEasterOffset}
	finnishDay        = fixed(time.December, 6)
	midsummerEve      = se.Midsommarafton // Finland's falls on the same Friday
)

func fixed(m time.Month, day int) *cal.Holiday {
	return &cal.Holiday{Month: m, Day: day, Func: cal.CalcDayOfMonth}
}

// rules are the closed days of each calendar, DOMAIN.md 8.5. Holidays that always
// fall on a weekend are left out.
var rules = map[string][]*cal.Holiday{
	"SE": {
		se.Nyarsdagen, se.TrettondedagJul, se.Langfredagen, se.AnnandagPask, se.ForstaMaj, se.KristiHimmelfardsdag,
		se.Nationaldagen, se.Midsommarafton, se.Julafton, se.Juldagen, se.AnnandagJul, se.Nyarsafton,
	},
	"NO": {
		no.FoersteNyttaarsdag, no.Skjaertorsdag, no.Langfredag, no.AndrePaaskedag, no.Arbeiderenesdag, no.Grunnlovsdag,
		no.Kristihimmelfartsdag, no.AndrePinsedag, christmasEve, no.FoersteJuledag, no.AndreJuledag, newYearsEve,
	},
	"DK": {
		// Great Prayer Day ended with 2023; the library knows.
		dk.Nytaarsdag, dk.Skaertorsdag, dk.Langfredag, dk.AndenPaaskedag, dk.StoreBededag, dk.KristiHimmelfartsdag,
		dayAfterAscension, dk.AndenPinsedag, dk.Grundlovsdag, christmasEve, dk.Juledag, dk.AndenJuledag, newYearsEve,
	},
	"FI": {
		aa.NewYear, aa.Epiphany, aa.GoodFriday, aa.EasterMonday, aa.WorkersDay, aa.AscensionDay,
		midsummerEve, finnishDay, christmasEve, aa.ChristmasDay, aa.ChristmasDay2,
	},
	"TARGET": ecb.Holidays,
}

// calendars computes each calendar the first time any is asked for.
var calendars = sync.OnceValue(func() map[string]*Calendar {
	all := make(map[string]*Calendar, len(rules))
	for name, holidays := range rules {
		all[name] = newCalendar(name, holidays)
	}
	return all
})

// Named gives a country's calendar (SE, NO, DK, FI) or TARGET, or several joined by
// "+": "SE+TARGET".
func Named(name string) (*Calendar, error) {
	first, rest, several := strings.Cut(name, "+")
	c, ok := calendars()[first]
	if !ok {
		known := strings.Join(slices.Sorted(maps.Keys(rules)), ", ")
		return nil, fmt.Errorf("no bank days are known for %q: want one of %s", first, known)
	}
	if !several {
		return c, nil
	}
	other, err := Named(rest)
	if err != nil {
		return nil, err
	}
	return Both(c, other), nil
}
