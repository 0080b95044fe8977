package xmlplace

import "bytes"

// Each calls fn for every element directly within the one just opened, and returns
// when that closes. What fn leaves unread of its element is passed over, so a caller
// names only what it wants.
func (r *Reader) Each(fn func(name string) error) error {
	depth := r.Depth()
	for {
		kind, err := r.Next()
		if err != nil {
			return err
		}
		switch {
		case kind == End && r.Depth() == depth:
			return nil
		case kind == Start && r.Depth() == depth+1:
			if err := fn(r.Name()); err != nil {
				return err
			}
		}
	}
}

// Value gives the text of the element just opened, blanks around it trimmed, and
// leaves the reader at its end. Elements within it are passed over.
func (r *Reader) Value() (string, error) {
	depth := r.Depth()
	var value []byte
	for {
		kind, err := r.Next()
		if err != nil {
			return "", err
		}
		switch {
		case kind == End && r.Depth() == depth:
			return string(bytes.TrimSpace(value)), nil
		case kind == Text && r.Depth() == depth:
			value = append(value, r.Text()...)
		}
	}
}
