// Package config says what is wanted here: one YAML file becomes one struct.
//
// A bank connection is configured once, by somebody who has other work, and then
// forgotten for years. So the file is strict: a key that is not known is refused with
// its line and the nearest right key, because a misspelt cut-off that is silently
// ignored costs more than a refusal. Every default is visible in the embedded example
// ([Example]), which is the manual: it is commented in full and a test holds that it
// loads and that it names every key there is.
//
// Secrets never stand in the file. It names files (a systemd credential, or a path)
// whose owner and mode are checked before they are read ([Secret]). The law's rates and
// fees, bank holidays and cut-offs are data of their own, in the pure rooms law, calendar
// and timetable; this file may only confirm or override them.
//
// Only cmd imports this package: the rooms are handed what they need.
package config
