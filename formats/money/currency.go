package money

import "fmt"

// Currency is an ISO 4217 code: "SEK". Those made by ParseCurrency exist.
type Currency string

// SEK, NOK, DKK and EUR are the currencies of the Nordic trade.
const (
	SEK Currency = "SEK"
	NOK Currency = "NOK"
	DKK Currency = "DKK"
	EUR Currency = "EUR"
)

// ParseCurrency gives the currency of a three-letter code. It allocates nothing.
func ParseCurrency[T string | []byte](code T) (Currency, error) {
	if c, ok := currencies[string(code)]; ok {
		return c.code, nil
	}
	return "", fmt.Errorf("%q: want a currency of ISO 4217", string(code))
}

// Decimals gives the digits after the point, or -1 for what is no currency.
func (c Currency) Decimals() int {
	switch c {
	case SEK, NOK, DKK, EUR:
		return 2
	}
	if k, ok := currencies[string(c)]; ok {
		return k.decimals
	}
	return -1
}

type known struct {
	code     Currency
	decimals int
}

// currencies is ISO 4217 list one, with the funds codes banks report in.
var currencies = func() map[string]known {
	m := make(map[string]known, 180)
	for decimals, codes := range []string{
		"BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
		"",
		"AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD " +
			"CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS " +
			"GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL " +
			"MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK " +
			"PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS " +
			"TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
		"BHD IQD JOD KWD LYD OMR TND",
		"CLF UYW",
	} {
		for i := 0; i+3 <= len(codes); i += 4 {
			code := codes[i : i+3]
			m[code] = known{Currency(code), decimals}
		}
	}
	return m
}()
