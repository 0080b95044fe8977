package camt

import (
	"strings"
	"sync"

	"girod/formats/xmlplace"
)

// tag names what stands at a place, whatever its version calls it.
type tag int

const (
	_ tag = iota
	document
	otherDocument
	msgID
	msgCreated
	msgLastPage

	stmt
	stmtID
	stmtElectronicSeq
	stmtLegalSeq
	stmtCreated
	stmtFrom
	stmtTo
	stmtCopy
	stmtPage
	stmtLastPage
	acctIBAN
	acctBBAN
	acctOther
	acctScheme
	acctCurrency
	acctServicer
	acctProxy
	acctProxyKind

	bal
	balCode
	balAmount
	balDirection
	balDate
	sumCount
	sumAmount
	sumCredits
	sumCreditAmount
	sumDebits
	sumDebitAmount
	sumNet
	sumNetSide
	perCode
	perCodeCount
	perCodeSum
	perCodeForecast
	perCodeDay
	perCodeDomain
	perCodeFamily
	perCodeSubFamily
	perCodeProprietary

	entry
	entryRef
	entryAmount
	entryDirection
	entryReversal
	entryStatus
	entryBooked
	entryValue
	entryBankRef
	entryDomain
	entryFamily
	entrySubFamily
	entryProprietary
	entryCharge
	entryChargeSide
	entryChargeIncluded
	entryChargeTotal
	entryInstructed
	entryRate
	entryText
	batch // NtryDtls
	batchMessage
	batchPaymentInfo
	batchCount
	batchAmount
	batchSide

	details
	payAmount
	payDirection
	payTxAmount
	payInstructed
	payContra
	payCharge
	payChargeTotal
	payChargeSide
	payChargeIncluded
	payReturnText
	payText
	agent

	payMessage // from here on texts that are only kept
	payBankRef
	payBankTx
	payPaymentInfo
	payInstruction
	payEndToEnd
	payUETR
	payRate
	payDebtor
	payDebtorID
	payDebtorIBAN
	payDebtorAccount
	payDebtorScheme
	payDebtorProxy
	payDebtorProxyKind
	payUltimateDebtor
	payUltimateDebtorID
	payCreditor
	payUltimateCreditor
	payCreditorIBAN
	payCreditorAccount
	payCreditorScheme
	payCreditorProxy
	payCreditorProxyKind
	payReturn
	payReturned
	payInfo

	strd
	docs
	docKind
	docNumber
	lineAmount
	lineCredit
	typed
	typedKind
	typedAmount
	creditorRefKind
	creditorRefOther
	creditorRef
	lineText
)

// place is a line of the table: where an element stands below Document's only child,
// as Stmt, Rpt or Ntfctn alike; what it is; and the versions that know it (0: all).
type place struct {
	path        string
	tag         tag
	since, upTo int
}

// table is all we read of a camt message. To read one more element, add a line here
// and a case where its neighbours are taken.
var table = []place{
	{"GrpHdr/MsgId", msgID, 0, 0},
	{"GrpHdr/CreDtTm", msgCreated, 0, 0},
	{"GrpHdr/MsgPgntn/LastPgInd", msgLastPage, 0, 0},

	{"Stmt/Id", stmtID, 0, 0},
	{"Stmt/ElctrncSeqNb", stmtElectronicSeq, 0, 0},
	{"Stmt/LglSeqNb", stmtLegalSeq, 0, 0},
	{"Stmt/CreDtTm", stmtCreated, 0, 0},
	{"Stmt/FrToDt/FrDtTm|FrToDt/FrDt", stmtFrom, 0, 0},
	{"Stmt/FrToDt/ToDtTm|FrToDt/ToDt", stmtTo, 0, 0},
	{"Stmt/CpyDplctInd", stmtCopy, 0, 0},
	{"Stmt/StmtPgntn/PgNb|RptPgntn/PgNb|NtfctnPgntn/PgNb", stmtPage, 3, 0},
	{"Stmt/StmtPgntn/LastPgInd|RptPgntn/LastPgInd|NtfctnPgntn/LastPgInd", stmtLastPage, 3, 0},
	{"Stmt/Acct/Id/IBAN", acctIBAN, 0, 0},
	{"Stmt/Acct/Id/BBAN", acctBBAN, 1, 1},
	{"Stmt/Acct/Id/UPIC|Acct/Id/PrtryAcct/Id", acctOther, 1, 1},
	{"Stmt/Acct/Id/Othr/Id", acctOther, 2, 0},
	{"Stmt/Acct/Id/Othr/SchmeNm/Cd|Acct/Id/Othr/SchmeNm/Prtry", acctScheme, 2, 0},
	{"Stmt/Acct/Ccy", acctCurrency, 0, 0},
	{"Stmt/Acct/Svcr/FinInstnId/BIC|Acct/Svcr/FinInstnId/CmbndId/BIC", acctServicer, 1, 2},
	{"Stmt/Acct/Svcr/FinInstnId/BICFI", acctServicer, 3, 0},
	{"Stmt/Acct/Prxy/Tp/Cd|Acct/Prxy/Tp/Prtry", acctProxyKind, 8, 0},
	{"Stmt/Acct/Prxy/Id", acctProxy, 8, 0},

	{"Stmt/Bal", bal, 0, 0},
	{"Stmt/Bal/Tp/Cd|Bal/Tp/Prtry", balCode, 1, 1},
	{"Stmt/Bal/Tp/CdOrPrtry/Cd|Bal/Tp/CdOrPrtry/Prtry", balCode, 2, 0},
	{"Stmt/Bal/Amt", balAmount, 0, 0},
	{"Stmt/Bal/CdtDbtInd", balDirection, 0, 0},
	{"Stmt/Bal/Dt/Dt|Bal/Dt/DtTm", balDate, 0, 0},
	{"Stmt/TxsSummry/TtlNtries/NbOfNtries", sumCount, 0, 0},
	{"Stmt/TxsSummry/TtlNtries/Sum", sumAmount, 0, 0},
	{"Stmt/TxsSummry/TtlCdtNtries/NbOfNtries", sumCredits, 0, 0},
	{"Stmt/TxsSummry/TtlCdtNtries/Sum", sumCreditAmount, 0, 0},
	{"Stmt/TxsSummry/TtlDbtNtries/NbOfNtries", sumDebits, 0, 0},
	{"Stmt/TxsSummry/TtlDbtNtries/Sum", sumDebitAmount, 0, 0},
	{"Stmt/TxsSummry/TtlNtries/TtlNetNtryAmt", sumNet, 1, 3},
	{"Stmt/TxsSummry/TtlNtries/CdtDbtInd", sumNetSide, 1, 3},
	{"Stmt/TxsSummry/TtlNtries/TtlNetNtry/Amt", sumNet, 4, 0},
	{"Stmt/TxsSummry/TtlNtries/TtlNetNtry/CdtDbtInd", sumNetSide, 4, 0},
	{"Stmt/TxsSummry/TtlNtriesPerBkTxCd", perCode, 0, 0},
	{"Stmt/TxsSummry/TtlNtriesPerBkTxCd/NbOfNtries", perCodeCount, 0, 0},
	{"Stmt/TxsSummry/TtlNtriesPerBkTxCd/Sum", perCodeSum, 0, 0},
	{"Stmt/TxsSummry/TtlNtriesPerBkTxCd/FcstInd", perCodeForecast, 2, 0},
	{"Stmt/TxsSummry/TtlNtriesPerBkTxCd/Dt/Dt|TxsSummry/TtlNtriesPerBkTxCd/Dt/DtTm", perCodeDay, 7, 0},
	{"Stmt/TxsSummry/TtlNtriesPerBkTxCd/BkTxCd/Domn/Cd", perCodeDomain, 0, 0},
	{"Stmt/TxsSummry/TtlNtriesPerBkTxCd/BkTxCd/Domn/Fmly/Cd", perCodeFamily, 0, 0},
	{"Stmt/TxsSummry/TtlNtriesPerBkTxCd/BkTxCd/Domn/Fmly/SubFmlyCd", perCodeSubFamily, 0, 0},
	{"Stmt/TxsSummry/TtlNtriesPerBkTxCd/BkTxCd/Prtry/Cd", perCodeProprietary, 0, 0},

	{"Ntry/NtryRef", entryRef, 2, 0},
	{"Ntry/Amt", entryAmount, 0, 0},
	{"Ntry/CdtDbtInd", entryDirection, 0, 0},
	{"Ntry/RvslInd", entryReversal, 0, 0},
	{"Ntry/Sts", entryStatus, 1, 6},
	{"Ntry/Sts/Cd|Sts/Prtry", entryStatus, 7, 0},
	{"Ntry/BookgDt/Dt|BookgDt/DtTm", entryBooked, 0, 0},
	{"Ntry/ValDt/Dt|ValDt/DtTm", entryValue, 0, 0},
	{"Ntry/AcctSvcrRef", entryBankRef, 0, 0},
	{"Ntry/BkTxCd/Domn/Cd", entryDomain, 0, 0},
	{"Ntry/BkTxCd/Domn/Fmly/Cd", entryFamily, 0, 0},
	{"Ntry/BkTxCd/Domn/Fmly/SubFmlyCd", entrySubFamily, 0, 0},
	{"Ntry/BkTxCd/Prtry/Cd", entryProprietary, 0, 0},
	{"Ntry/Chrgs/Amt", entryCharge, 1, 2},
	{"Ntry/Chrgs/CdtDbtInd", entryChargeSide, 2, 2},
	{"Ntry/Chrgs/Rcrd/Amt", entryCharge, 3, 0},
	{"Ntry/Chrgs/Rcrd/CdtDbtInd", entryChargeSide, 3, 0},
	{"Ntry/Chrgs/Rcrd/ChrgInclInd", entryChargeIncluded, 4, 0},
	{"Ntry/Chrgs/TtlChrgsAndTaxAmt", entryChargeTotal, 0, 0},
	{"Ntry/AmtDtls/InstdAmt/Amt", entryInstructed, 0, 0},
	{"Ntry/AmtDtls/InstdAmt/CcyXchg/XchgRate|AmtDtls/TxAmt/CcyXchg/XchgRate|AmtDtls/CntrValAmt/CcyXchg/XchgRate", entryRate, 0, 0},
	{"Ntry/AddtlNtryInf", entryText, 0, 0},
	{"Ntry/Btch/MsgId", batchMessage, 1, 1},
	{"Ntry/Btch/PmtInfId", batchPaymentInfo, 1, 1},
	{"Ntry/NtryDtls", batch, 2, 0},
	{"Ntry/NtryDtls/Btch/MsgId", batchMessage, 2, 0},
	{"Ntry/NtryDtls/Btch/PmtInfId", batchPaymentInfo, 2, 0},
	{"Ntry/NtryDtls/Btch/NbOfTxs", batchCount, 2, 0},
	{"Ntry/NtryDtls/Btch/TtlAmt", batchAmount, 2, 0},
	{"Ntry/NtryDtls/Btch/CdtDbtInd", batchSide, 2, 0},

	{"TxDtls/Refs/MsgId", payMessage, 0, 0},
	{"TxDtls/Refs/AcctSvcrRef", payBankRef, 0, 0},
	{"TxDtls/Refs/AcctSvcrTxId", payBankTx, 3, 0},
	{"TxDtls/Refs/PmtInfId", payPaymentInfo, 2, 0},
	{"TxDtls/Refs/InstrId", payInstruction, 0, 0},
	{"TxDtls/Refs/EndToEndId", payEndToEnd, 0, 0},
	{"TxDtls/Refs/UETR", payUETR, 8, 0},
	{"TxDtls/Amt", payAmount, 3, 0},
	{"TxDtls/CdtDbtInd", payDirection, 3, 0},
	{"TxDtls/AmtDtls/TxAmt/Amt", payTxAmount, 0, 0},
	{"TxDtls/AmtDtls/InstdAmt/Amt", payInstructed, 0, 0},
	{"TxDtls/AmtDtls/InstdAmt/CcyXchg/XchgRate|AmtDtls/TxAmt/CcyXchg/XchgRate|AmtDtls/CntrValAmt/CcyXchg/XchgRate", payRate, 0, 0},
	{"TxDtls/AmtDtls/CntrValAmt/Amt", payContra, 0, 0},
	{"TxDtls/Chrgs/TtlChrgsAndTaxAmt", payChargeTotal, 0, 0},
	{"TxDtls/Chrgs/Amt", payCharge, 1, 2},
	{"TxDtls/Chrgs/CdtDbtInd", payChargeSide, 2, 2},
	{"TxDtls/Chrgs/Rcrd/Amt", payCharge, 3, 0},
	{"TxDtls/Chrgs/Rcrd/CdtDbtInd", payChargeSide, 3, 0},
	{"TxDtls/Chrgs/Rcrd/ChrgInclInd", payChargeIncluded, 4, 0},
	{"TxDtls/RltdPties/Dbtr/Nm", payDebtor, 1, 6},
	{"TxDtls/RltdPties/Dbtr/Pty/Nm|RltdPties/Dbtr/Agt/FinInstnId/Nm", payDebtor, 7, 0},
	{"TxDtls/RltdPties/Dbtr/Id/OrgId/Othr/Id|RltdPties/Dbtr/Id/PrvtId/Othr/Id", payDebtorID, 2, 6},
	{"TxDtls/RltdPties/Dbtr/Pty/Id/OrgId/Othr/Id|RltdPties/Dbtr/Pty/Id/PrvtId/Othr/Id", payDebtorID, 7, 0},
	{"TxDtls/RltdPties/DbtrAcct/Id/IBAN", payDebtorIBAN, 0, 0},
	{"TxDtls/RltdPties/DbtrAcct/Id/BBAN|RltdPties/DbtrAcct/Id/PrtryAcct/Id", payDebtorAccount, 1, 1},
	{"TxDtls/RltdPties/DbtrAcct/Id/Othr/Id", payDebtorAccount, 2, 0},
	{"TxDtls/RltdPties/DbtrAcct/Id/Othr/SchmeNm/Cd|RltdPties/DbtrAcct/Id/Othr/SchmeNm/Prtry", payDebtorScheme, 2, 0},
	{"TxDtls/RltdPties/DbtrAcct/Prxy/Tp/Cd|RltdPties/DbtrAcct/Prxy/Tp/Prtry", payDebtorProxyKind, 8, 0},
	{"TxDtls/RltdPties/DbtrAcct/Prxy/Id", payDebtorProxy, 8, 0},
	{"TxDtls/RltdPties/UltmtDbtr/Nm", payUltimateDebtor, 1, 6},
	{"TxDtls/RltdPties/UltmtDbtr/Pty/Nm", payUltimateDebtor, 7, 0},
	{"TxDtls/RltdPties/UltmtDbtr/Id/OrgId/Othr/Id|RltdPties/UltmtDbtr/Id/PrvtId/Othr/Id", payUltimateDebtorID, 2, 6},
	{"TxDtls/RltdPties/UltmtDbtr/Pty/Id/OrgId/Othr/Id|RltdPties/UltmtDbtr/Pty/Id/PrvtId/Othr/Id", payUltimateDebtorID, 7, 0},
	{"TxDtls/RltdPties/Cdtr/Nm", payCreditor, 1, 6},
	{"TxDtls/RltdPties/Cdtr/Pty/Nm|RltdPties/Cdtr/Agt/FinInstnId/Nm", payCreditor, 7, 0},
	{"TxDtls/RltdPties/UltmtCdtr/Nm", payUltimateCreditor, 1, 6},
	{"TxDtls/RltdPties/UltmtCdtr/Pty/Nm", payUltimateCreditor, 7, 0},
	{"TxDtls/RltdPties/CdtrAcct/Id/IBAN", payCreditorIBAN, 0, 0},
	{"TxDtls/RltdPties/CdtrAcct/Id/BBAN|RltdPties/CdtrAcct/Id/PrtryAcct/Id", payCreditorAccount, 1, 1},
	{"TxDtls/RltdPties/CdtrAcct/Id/Othr/Id", payCreditorAccount, 2, 0},
	{"TxDtls/RltdPties/CdtrAcct/Id/Othr/SchmeNm/Cd|RltdPties/CdtrAcct/Id/Othr/SchmeNm/Prtry", payCreditorScheme, 2, 0},
	{"TxDtls/RltdPties/CdtrAcct/Prxy/Tp/Cd|RltdPties/CdtrAcct/Prxy/Tp/Prtry", payCreditorProxyKind, 8, 0},
	{"TxDtls/RltdPties/CdtrAcct/Prxy/Id", payCreditorProxy, 8, 0},
	{"TxDtls/RltdAgts/DbtrAgt/FinInstnId/BIC|RltdAgts/CdtrAgt/FinInstnId/BIC", agent, 1, 2},
	{"TxDtls/RltdAgts/DbtrAgt/FinInstnId/BICFI|RltdAgts/CdtrAgt/FinInstnId/BICFI", agent, 3, 0},
	{"TxDtls/RtrInf/RtrRsn/Cd|RtrInf/RtrRsn/Prtry", payReturn, 1, 1},
	{"TxDtls/RtrInf/Rsn/Cd|RtrInf/Rsn/Prtry", payReturn, 2, 0},
	{"TxDtls/RtrInf/OrgnlBkTxCd/Domn/Cd|RtrInf/OrgnlBkTxCd/Prtry/Cd", payReturned, 0, 0},
	{"TxDtls/RtrInf/AddtlRtrRsnInf", payReturnText, 1, 1},
	{"TxDtls/RtrInf/AddtlInf", payReturnText, 2, 0},
	{"TxDtls/RmtInf/Ustrd", payText, 0, 0},
	{"TxDtls/AddtlTxInf", payInfo, 0, 0},

	{"Strd/RfrdDocInf", docs, 0, 0},
	{"Strd/RfrdDocInf/RfrdDocTp/Cd|RfrdDocInf/RfrdDocTp/Prtry", docKind, 1, 1},
	{"Strd/RfrdDocInf/RfrdDocNb", docNumber, 1, 1},
	{"Strd/RfrdDocInf/Tp/CdOrPrtry/Cd|RfrdDocInf/Tp/CdOrPrtry/Prtry", docKind, 2, 0},
	{"Strd/RfrdDocInf/Nb", docNumber, 2, 0},
	{"Strd/RfrdDocAmt/RmtdAmt", lineAmount, 0, 11},
	{"Strd/RfrdDocAmt/CdtNoteAmt", lineCredit, 0, 11},
	{"Strd/RfrdDocAmt/RmtAmtAndTp", typed, 12, 0},
	{"Strd/RfrdDocAmt/RmtAmtAndTp/Tp/Cd|RfrdDocAmt/RmtAmtAndTp/Tp/Prtry", typedKind, 12, 0},
	{"Strd/RfrdDocAmt/RmtAmtAndTp/Amt", typedAmount, 12, 0},
	{"Strd/CdtrRefInf/CdtrRefTp/Cd", creditorRefKind, 1, 1},
	{"Strd/CdtrRefInf/CdtrRefTp/Prtry", creditorRefOther, 1, 1},
	{"Strd/CdtrRefInf/CdtrRef", creditorRef, 1, 1},
	{"Strd/CdtrRefInf/Tp/CdOrPrtry/Cd", creditorRefKind, 2, 0},
	{"Strd/CdtrRefInf/Tp/CdOrPrtry/Prtry", creditorRefOther, 2, 0},
	{"Strd/CdtrRefInf/Ref", creditorRef, 2, 0},
	{"Strd/AddtlRmtInf", lineText, 0, 0},
}

// groups are the elements whose opening and closing we must hear of.
var groups = map[tag]bool{bal: true, perCode: true, batch: true, docs: true, typed: true}

// foreign marks the tag of an element that stands where another version has it.
const foreign tag = 1 << 16

// tables are built once each, when the first file of a version comes; nothing changes
// them after that.
var tables = func() (all [newestVersion + 1]func() *xmlplace.Place) {
	for version := range all {
		all[version] = sync.OnceValue(func() *xmlplace.Place { return places(version) })
	}
	return all
}()

// places builds the table of one version.
func places(version int) *xmlplace.Place {
	line := xmlplace.Group(int(strd))
	one := xmlplace.Group(int(details)).Counted()
	one.At("RmtInf").Put("Strd", line)
	ntry := xmlplace.Group(int(entry)).Counted()
	ntry.Put("TxDtls", one) // version 01
	statement := xmlplace.Group(int(stmt)).Counted().Put("Ntry", ntry)
	message := xmlplace.Pass().Put("Stmt", statement).Put("Rpt", statement).Put("Ntfctn", statement)
	tops := map[string]*xmlplace.Place{"GrpHdr": message.At("GrpHdr"), "Stmt": statement, "Ntry": ntry, "TxDtls": one, "Strd": line}
	for _, known := range []bool{true, false} { // a version's own places before those of others
		for _, p := range table {
			if own := version >= p.since && (p.upTo == 0 || version <= p.upTo); own == known {
				p.put(tops, known)
			}
		}
	}
	ntry.At("NtryDtls").Put("TxDtls", one)
	root := xmlplace.Group(int(document))
	for _, name := range messages {
		root.Put(name, message)
	}
	return root
}

// put hangs the place into the tree, unless the version has another of its own there.
func (p place) put(tops map[string]*xmlplace.Place, own bool) {
	top, rest, _ := strings.Cut(p.path, "/")
	for path := range strings.SplitSeq(rest, "|") {
		at := tops[top]
		names := strings.Split(path, "/")
		for _, name := range names[:len(names)-1] {
			at = at.At(name)
		}
		t := p.tag
		if !own {
			t |= foreign
		}
		at.Name(names[len(names)-1], int(t), groups[p.tag])
	}
}

// messages are the names of Document's child, in all versions.
var messages = []string{
	"BkToCstmrAcctRpt", "BkToCstmrAcctRptV01",
	"BkToCstmrStmt", "BkToCstmrStmtV01",
	"BkToCstmrDbtCdtNtfctn", "BkToCstmrDbtCdtNtfctnV01",
}
