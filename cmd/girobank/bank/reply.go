package bank

import (
	"fmt"
	"strings"
)

// Reply is a pain.002 to be written. A slow bank keeps it in its books until
// tomorrow.
type Reply struct {
	MsgID   string       `json:"msgId"`
	Name    string       `json:"name"` // of the message answered
	Made    string       `json:"made,omitempty"`
	Status  string       `json:"status,omitempty"`
	Reason  reason       `json:"reason,omitzero"`
	Batches []ReplyBatch `json:"batches,omitempty"`
	Lie     string       `json:"lie,omitempty"`
}

// ReplyBatch is the answer about one PmtInf; only what is refused is listed.
type ReplyBatch struct {
	ID       string         `json:"id"`
	Status   string         `json:"status"`
	Reason   reason         `json:"reason,omitzero"`
	Payments []ReplyPayment `json:"payments,omitempty"`
}

// ReplyPayment is the answer about one refused payment.
type ReplyPayment struct {
	InstrID    string `json:"instrId,omitempty"`
	EndToEndID string `json:"endToEndId"`
	Reason     reason `json:"reason"`
}

// answer turns a verdict into the final reply.
func answer(v *verdict) *Reply {
	o := v.Order
	r := &Reply{MsgID: o.Header.MsgID, Name: o.XMLName.Space, Made: o.Header.Made, Status: v.status(), Reason: v.Group}
	if v.Group.refuses() || r.Status == "ACCP" {
		return r
	}
	for i, bv := range v.Batches {
		b := ReplyBatch{ID: bv.ID, Status: bv.status(), Reason: bv.Reason}
		for k, why := range bv.Payments {
			if p := o.Batches[i].Payments[k]; why.refuses() {
				b.Payments = append(b.Payments, ReplyPayment{p.InstrID, p.EndToEndID, why})
			}
		}
		if b.Status != "ACCP" {
			r.Batches = append(r.Batches, b)
		}
	}
	return r
}

// reply answers now, or tomorrow.
func (b *Bank) reply(u User, r *Reply) error {
	if b.options.Mode.is(Slow) {
		b.books.Later = append(b.books.Later, r)
		return nil
	}
	return b.sendReply(u, r)
}

// sendLater sends what was put off.
func (b *Bank) sendLater(u User) error {
	later := b.books.Later
	b.books.Later = nil
	for _, r := range later {
		if err := b.sendReply(u, r); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bank) sendReply(u User, r *Reply) error {
	n := b.number()
	content, err := fill("pain.002", form(r, b.options, n, b.stamp()))
	if err != nil {
		return err
	}
	return b.send(u, fmt.Sprintf("pain002-%08d.xml", n), "pain.002 "+r.Status, r.Lie, content)
}

// statusForm is what the form of pain.002 is filled with.
type statusForm struct {
	*Reply
	Version, ID, Time, Original string
	Bank                        Options
}

func form(r *Reply, o Options, n int64, at string) statusForm {
	original := r.Name[strings.LastIndex(r.Name, ":")+1:] // pain.001.001.03, of the namespace
	return statusForm{r, o.Status, fmt.Sprintf("GBS%08d", n), at, original, o}
}
