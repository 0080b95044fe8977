package letter

import (
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
// attachment. What must be typed into a bank stands in it, so the debtor can pay from
// a telephone without opening the PDF.
func Mail(r *formats.Reminder) (subject, body string) {
	t, w := tongueOf(r.Language), wordingFor(r)
	subject = plain(fmt.Sprintf("%s: %s %s", w.title, strings.ToLower(t.invoiceWord), r.Invoice))
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", t.fill(w.mail, r))
	pay := func(caption, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %s: %s\n", caption, value)
		}
	}
	pay(t.toPay, t.amount(r.Total(), r.Currency))
	pay(t.notLaterThan, r.PayBy.String())
	pay(t.giro[scheme(r.PayTo.Account)], r.PayTo.Account.ID)
	pay(t.payee, r.Sender.Name)
	pay(t.reference, r.PayTo.Ref)
	fmt.Fprintf(&b, "\n%s\n\n%s\n%s\n", t.fill(w.after, r), t.regards, r.Sender.Name)
	for _, line := range []string{r.Sender.Phone, r.Sender.Email} {
		if line != "" {
			b.WriteString(line + "\n")
		}
	}
	return subject, strings.ReplaceAll(b.String(), nbsp, " ")
}

// plain keeps a header to one line: a line break in an invoice number must not become
// a header of the e-mail.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ReplaceAll(text, nbsp, " "), func(r rune) bool { return r < ' ' || r == 0x7f || r == ' ' }), " ")
}
