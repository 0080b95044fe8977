package ledger

// rows is the table of DOMAIN.md 5.4, in its order. Where a row stands for several
// bookings in time ("file sent / debited") each is a step of its own. A test holds it
// against the document's debit and credit columns.
var rows = []Template{
	{"T-01", "invoice issued", InvoiceIssued, owners,
		legs(dr(RoleAR, OfNet, OfVAT), cr(RoleRevenue, OfNet), cr(RoleVATOut, OfVAT)), may(OfVAT), false},
	{"T-02", "reminder fee issued", ReminderFee, owners, legs(dr(RoleAR, OfFee).in(Fee), cr(RoleFeeIncome, OfFee)), nil, false},
	// Where fees are earned when paid, claiming them books nothing, and every leg below that
	// moves a fee or compensation on ar moves it on its income instead, naming the invoice.
	{"T-02b", "reminder fee earned when paid", PaymentReceived, owners, legs(dr(RoleBank, OfFee), cr(RoleFeeIncome, OfFee).in(Fee)), nil, false},
	{"T-02b compensation", "late payment compensation earned when paid", PaymentReceived, owners,
		legs(dr(RoleBank, OfCost), cr(RoleLateCompIncome, OfCost).in(Cost)), nil, false},
	{"T-03", "late payment compensation charged", LateComp, owners, legs(dr(RoleAR, OfCost).in(Cost), cr(RoleLateCompIncome, OfCost)), nil, false},
	{"T-04", "interest invoice issued", InterestInvoiced, owners,
		legs(dr(RoleAR, OfInterest), cr(RoleInterestIncome, OfInterest)), nil, false},
	// What the debtor had paid of what is credited becomes his credit, and interest nobody
	// has paid is taken back from the item: claimed and given up in one, so nothing is earned.
	{"T-05", "credit note, full or part", CreditNote, owners,
		legs(dr(RoleRevenue, OfNet), dr(RoleVATOut, OfVAT), dr(RoleInterestIncome, OfWaived),
			cr(RoleAR, OfNet, OfVAT).less(OfSurplus), cr(RoleCustomerCredit, OfSurplus), cr(RoleInterestIncome, OfWaived).in(Interest)),
		may(OfNet, OfVAT, OfSurplus, OfWaived), false},
	{"T-06", "fee reversed on revocation", FeeReversed, owners,
		legs(dr(RoleFeeIncome, OfFee), cr(RoleAR, OfFee).in(Fee).less(OfFeeBack), cr(RoleCustomerCredit, OfFeeBack)), may(OfFeeBack), false},
	{"T-06 compensation", "late payment compensation reversed", FeeReversed, owners,
		legs(dr(RoleLateCompIncome, OfCost), cr(RoleAR, OfCost).in(Cost).less(OfCostBack), cr(RoleCustomerCredit, OfCostBack)), may(OfCostBack), false},

	{"T-07", "payment of principal, fee, interest and cost", PaymentReceived, owners, paid(RoleBank), may(OfPrincipal, OfFee, OfInterest, OfCost), false},
	{"T-08", "part payment", PaymentReceived, owners, paid(RoleBank), may(OfPrincipal, OfFee, OfInterest, OfCost), false},
	{"T-09", "several invoices and a credit note", PaymentReceived, owners, legs(dr(RoleBank, OfPrincipal), cr(RoleAR, OfPrincipal)), nil, true},
	{"T-10", "short within tolerance", PaymentReceived, owners,
		legs(dr(RoleBank, OfPrincipal).less(OfRounding), dr(RoleRounding, OfRounding), cr(RoleAR, OfPrincipal)), nil, false},
	{"T-11", "over within tolerance", PaymentReceived, owners,
		legs(dr(RoleBank, OfPrincipal, OfRounding), cr(RoleAR, OfPrincipal), cr(RoleRounding, OfRounding)), nil, false},
	{"T-12", "overpayment", PaymentReceived, owners,
		legs(dr(RoleBank, OfPrincipal, OfSurplus), cr(RoleAR, OfPrincipal), cr(RoleCustomerCredit, OfSurplus)), nil, false},
	{"T-13", "duplicate payment", PaymentReceived, owners, legs(dr(RoleBank, OfSurplus), cr(RoleCustomerCredit, OfSurplus)), nil, false},
	{"T-14 sent", "refund: the file is sent", PayoutSent, anyone, legs(dr(RoleCustomerCredit, OfMoney), cr(RoleInTransit, OfMoney)), nil, false},
	{"T-14 debited", "refund: the bank has paid", PayoutDebited, anyone, legs(dr(RoleInTransit, OfMoney), cr(RoleBank, OfMoney)), nil, false},
	{"T-15", "incoming payment reversed by the bank", PaymentReversed, owners,
		legs(dr(RoleAR, OfPrincipal), dr(RoleAR, OfFee).in(Fee), dr(RoleAR, OfCost).in(Cost), dr(RoleInterestIncome, OfInterest).in(Interest),
			cr(RoleBank, OfPrincipal, OfFee, OfCost, OfInterest)), may(OfPrincipal, OfFee, OfInterest, OfCost), false},
	{"T-16 received", "unidentified receipt", PaymentReceived, owners, legs(dr(RoleBank, OfMoney), cr(RoleSuspense, OfMoney)), nil, false},
	{"T-16 allocated", "unidentified receipt given an owner", Allocated, owners,
		append(paid(RoleSuspense, OfSurplus), cr(RoleCustomerCredit, OfSurplus)), may(OfPrincipal, OfFee, OfInterest, OfCost, OfSurplus), false},
	{"T-17", "payout rejected", PayoutRejected, anyone,
		legs(dr(RoleInTransit, OfMoney, OfOwed), cr(RoleCustomerCredit, OfMoney), cr(RoleAP, OfOwed)), may(OfMoney, OfOwed), false},
	{"T-18", "payout returned by the bank", PayoutReturned, anyone,
		legs(dr(RoleBank, OfMoney, OfOwed), cr(RoleCustomerCredit, OfMoney), cr(RoleAP, OfOwed)), may(OfMoney, OfOwed), false},
	{"T-19 sent", "supplier or client payout: the file is sent", PayoutSent, anyone,
		legs(dr(RoleAP, OfOwed), dr(RoleClientFunds, OfHeld), cr(RoleInTransit, OfOwed, OfHeld)), may(OfOwed, OfHeld), false},
	{"T-19 debited", "supplier or client payout: the bank has paid", PayoutDebited, anyone,
		legs(dr(RoleInTransit, OfMoney), cr(RoleBank, OfMoney)), nil, false},
	{"T-20", "bank charge", BankCharge, anyone, legs(dr(RoleBankFee, OfCharge), cr(RoleBank, OfCharge)), nil, false},
	// A claim paid in another currency: the money came as T-16 received, in the account's. What
	// the claim was worth there clears the entry in the claim's own currency.
	{"T-21 worth", "claim paid in another currency: its worth in the account's", Allocated, owners,
		legs(dr(RoleSuspense, OfMoney, OfFXGain).less(OfFXLoss), dr(RoleFXLoss, OfFXLoss), cr(RoleFXClearing, OfMoney), cr(RoleFXGain, OfFXGain)),
		may(OfFXGain, OfFXLoss), false},
	{"T-21 claim", "claim paid in another currency: settled in its own", CurrencyDifference, owners, paid(RoleFXClearing),
		may(OfPrincipal, OfFee, OfInterest, OfCost), false},
	{"T-22 sold", "card or Swish sale", CardSold, owners,
		legs(dr(RoleCardReceivable, OfNet, OfVAT), cr(RoleRevenue, OfNet), cr(RoleVATOut, OfVAT)), may(OfVAT), false},
	{"T-22 settled", "card or Swish day settlement", CardSettled, owners, // R-ALK-39
		legs(dr(RoleBank, OfMoney).less(OfCharge), dr(RoleBankFee, OfCharge), cr(RoleCardReceivable, OfMoney)), may(OfCharge), false},

	// An expected loss is without VAT: the VAT stays on doubtful receivables until the loss
	// is certain. Interest nobody has paid leaves the item, as with a credit note; so do fees
	// and compensation that would have been earned when paid: what never was a receivable
	// cannot be lost.
	{"T-23", "expected loss", LossExpected, Creditor,
		append(legs(dr(RoleExpectedLoss, OfNet, OfFee, OfCost).named(), dr(RoleDoubtfulAR, OfNet, OfVAT, OfFee, OfCost).named(),
			cr(RoleDoubtfulAR, OfNet, OfFee, OfCost).named(), cr(RoleAR, OfNet, OfVAT), cr(RoleAR, OfFee).in(Fee), cr(RoleAR, OfCost).in(Cost)), unearned...),
		may(OfNet, OfVAT, OfFee, OfCost, OfWaived, OfFeeWaived, OfCostWaived), false},
	{"T-24", "confirmed loss of what was expected to be lost", LossConfirmed, Creditor,
		legs(dr(RoleConfirmedLoss, OfNet).named(), dr(RoleVATOut, OfVAT).named(),
			cr(RoleDoubtfulAR, OfVAT).named(), cr(RoleExpectedLoss, OfNet).named(),
			dr(RoleInterestIncome, OfWaived), cr(RoleInterestIncome, OfWaived).in(Interest)), may(OfNet, OfVAT, OfWaived), false},
	{"T-24 at once", "confirmed loss nobody had expected", LossConfirmed, Creditor,
		append(legs(dr(RoleConfirmedLoss, OfNet, OfFee, OfCost).named(), dr(RoleVATOut, OfVAT).named(),
			cr(RoleAR, OfNet, OfVAT), cr(RoleAR, OfFee).in(Fee), cr(RoleAR, OfCost).in(Cost)), unearned...),
		may(OfNet, OfVAT, OfFee, OfCost, OfWaived, OfFeeWaived, OfCostWaived), false},
	{"T-25", "loss recovered", LossRecovered, Creditor,
		legs(dr(RoleBank, OfNet, OfVAT), cr(RoleConfirmedLoss, OfNet).named(), cr(RoleVATOut, OfVAT).named()), may(OfNet, OfVAT), false},
	// A payment of a claim nobody owes any more rests as the payer's credit (DOMAIN.md 5.3)
	// until a person says that it recovers the loss.
	{"T-25 credit", "loss recovered, out of the payer's credit", LossRecovered, Creditor,
		legs(dr(RoleCustomerCredit, OfMoney), cr(RoleConfirmedLoss, OfMoney).less(OfVAT).named(), cr(RoleVATOut, OfVAT).named()), may(OfVAT), false},
	{"T-25 expected", "expected loss recovered, out of the payer's credit", LossRecovered, Creditor,
		legs(dr(RoleCustomerCredit, OfMoney), cr(RoleExpectedLoss, OfMoney).less(OfVAT).named(), cr(RoleDoubtfulAR, OfVAT).named()), may(OfVAT), false},

	{"T-26", "payment plan fee", PlanFee, owners, legs(dr(RoleAR, OfFee).in(Fee), cr(RoleFeeIncome, OfFee)), nil, false},
	{"T-27", "hand-over to an agent", HandedOver, owners, nil, nil, false}, // the claim stays where it is
	{"T-28", "agent's statement, net to the creditor", AgentSettled, owners,
		legs(dr(RoleBank, OfPrincipal, OfFee, OfInterest, OfRecovered).less(OfCharge, OfVAT), dr(RoleCollectionFee, OfCharge), dr(RoleVATIn, OfVAT),
			cr(RoleAR, OfPrincipal), cr(RoleAR, OfFee).in(Fee), cr(RoleInterestIncome, OfInterest).in(Interest), cr(RoleRecoveredCost, OfRecovered)),
		may(OfFee, OfInterest, OfRecovered, OfCharge, OfVAT), false},
	{"T-29", "debtor paid the creditor after hand-over", PaymentReceived, owners, legs(dr(RoleBank, OfPrincipal), cr(RoleAR, OfPrincipal)), nil, false},

	// The creditor has the money, on an account whose statements do not come here. It is not
	// debited to bank, which must equal what the bank's statements say, but to other_bank,
	// where the creditor's own accounting meets it. An agent books nothing: neither the claim
	// nor the money was ever in the agent's books (R-BST-61).
	{"T-29 elsewhere", "debtor paid the creditor, on an account that is not read here", PaidElsewhere, owners,
		append(paid(RoleOtherBank, OfSurplus), cr(RoleCustomerCredit, OfSurplus)), may(OfPrincipal, OfFee, OfInterest, OfCost, OfSurplus), false},

	{"T-30", "invoice sold, without recourse", InvoiceSold, Seller, legs(dr(RoleFactor, OfPrincipal).named(), cr(RoleAR, OfPrincipal)), nil, false},
	{"T-31", "factor's payout", FactorPaid, Seller,
		legs(dr(RoleBank, OfMoney).less(OfCharge, OfVAT), dr(RoleFactoringFee, OfCharge), dr(RoleVATIn, OfVAT), cr(RoleFactor, OfMoney)),
		may(OfCharge, OfVAT), false},
	{"T-32", "sold invoice credited", Buyback, Seller,
		legs(dr(RoleRevenue, OfNet), dr(RoleVATOut, OfVAT), cr(RoleFactor, OfNet, OfVAT).named()), may(OfVAT), false}, // R-COL-32
	{"T-33", "bought back", Buyback, Seller, legs(dr(RoleAR, OfPrincipal), cr(RoleFactor, OfPrincipal).named()), nil, false},
	{"T-34", "fees of a negative settlement, carried", FactorFee, Seller, legs(dr(RoleFactoringFee, OfCharge), cr(RoleFactor, OfCharge)), nil, false},
	{"T-35 received", "payment that is the factor's", PaymentReceived, Seller, legs(dr(RoleBank, OfMoney), cr(RoleMisdirected, OfMoney)), nil, false},
	{"T-35 forwarded", "payment that is the factor's: file sent", PayoutSent, Seller, legs(dr(RoleMisdirected, OfMoney), cr(RoleInTransit, OfMoney)), nil, false},
	{"T-35 debited", "payment that is the factor's: the bank has paid", PayoutDebited, Seller, legs(dr(RoleInTransit, OfMoney), cr(RoleBank, OfMoney)), nil, false},
	{"T-36 pledged", "invoice pledged", Pledged, owners, legs(dr(RolePledgedAR, OfPrincipal).named(), cr(RoleAR, OfPrincipal)), nil, false},
	{"T-36 loan", "loan on pledged invoices", Pledged, owners, legs(dr(RoleBank, OfMoney), cr(RolePledgeLoan, OfMoney)), nil, false},
	{"T-36 repaid", "loan on pledged invoices repaid", Pledged, owners, legs(dr(RolePledgeLoan, OfMoney), cr(RoleBank, OfMoney)), nil, false},

	{"T-40", "collected for a client", ClientCollected, Agent, legs(dr(RoleClientBank, OfHeld), cr(RoleClientFunds, OfHeld)), nil, false},
	// The bank takes back what was collected, and a person gives unidentified money its owner,
	// or takes it from a wrong one: between the clients' accounts and the unallocated.
	{"T-40 reversed", "what was collected for a client is reversed by the bank", PaymentReversed, Agent,
		legs(dr(RoleClientFunds, OfHeld), cr(RoleClientBank, OfHeld)), nil, false},
	{"T-41", "agent's fee retained", ClientFee, Agent,
		legs(dr(RoleClientFunds, OfCharge, OfVAT), cr(RoleAgentFee, OfCharge).named(), cr(RoleVATOut, OfVAT)), may(OfVAT), false},
	{"T-42 sent", "client payout: file sent", PayoutSent, Agent, legs(dr(RoleClientFunds, OfHeld), cr(RoleInTransit, OfHeld)), nil, false},
	{"T-42 debited", "client payout: the bank has paid", PayoutDebited, Agent, legs(dr(RoleInTransit, OfHeld), cr(RoleClientBank, OfHeld)), nil, false},
	{"T-43 sent", "own fees leave the client account", BankMoved, Agent, legs(dr(RoleInTransit, OfMoney), cr(RoleClientBank, OfMoney)), nil, false},
	{"T-43 arrived", "own fees reach the own account", BankMoved, Agent, legs(dr(RoleBank, OfMoney), cr(RoleInTransit, OfMoney)), nil, false},
	// Court and enforcement fees, by the claim they were laid out for. The authority invoices
	// them and is paid like any supplier (T-19); or the bank's own file has told of the debit
	// before a person said what it was. What a debtor pays of his costs pays them first.
	{"T-44 paid", "outlay for a client", OutlayPaid, Agent, legs(dr(RoleOutlay, OfMoney).named(), cr(RoleBank, OfMoney)), nil, false},
	{"T-44 invoiced", "outlay for a client, owed to the authority", OutlayPaid, Agent, legs(dr(RoleOutlay, OfMoney).named(), cr(RoleAP, OfMoney)), nil, false},
	{"T-44 found", "outlay for a client, that the bank had paid", OutlayPaid, Agent, legs(dr(RoleOutlay, OfMoney).named(), cr(RoleSuspense, OfMoney)), nil, false},
	{"T-44 recovered", "outlay kept out of the client's money", OutlayCharged, Agent, legs(dr(RoleClientFunds, OfMoney), cr(RoleOutlay, OfMoney).named()), nil, false},
	{"T-44 charged", "outlay charged to the client", OutlayCharged, Agent, legs(dr(RoleARClients, OfMoney), cr(RoleOutlay, OfMoney).named()), nil, false},
	// What the bank took back of a client who has been paid, the client owes the agent: it is
	// never covered by other clients' money. What is collected later pays it first.
	{"T-44 owed", "taken back after the client was paid", ClientOwes, Agent, legs(dr(RoleARClients, OfMoney), cr(RoleClientFunds, OfMoney)), nil, false},
	{"T-44 settled", "what a client owes, out of what was collected", ClientOwes, Agent, legs(dr(RoleClientFunds, OfMoney), cr(RoleARClients, OfMoney)), nil, false},
	{"T-45", "unidentified money on the client account", ClientCollected, Agent, legs(dr(RoleClientBank, OfMoney), cr(RoleClientFunds, OfMoney)), nil, false},
	{"T-45 allocated", "unidentified money on the client account given an owner", Allocated, Agent,
		legs(dr(RoleClientFunds, OfMoney), cr(RoleClientFunds, OfMoney)), nil, false},
}

func legs(l ...Leg) []Leg { return l }

// unearned gives up what would have been earned when paid: claimed and given up in one.
var unearned = legs(dr(RoleInterestIncome, OfWaived), cr(RoleInterestIncome, OfWaived).in(Interest),
	dr(RoleFeeIncome, OfFeeWaived), cr(RoleFeeIncome, OfFeeWaived).in(Fee), dr(RoleLateCompIncome, OfCostWaived), cr(RoleLateCompIncome, OfCostWaived).in(Cost))

// paid is a payment to each bucket, out of a role that gives what they take and more.
func paid(from Role, more ...Part) []Leg {
	return legs(dr(from, append([]Part{OfPrincipal, OfFee, OfCost, OfInterest}, more...)...),
		cr(RoleAR, OfPrincipal), cr(RoleAR, OfFee).in(Fee), cr(RoleAR, OfCost).in(Cost), cr(RoleInterestIncome, OfInterest).in(Interest))
}
