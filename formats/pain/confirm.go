package pain

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"girod/formats"
)

// Confirm reads the bytes of a rendered message with the reader, which shares nothing
// with the writer but the words, and holds them against the order that was approved:
// names, counts and sums, and of each transfer its amount, account, bank, references and
// ids. What leaves the house is then what people approved, whatever the writer did. It
// returns the first difference, as a *formats.Error at its place in the file.
func Confirm(rendered []byte, order formats.TransferOrder) error {
	got, sum, err := ReadTransfers(bytes.NewReader(rendered), formats.Limits{})
	if err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	if f := sum.InDoubt(); f != nil {
		return fmt.Errorf("read back: %s: %s", f.Origin, f.Text)
	}
	if err := confirmOrder(got, &order); err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	return nil
}

// unlike tells of a difference between what the file says and what was ordered.
func unlike(origin formats.Origin, what, got, want string) error {
	origin.At += what
	return &formats.Error{Origin: origin, Code: "not-as-ordered", Got: got, Want: want + ", as ordered"}
}

// pair is one thing as the file says it and as it was ordered.
type pair struct{ what, got, want string }

// firstUnlike gives the first of several pairs that differ.
func firstUnlike(origin formats.Origin, pairs ...pair) error {
	for _, p := range pairs {
		if p.got != p.want {
			return unlike(origin, p.what, p.got, p.want)
		}
	}
	return nil
}

func confirmOrder(got, want *formats.TransferOrder) error {
	count, sum := 0, int64(0)
	for i := range want.Groups {
		for j := range want.Groups[i].Transfer {
			count++
			sum += want.Groups[i].Transfer[j].Amount.Minor // WriteTransfers has seen that it fits
		}
	}
	head := formats.Origin{At: "GrpHdr"}
	err := firstUnlike(head,
		pair{"/MsgId", got.MessageID, want.MessageID},
		pair{"/CreDtTm", got.Created, want.Created},
		pair{"/NbOfTxs", fmt.Sprint(got.Count), fmt.Sprint(count)},
		pair{"/CtrlSum", fmt.Sprint(got.Sum), fmt.Sprint(sum)},
	)
	if err != nil {
		return err
	}
	if want.Count != 0 && want.Count != count || want.Sum != 0 && want.Sum != sum {
		return unlike(head, "", fmt.Sprintf("%d transfers, sum %d", count, sum), fmt.Sprintf("%d transfers, sum %d", want.Count, want.Sum))
	}
	if len(got.Groups) != len(want.Groups) {
		return unlike(formats.Origin{At: "PmtInf"}, "", fmt.Sprintf("%d groups", len(got.Groups)), fmt.Sprintf("%d groups", len(want.Groups)))
	}
	for i := range want.Groups {
		if err := confirmGroup(&got.Groups[i], &want.Groups[i]); err != nil {
			return err
		}
	}
	return nil
}

func confirmGroup(got, want *formats.TransferGroup) error {
	from := written(want.From)
	if got.From.Scheme == "BBAN" && want.From.Scheme == "PGNR" {
		from = strings.Replace(from, "PGNR", "BBAN", 1) // whose bank is named by BIC
	}
	err := firstUnlike(got.Origin,
		pair{"/PmtInfId", got.ID, want.ID},
		pair{"/ReqdExctnDt", got.On.String(), want.On.String()},
		pair{"/DbtrAcct", written(got.From), from},
		pair{"/DbtrAgt", got.FromBIC, want.FromBIC},
		pair{"/NbOfTxs", fmt.Sprint(len(got.Transfer)), fmt.Sprint(len(want.Transfer))},
	)
	for i := 0; i < len(want.Transfer) && err == nil; i++ {
		err = confirmTransfer(&got.Transfer[i], &want.Transfer[i])
	}
	return err
}

func confirmTransfer(got, want *formats.Transfer) error {
	to, clearing := want.To, ""
	if to.Scheme == "BBAN" {
		bank := agentOf(want, Profile{})
		if asGiro(&to, bank); to.Scheme == "BBAN" {
			clearing = bank.member
		}
	}
	return firstUnlike(got.Origin,
		pair{"/PmtId/InstrId", got.InstructionID, want.InstructionID},
		pair{"/PmtId/EndToEndId", got.EndToEndID, want.EndToEndID},
		pair{"/Amt/InstdAmt", got.Amount.String(), want.Amount.String()},
		pair{"/CdtrAcct", written(got.To), written(to)},
		pair{"/CdtrAgt/FinInstnId/ClrSysMmbId", got.Clearing, clearing},
		pair{"/CdtrAgt/FinInstnId", got.BIC, want.BIC},
		pair{"/Cdtr/Nm", said(got.Payee.Name), said(want.Payee.Name)},
		pair{"/RmtInf", remitted(got), remitted(want)},
	)
}

// written gives an account with its separators gone.
func written(a formats.Account) string {
	return strings.ToUpper(a.Scheme + " " + plainNumber(a.ID))
}

// said stands for a text that the bank's letters may have changed.
func said(text string) string {
	if strings.TrimSpace(text) == "" {
		return "nothing"
	}
	return "something"
}

// remitted puts what the payee is told in one string: references and lines as they are,
// of a free text only that there is one.
func remitted(t *formats.Transfer) string {
	parts := []string{}
	lines := t.Invoices
	if t.Ref != "" {
		lines = append([]formats.Ref{{Kind: formats.CreditorRef, Text: []byte(t.Ref)}}, lines...)
	}
	if len(lines) == 1 && lines[0].Kind == formats.CreditorRef {
		lines = slices.Clone(lines)
		lines[0].Amount, lines[0].Priced = 0, false // the bank may want the amount told twice
	}
	for _, r := range lines {
		part := string(r.Kind) + " " + withoutBlanks(string(r.Text))
		if r.Priced {
			part += fmt.Sprintf(" %d", r.Amount)
		}
		parts = append(parts, part)
	}
	return strings.Join(append(parts, "text: "+said(t.Text)), "; ")
}
