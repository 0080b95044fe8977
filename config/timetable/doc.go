// Package timetable knows when things are due: a bank's cut-offs, and what comes again each
// week, month or quarter ([Repeat], [Period]).
//
// A bank counts its day by its own clock. A file that arrives in Stockholm at 11:59 is
// paid today, at 12:01 tomorrow; Helsinki's bank closes an hour before Stockholm's by
// the same wall clock. So each time of day ([Clock]) here has a zone, and a moment
// becomes a business date only in a named place ([BusinessDate]).
//
// Twice a year clocks jump: 02:30 does not exist on one night and comes twice on
// another, and a scheduler that waits for 02:30 runs not at all or twice. What is done
// daily is therefore not done "at 02:30" but "once for each business date, from 02:30"
// ([Moment]), and the date is kept where it happened. After a day asleep the daemon finds
// the days it missed, each of them once.
//
// The cut-offs in cutoffs.csv are defaults from what banks have published, most of them
// unconfirmed: the bank's agreement overrides (DOMAIN.md 8.4). Nothing here reads a
// clock: the reading is passed in.
package timetable
