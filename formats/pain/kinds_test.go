package pain_test

import (
	"fmt"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// iban is an account by its IBAN, bban one by its own country's number.
func iban(id string) formats.Account { return formats.Account{ID: id, Scheme: "IBAN"} }
func bban(id string) formats.Account { return formats.Account{ID: id, Scheme: "BBAN"} }

// one makes an order of one group, with ids and counts filled in.
func one(id string, from formats.Account, g formats.TransferGroup, transfers ...formats.Transfer) formats.TransferOrder {
	g.ID, g.On, g.Payer, g.From = id+"-1", date.Of(2026, 11, 26), payer, from
	for i, t := range transfers {
		t.EndToEndID = fmt.Sprintf("%s-%d", id, i+1)
		t.InstructionID = t.EndToEndID
		g.Transfer = append(g.Transfer, t)
		g.Count++
		g.Sum += t.Amount.Minor
	}
	return formats.TransferOrder{
		MessageID: id, Created: "2026-11-24T09:30:00", Initiator: payer, Count: g.Count, Sum: g.Sum, Groups: []formats.TransferGroup{g},
	}
}

// abroad orders each kind of payment outside the Swedish giros, from the country where
// it is at home.
func abroad() map[string]formats.TransferOrder {
	to := func(name, town, country string) formats.Party {
		return formats.Party{Name: name, Town: town, Country: country}
	}
	return map[string]formats.TransferOrder{
		"salary": one("LON-202611", iban("SE4550000000058398257466"), formats.TransferGroup{FromBIC: "ESSESESS"},
			formats.Transfer{Amount: money.Of(31250_00, money.SEK), Payee: formats.Party{Name: "Eva Ek"}, To: bban("123456789"), Clearing: "6789", Text: "Lön nov", Purpose: "SALA"},
			formats.Transfer{Amount: money.Of(12000_50, money.SEK), Payee: formats.Party{Name: "Åke Alm"}, To: bban("9234567890"), Clearing: "8327-9", Text: "Lön nov", Purpose: "SALA"},
		),
		"norway": one("NO-17", iban("NO9386011117947"), formats.TransferGroup{FromBIC: "DNBANOKK"},
			formats.Transfer{Amount: money.Of(1240_00, money.NOK), Payee: to("Fjordkraft Nord AS", "Bodø", "NO"), To: bban("8601.11.17947"), Ref: "1234567897"},
			formats.Transfer{Amount: money.Of(99_90, money.NOK), Payee: formats.Party{Name: "Ærlig Regnskap AS"}, To: iban("NO93 8601 1117 947"), Text: "Faktura 5512"},
		),
		"denmark": one("DK-9", iban("DK5000400440116243"), formats.TransferGroup{FromBIC: "NDEADKKK"},
			formats.Transfer{Amount: money.Of(815_25, money.DKK), Payee: formats.Party{Name: "Vand og Varme A/S"}, To: formats.Account{ID: "8012 3456", Scheme: "FIK71"}, Ref: "000000000012344"},
			formats.Transfer{Amount: money.Of(400_00, money.DKK), Payee: formats.Party{Name: "Foreningen Søen"}, To: formats.Account{ID: "80654321", Scheme: "FIK73"}, Text: "Kontingent 2026"},
			formats.Transfer{Amount: money.Of(77_00, money.DKK), Payee: formats.Party{Name: "Æblehaven ApS"}, To: bban("0040-0440116243"), Text: "Faktura 12"},
		),
		"finland": one("FI-3", iban("FI2112345600000785"), formats.TransferGroup{FromBIC: "NDEAFIHH"},
			formats.Transfer{Amount: money.Of(54_10, money.EUR), Payee: to("Sähkö Oy", "Turku", "FI"), To: iban("FI2112345600000785"), Ref: "1234561"},
			formats.Transfer{Amount: money.Of(60_00, money.EUR), Payee: to("Vesi Oy", "Oulu", "FI"), To: iban("FI2112345600000785"), Ref: "RF18 5390 0754 7034"},
			formats.Transfer{Amount: money.Of(12_00, money.EUR), Payee: to("Gärtner GmbH", "Köln", "DE"), To: iban("DE89370400440532013000"), Text: "Rechnung 9"},
		),
		"urgent": one("EXPRESS-1", iban("SE4550000000058398257466"), formats.TransferGroup{FromBIC: "ESSESESS", Service: "URGP", Charges: "SHAR"},
			formats.Transfer{Amount: money.Of(1_000_000_00, money.SEK), Payee: to("Fastighets AB Torget", "Malmö", "SE"), To: iban("SE4550000000058398257466"), BIC: "HANDSESS", Text: "Tillträde 26 nov"},
		),
		"cross-border": one("UTL-4", iban("SE4550000000058398257466"), formats.TransferGroup{FromBIC: "ESSESESS"},
			formats.Transfer{
				Amount: money.Of(2500_00, "USD"), To: bban("000123456789"), BIC: "CHASUS33", Text: "Invoice 2026-118",
				Payee: formats.Party{Name: "Widgets Inc", Street: "1 Main St", PostCode: "10001", Town: "New York", Country: "US"}, PurposeCode: "SCVE", Regulatory: "462",
			},
			formats.Transfer{
				Amount: money.Of(900_00, "USD"), To: iban("GB29NWBK60161331926819"), BIC: "NWBKGB2L", Text: "Royalties",
				Payee: formats.Party{Name: "Old Books Ltd", Street: "c/o The Agent", Street2: "Flat 3, 12 Mill Lane", Town: "Leeds", Country: "GB"},
			},
		),
	}
}
