package letter

import (
	"strings"

	"girod/formats"
	"girod/formats/date"
)

// wording is what one kind of letter says in one language from a first day on. In its
// texts {invoice} {issued} {due} {date} {earlier} {total} {payby} {sender} {name} are
// filled in.
type wording struct {
	language string
	level    int
	from     date.Date // first letter date it is used for
	title    string    // top right, and subject of the e-mail
	heading  string
	lead     string
	after    string // under the claim
	mail     string // first lines of the e-mail; the payment details follow
}

// wordings are sorted by language, level and first day. A changed text is a new row:
// letters already sent keep theirs (R-ALK-38).
var wordings = []wording{
	{
		language: "en", level: 1, from: 20240101,
		title: "Reminder", heading: "Reminder: invoice {invoice}",
		lead: "We have not yet received payment for the invoice below, which fell due on {due}. " +
			"Please pay {total} so that it reaches us no later than {payby}.",
		after: "If the whole amount reaches us by {payby} the claim is settled; after that day late interest goes on until you pay. " +
			"If you have paid already, please disregard this letter: payments booked after {date} are not included. " +
			"If you think the claim is wrong, please tell us as soon as you can.",
		mail: "We have not yet received payment for invoice {invoice}, which fell due on {due}.",
	},
	{
		language: "en", level: 2, from: 20240101,
		title: "Second reminder", heading: "Second reminder: invoice {invoice}",
		lead: "In spite of our reminder of {earlier} we have not received full payment for the invoice below, which fell due on {due}. " +
			"Please pay {total} so that it reaches us no later than {payby}.",
		after: "If the whole amount reaches us by {payby} the claim is settled. If it does not, the claim may be handed over for collection, " +
			"which costs more. If you have paid already, please disregard this letter: payments booked after {date} are not included. " +
			"If you think the claim is wrong, please tell us as soon as you can.",
		mail: "In spite of our reminder of {earlier} we have not received full payment for invoice {invoice}, which fell due on {due}.",
	},
	{
		language: "nb", level: 1, from: 20240101,
		title: "Påminnelse", heading: "Påminnelse om faktura {invoice}",
		lead: "Vi kan ikke se å ha mottatt betaling for fakturaen nedenfor, som forfalt {due}. " +
			"Vi ber deg betale {total} slik at beløpet er hos oss senest {payby}.",
		after: "Er hele beløpet hos oss senest {payby}, er kravet gjort opp; deretter løper forsinkelsesrenten videre til du betaler. " +
			"Har du allerede betalt, kan du se bort fra dette brevet: betalinger bokført etter {date} er ikke med. " +
			"Mener du at kravet er feil, ber vi deg ta kontakt så snart som mulig.",
		mail: "Vi kan ikke se å ha mottatt betaling for faktura {invoice}, som forfalt {due}.",
	},
	{
		language: "nb", level: 2, from: 20240101,
		title: "Andre påminnelse", heading: "Andre påminnelse om faktura {invoice}",
		lead: "Til tross for vår påminnelse {earlier} har vi ikke mottatt full betaling for fakturaen nedenfor, som forfalt {due}. " +
			"Vi ber deg betale {total} slik at beløpet er hos oss senest {payby}.",
		after: "Er hele beløpet hos oss senest {payby}, er kravet gjort opp. Hvis ikke, kan kravet bli sendt videre til inndriving, " +
			"noe som koster mer. Har du allerede betalt, kan du se bort fra dette brevet: betalinger bokført etter {date} er ikke med. " +
			"Mener du at kravet er feil, ber vi deg ta kontakt så snart som mulig.",
		mail: "Til tross for vår påminnelse {earlier} har vi ikke mottatt full betaling for faktura {invoice}, som forfalt {due}.",
	},
	{
		language: "sv", level: 1, from: 20240101,
		title: "Påminnelse", heading: "Påminnelse om faktura {invoice}",
		lead: "Vi har ännu inte fått betalt för fakturan nedan, som förföll till betalning den {due}. " +
			"Vi ber dig betala {total} så att beloppet finns hos oss senast den {payby}.",
		after: "Når hela beloppet oss senast den {payby} är kravet betalt i sin helhet; därefter fortsätter dröjsmålsräntan att löpa tills du betalar. " +
			"Har du redan betalat kan du bortse från det här brevet: betalningar som bokförts efter den {date} är inte medräknade. " +
			"Anser du att kravet är fel ber vi dig höra av dig så snart du kan.",
		mail: "Vi har ännu inte fått betalt för faktura {invoice}, som förföll till betalning den {due}.",
	},
	{
		language: "sv", level: 2, from: 20240101,
		title: "Andra påminnelsen", heading: "Andra påminnelsen om faktura {invoice}",
		lead: "Trots vår påminnelse den {earlier} har vi inte fått full betalning för fakturan nedan, som förföll till betalning den {due}. " +
			"Vi ber dig betala {total} så att beloppet finns hos oss senast den {payby}.",
		after: "Når hela beloppet oss senast den {payby} är kravet betalt i sin helhet. I annat fall kan kravet komma att lämnas till inkasso, " +
			"vilket medför ytterligare kostnader. Har du redan betalat kan du bortse från det här brevet: betalningar som bokförts efter " +
			"den {date} är inte medräknade. Anser du att kravet är fel ber vi dig höra av dig så snart du kan.",
		mail: "Trots vår påminnelse den {earlier} har vi inte fått full betalning för faktura {invoice}, som förföll till betalning den {due}.",
	},
}

// wordingFor gives the newest wording in force on the letter's day, in English when
// the language is not ours. Levels beyond the last known say what the last says.
func wordingFor(r *formats.Reminder) wording {
	language := tongueOf(r.Language).code
	var best wording
	for _, w := range wordings {
		if w.language != language || w.level > r.Level || w.from > r.On {
			continue
		}
		if w.level > best.level || w.level == best.level && w.from > best.from {
			best = w
		}
	}
	if best.level == 0 { // a letter older than our first wording
		for _, w := range wordings {
			if w.language == language && w.level == min(max(r.Level, 1), 2) {
				return w
			}
		}
	}
	return best
}

// fill puts the reminder's facts into a text.
func (t tongue) fill(text string, r *formats.Reminder) string {
	return strings.NewReplacer(
		"{invoice}", r.Invoice, "{name}", r.Debtor.Name, "{sender}", r.Sender.Name,
		"{issued}", t.day(r.Issued), "{due}", t.day(r.Due), "{date}", t.day(r.On),
		"{earlier}", t.day(r.Earlier), "{payby}", t.day(r.PayBy),
		"{total}", t.amount(r.Total(), r.Currency),
	).Replace(text)
}
