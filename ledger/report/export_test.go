package report

import "girod/formats/money"

// Walks are the queries whose answers are as long as the book.
var Walks = []struct {
	SQL  string
	Args []any
}{
	{accountPostings, []any{0, always, "1510", money.SEK, 1}},
	{voucherPostings, []any{0, always, money.SEK, 1}},
	{claimPostings(`debt_case.state, debt_case.activity`, everyClaim) + inOrder, []any{always}},
	{claimPostings(caseStateX+`, `+caseActiveX, everyClaim) + inOrder, []any{always}},
}
