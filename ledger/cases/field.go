package cases

import "slices"

// Tab is one of the places in which a search form shows its fields.
type Tab string

// The tabs (R-BST-30).
const (
	Quick       Tab = "quick" // snabbsök
	CustomerTab Tab = "customer"
	CaseTab     Tab = "case"
	DebtTab     Tab = "debt"
	EveryTab    Tab = "every" // filters above the tabs
)

// Field is something cases are searched by; a form and the command line are made of
// this list.
type Field struct {
	Name string
	Tabs []Tab
	Hint string // what is wanted, for a form
	read func(*reader, string) *Fault
}

// Fields gives all fields, in the order of a form.
func Fields() []Field { return slices.Clone(fields) }

var fields = []Field{
	{"customer", []Tab{Quick, CustomerTab}, "customer number in the client's system, whole", exact(keyCustomer)},
	{"former-customer", []Tab{Quick, CustomerTab}, "a customer number the debtor had before", exact(keyFormer)},
	{"identity", []Tab{Quick, CustomerTab}, "personal identity number, with or without hyphen, in Sweden without the century", (*reader).identity},
	{"orgno", []Tab{Quick, CustomerTab}, "organisation number", (*reader).orgNo},
	{"invoice", []Tab{Quick, DebtTab}, "invoice number in the client's system, whole", exact(keyInvoice)},
	{"ref", []Tab{Quick, DebtTab}, "OCR number, KID or other payment reference; blanks do not matter", (*reader).ref},
	{"email", []Tab{Quick, CustomerTab}, "e-mail address, whole", (*reader).email},
	{"phone", []Tab{Quick, CustomerTab}, "telephone number, national or with the country's code", (*reader).phone},
	{"case", []Tab{Quick, CaseTab}, "case number, ours or the partner's", (*reader).caseNo},
	{"debtor-no", []Tab{Quick, CustomerTab}, "the debtor's number at the partner", (*reader).debtorNo},
	{"name", []Tab{CustomerTab}, "name or parts of it, at least two letters each; letters, digits, blanks and hyphens", (*reader).name},
	{"handler", []Tab{CaseTab}, "who works on it", (*reader).handlerName},
	{"status", []Tab{CaseTab}, "the partner's word for its status", (*reader).statusText},
	{"registered-from", []Tab{CaseTab}, "first day of registration, 2026-01-31", from(func(c *criteria) *span { return &c.registered })},
	{"registered-through", []Tab{CaseTab}, "last day of registration", through(func(c *criteria) *span { return &c.registered })},
	{"issued-from", []Tab{DebtTab}, "first invoice date", from(func(c *criteria) *span { return &c.issued })},
	{"issued-through", []Tab{DebtTab}, "last invoice date", through(func(c *criteria) *span { return &c.issued })},
	{"due-from", []Tab{DebtTab}, "first due date", from(func(c *criteria) *span { return &c.due })},
	{"due-through", []Tab{DebtTab}, "last due date", through(func(c *criteria) *span { return &c.due })},
	{"amount-from", []Tab{DebtTab}, "least amount of an invoice, 1250.00 or 1 250,00", (*reader).amountFrom},
	{"amount-to", []Tab{DebtTab}, "greatest amount of an invoice", (*reader).amountTo},
	{"owed-from", []Tab{DebtTab, CaseTab}, "least remaining debt of the case", (*reader).owedFrom},
	{"owed-to", []Tab{DebtTab, CaseTab}, "greatest remaining debt of the case", (*reader).owedTo},
	{"state", []Tab{EveryTab}, "invoicing, collection, monitoring or all", (*reader).state},
	{"situation", []Tab{EveryTab}, "active (when nothing is said), closed or all", (*reader).situation},
	{"department", []Tab{EveryTab}, "associations, by comma", (*reader).departmentNames},
	{"currency", []Tab{EveryTab}, "SEK", (*reader).currencyCode},
	{"system", []Tab{EveryTab}, "country whose law the case is under: SE", (*reader).system},
	{"favourites", []Tab{EveryTab}, "yes: only those I have marked", (*reader).favouritesOnly},
	{"sort", []Tab{EveryTab}, "number, registered, issued, due, amount or name", (*reader).sortBy},
	{"reverse", []Tab{EveryTab}, "yes: the other way round", (*reader).reversed},
}

func fieldNamed(name string) *Field {
	for i := range fields {
		if fields[i].Name == name {
			return &fields[i]
		}
	}
	return nil
}
