package cases

// What tests of the outside see of the inside.
var (
	LettersOf = lettersOf
	NameWords = nameWords
	Parts     = parts
)

// Plan gives the statements a search would run: the queries and their arguments.
func (d Desk) Plan(q Query, user string) (query string, args []any, err error) {
	c, err := d.read(q, user)
	if err != nil {
		return "", nil, err
	}
	var st statement
	if len(c.words) > 0 && len(c.keys) == 0 && !c.favourites {
		w := walk{from: keyRange(&st, key{keyWord, c.words[0]}), id: "k.debt_case"}
		return c.query(&st, w, c.start(w), "", maxLooked+1), st.args, nil
	}
	w := c.route(&st)
	return c.query(&st, w, c.start(w), "", maxLooked+1), st.args, nil
}
