package cases

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"girod/ledger"
	"girod/ledger/store"
)

// The bounds of one page: how many hits it has when nothing is said, how many cases it
// looks at, and how many hits may be brought into another order than the index has.
const (
	usualPage = 50
	maxLooked = 1000
	maxSorted = 1000
	maxOwed   = 400 // what is owed has no index: it is added up case by case
)

// most is how many cases a page of this search looks at.
func (c *criteria) most() int {
	if c.owed.set {
		return maxOwed
	}
	return maxLooked
}

// Hit is a case that was found, with what is still owed in it.
type Hit struct {
	Case
	Owed      int64
	Favourite bool
}

// Page is a page of a search.
type Page struct {
	Hits   []Hit
	Next   string   // where the next page begins; "" when there is none
	Looked int      // how many cases were looked at; a page may end for that
	Notes  []string // why there is so little, in words
}

// Paging says which page is wanted.
type Paging struct {
	After string // Next of the page before
	Limit int    // 0: 50
}

// Search gives a page of the cases a query asks for, as a user sees them. What is wrong
// with the query is told by [Refused]. A page looks at a bounded number of cases; when
// what it is filtered by is rare it may hold fewer hits than asked for, and go on.
func (d Desk) Search(tx *ledger.Tx, user string, q Query, p Paging) (*Page, error) {
	c, err := d.understand(tx, q, user)
	if err != nil {
		return nil, err
	}
	if p.Limit <= 0 || p.Limit > maxPage {
		p.Limit = usualPage
	}
	s := &searching{criteria: c, tx: tx, limit: p.Limit, page: &Page{}}
	switch {
	case c.sorted():
		err = s.sortedPage(p.After)
	case len(c.words) > 0 && len(c.keys) == 0 && !c.favourites:
		err = s.byWords(p.After)
	default:
		err = s.straight(p.After)
	}
	if err == nil {
		err = s.fill(user)
	}
	if err == nil && len(s.page.Hits) == 0 && s.page.Next == "" {
		err = s.explain()
	}
	return s.page, err
}

// rounds bound how often Gather looks on: where what is asked for is rare a page looks at a
// thousand cases at a time, and two million are all there may be.
const rounds = 2000

// Gather is Search that looks on until the page is full or there is nothing more: what a
// person waits for.
func (d Desk) Gather(tx *ledger.Tx, user string, q Query, p Paging) (*Page, error) {
	if p.Limit <= 0 || p.Limit > maxPage {
		p.Limit = usualPage
	}
	whole := &Page{Next: p.After}
	for range rounds {
		page, err := d.Search(tx, user, q, Paging{After: whole.Next, Limit: p.Limit - len(whole.Hits)})
		if err != nil {
			return nil, err
		}
		whole.Hits, whole.Next, whole.Notes = append(whole.Hits, page.Hits...), page.Next, page.Notes
		if whole.Looked += page.Looked; whole.Next == "" || len(whole.Hits) == p.Limit {
			break
		}
	}
	return whole, nil
}

// Each calls fn for every hit from a place on, page after page: nothing is gathered.
func (d Desk) Each(tx *ledger.Tx, user string, q Query, after string, fn func(Hit) error) error {
	for {
		page, err := d.Search(tx, user, q, Paging{After: after, Limit: maxPage})
		if err != nil {
			return err
		}
		for _, h := range page.Hits {
			if err := fn(h); err != nil {
				return err
			}
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

// searching is a page in the making.
type searching struct {
	*criteria
	tx    *ledger.Tx
	limit int
	found []int64
	page  *Page
}

// straight walks one index.
func (s *searching) straight(after string) error {
	var st statement
	w := s.route(&st)
	from, err := placed(after, w, s.start(w))
	if err != nil {
		return err
	}
	query := s.query(&st, w, from, "", s.most()+1)
	var last place
	return s.run(s.tx, query, st.args, func(at step) error {
		if s.page.Looked == s.most() || len(s.found) == s.limit {
			s.page.Next = w.cursor(last)
			return errEnough
		}
		s.page.Looked++
		last = at.place
		if at.fits {
			s.found = append(s.found, at.id)
		}
		return nil
	})
}

// byWords walks the words that hold the longest part asked for, one after the other. A
// case whose name has several such words stands under the first.
func (s *searching) byWords(after string) error {
	part := s.words[0]
	w := walk{id: "k.debt_case", value: "word", text: true}
	from, err := placed(after, w, s.start(walk{}))
	if err != nil {
		return err
	}
	if after == "" {
		from.text = ""
	}
	return eachWord(s.tx, part, from.text, func(word string) error {
		if word != from.text {
			from = s.start(walk{})
		}
		return s.underWord(part, word, from.id)
	})
}

func (s *searching) underWord(part, word string, from int64) error {
	var st statement
	w := walk{from: keyRange(&st, key{keyWord, word}), id: "k.debt_case"}
	query := s.query(&st, w, place{id: from}, "", s.most()+1)
	last := from
	s.page.Looked++ // for the word itself
	err := s.run(s.tx, query, st.args, func(at step) error {
		if s.page.Looked >= s.most() || len(s.found) == s.limit {
			s.page.Next = walk{value: "word", text: true}.cursor(place{text: word, id: last})
			return errEnough
		}
		s.page.Looked++
		last = at.id
		if at.fits && firstWith(part, at.name) == word {
			s.found = append(s.found, at.id)
		}
		return nil
	})
	if err == nil && s.page.Next != "" {
		return errEnough
	}
	return err
}

// wordsAtOnce is how many words are read at a time.
const wordsAtOnce = 200

// eachWord calls fn for the words that hold a part, from one on, in the order of their
// ends from that part: "ek" gives blek, ek, ekberg.
func eachWord(tx *ledger.Tx, part, from string, fn func(string) error) error {
	end := endWith(part, from)
	fresh := ">="
	for {
		var words []string
		rows := 0
		err := tx.Each(`SELECT part, word FROM name_part WHERE part < $1 AND (part, word) `+fresh+` ($2, $3) ORDER BY part, word LIMIT $4`,
			[]any{part + "\U0010FFFF", end, from, wordsAtOnce}, func(r *store.Row) error {
				end, from = r.Text(0), r.Text(1)
				if rows++; end == endWith(part, from) { // a word with the part twice has two ends
					words = append(words, from)
				}
				return nil
			})
		if err != nil {
			return err
		}
		for _, word := range words {
			switch err := fn(word); {
			case err == errEnough:
				return nil
			case err != nil:
				return err
			}
		}
		if rows < wordsAtOnce {
			return nil
		}
		fresh = ">"
	}
}

// endWith gives a word from the first place on where it holds a part; the part itself
// where it does not.
func endWith(part, word string) string {
	if i := strings.Index(word, part); i >= 0 {
		return word[i:]
	}
	return part
}

// firstWith gives the word of a folded name under which a case is found by a part.
func firstWith(part, name string) (least string) {
	for _, w := range nameWords(name) {
		if !strings.Contains(w, part) {
			continue
		}
		if least == "" || cmp.Or(cmp.Compare(endWith(part, w), endWith(part, least)), cmp.Compare(w, least)) < 0 {
			least = w
		}
	}
	return least
}

// sortedPage gathers all hits and brings them into the order asked for.
func (s *searching) sortedPage(after string) error {
	extra, text := map[Sort]string{
		ByNumber: "0, ''", ByRegistered: "c.registered, ''", ByName: "0, c.name",
		ByIssued: "(SELECT MAX(x.issued) FROM case_invoice x WHERE x.debt_case = c.id), ''",
		ByDue:    "(SELECT MAX(x.due) FROM case_invoice x WHERE x.debt_case = c.id), ''",
		ByAmount: "(SELECT MAX(x.amount) FROM case_invoice x WHERE x.debt_case = c.id), ''",
	}[s.sort], s.sort == ByName
	all := []place{}
	gather := func(at step) error {
		if s.page.Looked++; s.page.Looked > maxLooked || len(all) > maxSorted {
			return refuse("sort", "E_SEARCH_TOO_MANY", "too many cases to be sorted so: say more, or leave the order to the search")
		}
		if at.fits {
			all = append(all, at.place)
		}
		return nil
	}
	if err := s.gather(extra, gather); err != nil {
		return err
	}
	up := s.reverse != text // names rise, all else falls
	slices.SortFunc(all, func(a, b place) int {
		n := cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.text, b.text), cmp.Compare(a.id, b.id))
		if up {
			return n
		}
		return -n
	})
	all = slices.Compact(all)
	from := 0
	if after != "" {
		at, err := placed(after, walk{}, place{})
		if err != nil {
			return err
		}
		if from = 1 + slices.IndexFunc(all, func(p place) bool { return p.id == at.id }); from == 0 {
			return refuse("after", "E_SEARCH_CURSOR", "the case it stood at no longer fits: begin the list anew")
		}
	}
	rest := all[from:]
	if len(rest) > s.limit {
		rest = rest[:s.limit]
		s.page.Next = walk{}.cursor(rest[len(rest)-1])
	}
	for _, p := range rest {
		s.found = append(s.found, p.id)
	}
	return nil
}

func (s *searching) gather(extra string, fn func(step) error) error {
	if len(s.keys) > 0 || s.favourites {
		var st statement
		w := s.route(&st)
		return s.run(s.tx, s.query(&st, w, s.start(w), extra, maxLooked+2), st.args, fn)
	}
	return eachWord(s.tx, s.words[0], "", func(word string) error {
		var st statement
		w := walk{from: keyRange(&st, key{keyWord, word}), id: "k.debt_case"}
		return s.run(s.tx, s.query(&st, w, s.start(w), extra, maxLooked+2), st.args, fn)
	})
}

// fill reads the cases that were found.
func (s *searching) fill(user string) error {
	for _, id := range s.found {
		var h Hit
		_, err := s.tx.One(`SELECT `+caseColumns+` FROM debt_case c CROSS JOIN party p WHERE c.id = $1 AND p.id = c.debtor`, []any{id}, func(r *store.Row) error {
			h.Case = caseOf(r)
			return nil
		})
		if err != nil {
			return err
		}
		if h.Owed, err = Owed(s.tx, id); err != nil {
			return err
		}
		if user != "" {
			if h.Favourite, err = s.tx.One(`SELECT 1 FROM case_favourite WHERE owner = $1 AND debt_case = $2`, []any{user, id}, nil); err != nil {
				return err
			}
		}
		s.page.Hits = append(s.page.Hits, h)
	}
	return nil
}

// explain says why nothing was found, so that nobody takes a slip for an answer.
func (s *searching) explain() error {
	note := func(text string) { s.page.Notes = append(s.page.Notes, text) }
	for _, k := range s.keys {
		there, err := s.known(`case_key k JOIN debt_case c ON c.id = k.debt_case WHERE k.field = $1 AND k.value = $2`, k.field, k.value)
		if err != nil {
			return err
		}
		if !there {
			note(k.field + ": no case has it, whatever else is asked for")
		}
	}
	if s.handler != "" {
		there, err := s.known(`debt_case c WHERE c.handler = $1`, s.handler)
		if err != nil {
			return err
		}
		if !there {
			note("handler: nobody of that name has a case")
		}
	}
	if s.activity == Active {
		note("only active cases were searched: the case may be closed")
	}
	return nil
}

// known tells whether there is such a case among those the user may see: that another
// association knows a person is not for them to learn.
func (s *searching) known(of string, args ...any) (bool, error) {
	st := statement{args: args}
	if s.seen != nil {
		of += " AND " + in(&st, "c.department", s.seen)
	}
	return s.tx.One(`SELECT 1 FROM `+of+` LIMIT 1`, st.args, nil)
}

// cursor writes a place down.
func (w walk) cursor(p place) string {
	switch {
	case w.value != "" && w.text:
		return strconv.FormatInt(p.id, 10) + "/" + p.text
	case w.value != "":
		return strconv.FormatInt(p.id, 10) + "/" + strconv.FormatInt(p.number, 10)
	}
	return strconv.FormatInt(p.id, 10)
}

// placed reads a place, or gives the one to begin at.
func placed(cursor string, w walk, start place) (place, error) {
	if cursor == "" {
		return start, nil
	}
	id, value, valued := strings.Cut(cursor, "/")
	p := place{text: value}
	var err error
	if p.id, err = strconv.ParseInt(id, 10, 64); err == nil && w.value != "" && !w.text {
		p.number, err = strconv.ParseInt(value, 10, 64)
	}
	if err != nil || valued != (w.value != "") || len(cursor) > 1000 {
		return p, refuse("after", "E_SEARCH_CURSOR", "is not a place in a list that was given before")
	}
	return p, nil
}
