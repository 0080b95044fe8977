package letter

import (
	"cmp"
	"fmt"
	"strings"

	"girod/formats"
)

// FileName is the letter's name for the partner and in the e-mail: a letter's id is
// unique, so the name is.
func FileName(r *formats.Reminder) string { return filePrefix + r.ID + fileSuffix }

const filePrefix, fileSuffix = "reminder-", ".pdf"

// IDOf gives the letter's id from such a name.
func IDOf(fileName string) (id string, ok bool) {
	id, ok = strings.CutPrefix(fileName, filePrefix)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(id, fileSuffix)
}

// Mail gives subject and plain text of the e-mail that carries the letter as an
// attachment. What must be typed into a bank stands in it as banks want it, so the debtor
// can pay from a telephone without opening the PDF. The subject of a demand does not tell what it is:
// others see the list of a mailbox (inkassolagen 11 §).
func Mail(r *formats.Reminder) (subject, body string) {
	t, err := speak(r)
	if err != nil {
		return r.ID, r.ID // our own texts are broken; a test holds that they are not
	}
	subject = plain(t.fill(cmp.Or(t.line("subject"), t.line("title")), r))
	var b strings.Builder
	paragraphs := func(list []string) {
		for _, text := range list {
			b.WriteString(t.fill(text, r) + "\n\n")
		}
	}
	paragraphs(t.part("mail"))
	if r.Plan != nil {
		b.WriteString(strings.Join(t.mailedPlan(r), "\n") + "\n\n")
	}
	b.WriteString(t.mailedPayment(r))
	paragraphs(t.part("after"))
	fmt.Fprintf(&b, "%s\n%s\n", t.word("regards"), clip(r.Sender.Name))
	for _, line := range []string{r.Sender.Phone, r.Sender.Email} {
		if line != "" {
			b.WriteString(clip(line) + "\n")
		}
	}
	return subject, strings.ReplaceAll(b.String(), nbsp, " ")
}

// mailedPayment is what must be typed into a bank, where money is asked for.
func (t *tongue) mailedPayment(r *formats.Reminder) string {
	amount, by, asks := ask(r)
	if !asks {
		return ""
	}
	var b strings.Builder
	for _, fact := range [][2]string{
		{t.word("to-pay"), t.amount(amount, r.Currency)}, {t.word("not-later-than"), t.short(by)},
		{t.giroName(r.PayTo.Account), accountText(r.PayTo.Account)}, {t.word("payee"), clip(r.Sender.Name)}, {t.word("reference"), clip(r.PayTo.Ref)},
	} {
		if fact[1] != "" {
			fmt.Fprintf(&b, "  %s: %s\n", fact[0], fact[1])
		}
	}
	if line := CodeLine(r); line != "" && scheme(r.PayTo.Account) != "BGNR" {
		fmt.Fprintf(&b, "  %s: %s\n", t.word("bars"), line)
	}
	return b.String() + "\n"
}

// plain keeps a header to one line: a line break in an invoice number must not become
// a header of the e-mail.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ReplaceAll(text, nbsp, " "), func(r rune) bool { return r < ' ' || r == 0x7f || r == ' ' }), " ")
}
