// Package statement sends an agent's clients the accounts of their money.
//
// Whoever collects for others tells them what came, what was kept of it, and what is held
// (klientmedelsredovisning). It is told unasked and on its day: an account that lies there to
// be looked at has not been given (R-BST-22). The schedule of reports produces it and keeps
// it; in the same commit the part of each client is ordered through the outbox, into the
// folder of a partner or to an address of e-mail, as is agreed with that client. So there is
// no account without its order, and no order twice.
//
// What leaves is the client's part of the kept report and of nobody else's, in the form and
// language that were agreed. Its bytes are noted by their digest and are the same at every
// try. The file or the e-mail is carried as all others are: each attempt is written down
// before it is made, with what the other side answered behind it. This room adds what those
// who carry it cannot know: that an e-mail which was taken came back days later, and has
// not been delivered.
//
//	waiting        ▶ staged, sent, failed, doubt
//	staged         ▶ sent, failed, doubt
//	doubt          ▶ sent, staged, bounced
//	sent           ▶ bounced
//	failed         ▶ (end; a person sends it anew)
//	bounced        ▶ (end; a person sends it anew)
package statement
