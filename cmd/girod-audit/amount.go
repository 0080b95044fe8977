package main

import (
	"fmt"
	"strconv"
	"strings"
)

// decimals of the currencies of ISO 4217 that have not two.
var decimals = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
	"UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "CLF": 4, "UYW": 4,
}

func decimalsOf(currency string) int {
	if n, odd := decimals[currency]; odd {
		return n
	}
	return 2
}

// minorUnits reads an amount without a sign, as every message writes it.
func minorUnits(text, currency string) (int64, error) {
	text = strings.TrimSpace(text)
	whole, frac, _ := strings.Cut(text, ".")
	frac = strings.TrimRight(frac, "0")
	places := decimalsOf(currency)
	if whole+frac == "" || len(frac) > places {
		return 0, fmt.Errorf("%q is not an amount in %s", text, currency)
	}
	n, err := strconv.ParseUint(whole+frac+strings.Repeat("0", places-len(frac)), 10, 63)
	if err != nil {
		return 0, fmt.Errorf("%q is not an amount in %s", text, currency)
	}
	return int64(n), nil
}

// decimal writes minor units, "-1234.50".
func decimal(minor int64, currency string) string {
	sign, places := "", decimalsOf(currency)
	if minor < 0 {
		sign, minor = "-", -minor
	}
	digits := strconv.FormatInt(minor, 10)
	if places == 0 {
		return sign + digits
	}
	for len(digits) <= places {
		digits = "0" + digits
	}
	point := len(digits) - places
	return sign + digits[:point] + "." + digits[point:]
}

// money is for people: "1234.50 SEK".
func money(minor int64, currency string) string { return decimal(minor, currency) + " " + currency }

// gross sums credits and debits apart, so that two errors cannot cancel, and marks each
// amount, so that two errors on one side cannot either.
type gross struct {
	Credit, Debit int64
	Lines         int64
	Mark          uint64
}

// add takes an amount, below zero for money that went out.
func (g *gross) add(amount int64) {
	if amount < 0 {
		g.Debit -= amount
	} else {
		g.Credit += amount
	}
	g.Lines++
	// splitmix64: a sum of these is the same only for the same amounts in any order.
	z := uint64(amount) + 0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	g.Mark += z ^ z>>31
}
