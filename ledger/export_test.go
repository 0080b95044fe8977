package ledger

import "maps"

// TemplateIDs gives the ids of the posting templates an event stands for.
func TemplateIDs(w Why) string { return templates[w].ids }

// Events gives every event.
func Events() map[Why]bool {
	events := map[Why]bool{}
	for w := range maps.Keys(templates) {
		events[w] = true
	}
	return events
}

// Split divides an amount over net and VAT.
var Split = split
