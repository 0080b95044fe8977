package law

import (
	"fmt"
	"slices"
	"strings"

	"girod/formats/date"
)

// allocationOrder is the key of the rows that say which part of a claim a payment fills first.
const allocationOrder = "allocation_order"

// AllocationOrder gives which part of a claim a payment fills first where nobody says: cost,
// fee, interest and principal, but of a consumer in Finland interest and principal before
// what the collection cost (DOMAIN.md 0.4, 3.1.7, 3.3). It may change by law, so it is a row
// with a date like any other.
func (t *Tables) AllocationOrder(c Country, who Debtor, on date.Date) ([]string, error) {
	r, err := t.Row(c, allocationOrder, who, on)
	return strings.Fields(r.Value), err
}

func checkOrder(value string) error {
	if parts := strings.Fields(value); !slices.Equal(slices.Sorted(slices.Values(parts)), []string{"cost", "fee", "interest", "principal"}) {
		return fmt.Errorf("%q: want each of cost, fee, interest, principal once", value)
	}
	return nil
}
