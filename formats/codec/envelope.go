package codec

import (
	"strings"

	"girod/formats"
	"girod/formats/xmlplace"
)

// envelope is what the business application header (head.001) around a message says of
// it. Banks send one where many messages travel in one channel.
type envelope struct {
	id         string // BizMsgIdr
	definition string // MsgDefIdr: the message that is within
	duplicate  string // CpyDplct, PssblDplct: the sender's own doubt
	origin     formats.Origin
}

// hear takes a value of the header.
func (e *envelope) hear(x *xmlplace.Reader) {
	value := strings.TrimSpace(string(x.Text()))
	switch x.Name() {
	case "BizMsgIdr":
		e.id = formats.Excerpt(value)
	case "MsgDefIdr":
		e.definition, e.origin = formats.Excerpt(value), x.Origin()
	case "CpyDplct":
		e.duplicate = formats.Excerpt(value)
	case "PssblDplct":
		if value == "true" || value == "1" {
			e.duplicate = "PssblDplct"
		}
	}
}

// judge tells what a careful reader must know of the envelope: that it names another
// message than it holds, which puts in doubt what either is, or that its sender may have
// sent it before. The latter is no doubt of ours: identity is held against the book.
func (e *envelope) judge(version string, sum *formats.Summary, l formats.Limits) {
	if e == nil {
		return
	}
	if e.definition != "" && version != "" && e.definition != version {
		sum.Find(l, formats.Finding{
			Origin: e.origin, Code: "envelope-differs", Doubt: true,
			Text: "the envelope " + e.id + " says that it holds " + e.definition + ", and it holds " + version,
		})
	}
	if e.duplicate != "" {
		sum.Find(l, formats.Finding{
			Origin: e.origin, Code: "envelope-duplicate",
			Text: "the envelope " + e.id + " says that it may have come before (" + e.duplicate + ")",
		})
	}
}
