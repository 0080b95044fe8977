package main

// The tables as the dump has them, as far as the checks read them. A null is 0 or "".

type fileRow struct {
	ID       int64  `json:"id"`
	Partner  string `json:"partner"`
	Name     string `json:"name"`
	Digest   string `json:"digest"`
	Size     int64  `json:"size"`
	Spool    string `json:"spool"`
	CopyOf   int64  `json:"copy_of"`
	State    string `json:"state"`
	Format   string `json:"format"`
	Code     string `json:"code"`
	Reason   string `json:"reason"`
	Received string `json:"received_at"`
	StateAt  string `json:"state_at"`
}

type outgoingRow struct {
	ID      int64  `json:"id"`
	Key     string `json:"key"`
	Partner string `json:"partner"`
	Folder  string `json:"folder"`
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Digest  string `json:"digest"`
	Plain   string `json:"plain"` // of what was sealed into the bytes that leave
	Size    int64  `json:"size"`
	Money   int64  `json:"money"`
	State   string `json:"state"`
	Attempt int64  `json:"attempt"`
	Reason  string `json:"reason"`
	DueAt   string `json:"due_at"`
	StateAt string `json:"state_at"`
}

type stepRow struct {
	ID      int64  `json:"id"`
	Subject string `json:"subject"`
	Was     string `json:"was"`
	Became  string `json:"became"`
	Actor   string `json:"actor"`
	Reason  string `json:"reason"`
	At      string `json:"at"`
	Hash    string `json:"hash"`
}

type accountRow struct {
	ID       int64  `json:"id"`
	Tenant   int64  `json:"tenant"`
	Role     string `json:"role"`
	Number   string `json:"number"`
	Currency string `json:"currency"`
}

type entryRow struct {
	ID          int64  `json:"id"`
	Tenant      int64  `json:"tenant"`
	Key         string `json:"key"`
	Series      string `json:"series"`
	Number      int64  `json:"number"`
	Why         string `json:"why"`
	BookedOn    int64  `json:"booked_on"`
	Currency    string `json:"currency"`
	Text        string `json:"text"`
	Reason      string `json:"reason"`
	File        string `json:"file"`
	Origin      string `json:"origin"`
	BankAccount string `json:"bank_account"`
	BankKey     string `json:"bank_key"`
	Reverses    int64  `json:"reverses"`
	First       int64  `json:"first"`
	Lines       int64  `json:"lines"`
	Receipt     int64  `json:"receipt"`
	Receipts    int64  `json:"receipts"`
	Content     string `json:"content"`
	At          string `json:"at"`
	Actor       string `json:"actor"`
	Hash        string `json:"hash"`
}

type postingRow struct {
	ID      int64 `json:"id"`
	Entry   int64 `json:"entry"`
	Account int64 `json:"account"`
	Amount  int64 `json:"amount"`
	Invoice int64 `json:"invoice"`
	Receipt int64 `json:"receipt"`
	Bucket  int64 `json:"bucket"`
}

type receiptRow struct {
	ID           int64  `json:"id"`
	Entry        int64  `json:"entry"`
	BankRef      string `json:"bank_ref"`
	Amount       int64  `json:"amount"`
	Payer        string `json:"payer"`
	PayerAccount string `json:"payer_account"`
	Text         string `json:"text"`
	Rule         string `json:"rule"`
	Evidence     string `json:"evidence"`
	Line         int64  `json:"line"`
}

type historyRow struct {
	ID       int64  `json:"id"`
	Tenant   int64  `json:"tenant"`
	Party    int64  `json:"party"`
	Invoice  int64  `json:"invoice"`
	Payout   string `json:"payout"`
	Kind     string `json:"kind"`
	Text     string `json:"text"`
	Document string `json:"document"`
	At       string `json:"at"`
	Actor    string `json:"actor"`
	Hash     string `json:"hash"`
}

type memoRow struct {
	ID      int64  `json:"id"`
	Key     string `json:"key"`
	Invoice int64  `json:"invoice"`
	Bucket  int64  `json:"bucket"`
	Amount  int64  `json:"amount"`
}

type itemRow struct {
	Invoice   int64 `json:"invoice"`
	Principal int64 `json:"principal"`
	Fee       int64 `json:"fee"`
	Cost      int64 `json:"cost"`
}

type itemPostingRow struct {
	Invoice int64 `json:"invoice"`
	Posting int64 `json:"posting"`
}

type exchangeRow struct {
	ID            int64  `json:"id"`
	Receipt       int64  `json:"receipt"`
	ClaimEntry    int64  `json:"claim_entry"`
	Worth         int64  `json:"worth"`
	WorthCurrency string `json:"worth_currency"`
	Claim         int64  `json:"claim"`
	ClaimCurrency string `json:"claim_currency"`
}

type clientRow struct {
	Party   int64  `json:"party"`
	Tenant  int64  `json:"tenant"`
	Account string `json:"account"`
}

type clientClaimRow struct {
	Invoice int64 `json:"invoice"`
	Client  int64 `json:"client"`
}

type clientChargeRow struct {
	ID      int64 `json:"id"`
	Invoice int64 `json:"invoice"`
	Bucket  int64 `json:"bucket"`
	Amount  int64 `json:"amount"`
}

type suspenseRow struct {
	Receipt int64 `json:"receipt"`
	Rest    int64 `json:"rest"`
}

type creditRow struct {
	ID   int64 `json:"id"`
	Rest int64 `json:"rest"`
}

type invoiceRow struct {
	ID     int64  `json:"id"`
	Tenant int64  `json:"tenant"`
	Number string `json:"number"`
	Kind   string `json:"kind"`
	Gross  int64  `json:"gross"`
}

type statementRow struct {
	ID       int64  `json:"id"`
	Account  string `json:"account"`
	Kind     string `json:"kind"`
	Name     string `json:"name"`
	Channel  string `json:"channel"`
	Currency string `json:"currency"`
	Balanced int64  `json:"balanced"`
	Opening  int64  `json:"opening"`
	Closing  int64  `json:"closing"`
	Credit   int64  `json:"credit"`
	Debit    int64  `json:"debit"`
	Entries  int64  `json:"entries"`
	File     string `json:"file"`
}

type bankEntryRow struct {
	ID           int64  `json:"id"`
	Account      string `json:"account"`
	Key          string `json:"key"`
	Day          int64  `json:"day"`
	Amount       int64  `json:"amount"`
	Notification int64  `json:"notification"`
	Statement    int64  `json:"statement"`
	Entry        int64  `json:"entry"`
}

type payoutRow struct {
	ID       int64  `json:"id"`
	Batch    int64  `json:"batch"`
	Source   string `json:"source"`
	Account  string `json:"account"`
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
	EndToEnd string `json:"end_to_end"`
	State    string `json:"state"`
	Message  string `json:"message_id"`
	MadeBy   string `json:"created_by"`
	EditedBy string `json:"edited_by"` // a name a line
}

type batchRow struct {
	ID           int64  `json:"id"`
	MessageID    string `json:"message_id"`
	Count        int64  `json:"count"`
	Total        int64  `json:"total"`
	Hash         string `json:"hash"`
	State        string `json:"state"`
	CreatedBy    string `json:"created_by"`
	ApprovedBy   string `json:"approved_by"`
	ApprovedAt   string `json:"approved_at"`
	ApprovedHash string `json:"approved_hash"`
}

// payFileRow is one file of a batch.
type payFileRow struct {
	MessageID string `json:"message_id"`
	Batch     int64  `json:"batch"`
	State     string `json:"state"`
	Digest    string `json:"digest"`
}

type outboxRow struct {
	Key     string `json:"key"`
	State   string `json:"state"`
	Reason  string `json:"reason"`
	Changed string `json:"changed_at"`
}

type keptRow struct {
	Digest string `json:"digest"`
}

type reminderRow struct {
	ID     int64  `json:"id"`
	Digest string `json:"digest"`
}
