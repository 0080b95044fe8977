package law_test

import (
	"fmt"

	"girod/config/law"
	"girod/formats/money"
)

// What a Norwegian business owes for collection, and why.
func ExampleTables_Ceiling() {
	tables, err := law.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	claim := law.Claim{Country: "NO", Debtor: law.Business, Principal: money.Of(900_00, money.NOK), Due: 20260112}
	cost, basis, err := tables.Ceiling(law.CollectionCost, claim, 20260320)
	fmt.Println(cost, err)
	for _, row := range basis.Rows {
		fmt.Println(row.Statute, row.Key, row.From)
	}
	fmt.Println(basis.Step)
	// Output:
	// 393.75 NOK <nil>
	// inkassoforskriften § 2-2 collection_cost 2020-10-01
	// inkassoforskriften § 2-2 salaer 2020-10-01
	// inkassoforskriften § 1-1 inkassosats 2026-01-01
	// principal up to 1000.00: 0.35
}

// A Swedish debtor gets one fee, and only where it was agreed.
func ExampleTables_Allow() {
	tables, err := law.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	claim := law.Claim{Country: "SE", Debtor: law.Consumer, Due: 20260112, FeeAgreed: true}
	first, err := tables.Allow(law.ReminderFee, claim, nil, 20260122)
	fmt.Println(first.Amount, err)
	before := []law.Charged{{Kind: law.ReminderFee, On: 20260122, Amount: first.Amount}}
	second, err := tables.Allow(law.ReminderFee, claim, before, 20260223)
	fmt.Println(second.Amount, second.Basis.Note, err)
	// Output:
	// 60.00 SEK <nil>
	// 0.00 SEK charged as often as the law allows <nil>
}
