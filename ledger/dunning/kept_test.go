package dunning

import (
	"encoding/json"
	"reflect"
	"testing"

	"girod/formats"
	"girod/formats/date"
)

// TestKeptWordForWord holds that a letter with something in each of its fields comes back as
// it was told from its letterhead, its row's columns and its body.
func TestKeptWordForWord(t *testing.T) {
	var w formats.Reminder
	n := int64(0)
	fill(reflect.ValueOf(&w).Elem(), &n)
	body, err := bodyOf(&w)
	if err != nil {
		t.Fatal(err)
	}
	head, err := headed(&w)
	if err != nil {
		t.Fatal(err)
	}
	got := formats.Reminder{ID: w.ID, Kind: w.Kind, On: w.On, PayBy: w.PayBy, Channel: w.Channel, Currency: w.Currency,
		Principal: w.Principal, Fee: w.Fee, Interest: w.Interest, Cost: w.Cost}
	for _, part := range [][]byte{head, body} {
		if err := json.Unmarshal(part, &got); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(got, w) {
		t.Errorf("got  %+v\nwant %+v", got, w)
	}
	if len(body) > 4000 {
		t.Errorf("the body is %d bytes", len(body))
	}
}

// fill puts something into every field: each a value of its own.
func fill(v reflect.Value, n *int64) {
	*n++
	switch {
	case v.Type() == reflect.TypeFor[date.Date]():
		v.SetInt(20260101 + *n%28)
	case v.Kind() == reflect.String:
		v.SetString("text " + string(rune('A'+*n%26)))
	case v.CanInt():
		v.SetInt(*n)
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), n)
		}
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	}
}
