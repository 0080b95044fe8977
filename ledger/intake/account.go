package intake

import (
	"strings"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
)

// Account is one of our own bank accounts. All of them form one receiving set: an invoice
// may be paid to any of them.
type Account struct {
	Key      string   // stable name in the book, usually the IBAN
	Names    []string // every form the bank's files use: IBAN, BBAN, bankgiro …
	Currency money.Currency
	Number   string // ledger account: "1930"
	// PostsStatements is true where camt.053 posts and camt.054 only announces.
	PostsStatements bool
	// Notified says which kind of list posts from which day, in order of days; none: the
	// one that came first, and another is held.
	Notified []Channel
	// Opening is the balance before the first statement.
	Opening int64
	// Clients is set where the money on it is that of an agent's clients.
	Clients bool
	// Acquirer is set where it is no bank account but what an acquirer of cards owes us.
	Acquirer *Acquirer
}

// role is what the account is in the book.
func (a *Account) role() ledger.Role {
	switch {
	case a.Acquirer != nil:
		return ledger.RoleCardReceivable
	case a.Clients:
		return ledger.RoleClientBank
	}
	return ledger.RoleBank
}

// posts tells whether entries of a kind of message are booked on the account.
func (a *Account) posts(kind formats.StatementKind) bool {
	if a.PostsStatements {
		return kind == formats.EndOfDay
	}
	return kind == formats.Notification
}

// find gives the account a file speaks of, or nil.
func find(accounts []Account, id string) *Account {
	want := bare(id)
	for i := range accounts {
		for _, name := range append(accounts[i].Names, accounts[i].Key) {
			if want != "" && bare(name) == want {
				return &accounts[i]
			}
		}
	}
	return nil
}

// Is tells whether a file that speaks of an account means this one.
func (a Account) Is(id string) bool { return find([]Account{a}, id) != nil }

// bare strips what people put between digits: "5805-6201" and "58056201" are one.
func bare(id string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' || r == '/' {
			return -1
		}
		return r
	}, strings.ToUpper(id))
}
