package camt

import (
	"strings"

	"girod/formats/codes"
)

// Kind is what a value is of.
type Kind string

const (
	Money     Kind = "money"
	Number    Kind = "number" // counts, rates, quantities
	Day       Kind = "day"    // with or without time
	Code      Kind = "code"   // of a list, or a bank's own
	Account   Kind = "account"
	Identity  Kind = "identity" // of a bank, an organisation, a person
	Reference Kind = "reference"
	Name      Kind = "name"
	Address   Kind = "address" // to write to or to call
	Flag      Kind = "flag"
	Text      Kind = "text"
)

// kindOf tells the kind of an element by its name, which ISO uses alike everywhere; Id
// alone needs its parents. An element we do not know is text.
func kindOf(path string) Kind {
	leaf := path[strings.LastIndexByte(path, '/')+1:]
	if leaf == "Id" {
		switch {
		case under(path, "Prxy/Id"), strings.Contains(path, "Acct/Id/"), strings.Contains(path, "AcctId/"):
			return Account
		case path == "Id":
			return Reference
		}
		return Identity
	}
	if kind, ok := kinds20022[leaf]; ok {
		return kind
	}
	return Text
}

var kinds20022 = func() map[string]Kind {
	all := map[string]Kind{}
	for kind, leaves := range map[Kind]string{
		Money: `Amt AmtsdVal BdryAmt CdtNoteAmt DealPric DscntApldAmt DuePyblAmt EQAmt NEQAmt FaceAmt NoteDnmtn PdctAmt Pric
			RmtdAmt Sum TaxAmt TaxblBaseAmt TtlAmt TtlChrgsAndTaxAmt TtlIntrstAndTaxAmt TtlNetNtryAmt TtlTaxAmt
			TtlTaxblBaseAmt UnitPric`,
		Number: `DgtlTknUnit ElctrncSeqNb LglSeqNb LineWidth NbOfDays NbOfLines NbOfNotes NbOfNtries NbOfTxs Pctg PctgRate
			PdctQty PgNb PrtLineWidth Qty Rate TxtlRate Unit XchgRate XchgRateBase`,
		Day: `AccptncDtTm ActlDt BirthDt CreDtTm Dt DtTm EndDt FctvDt FrDt FrDtTm IntrBkSttlmDt QtnDt RfrdDocRltdDt RltdDt
			StartDt TaxDt ToDt ToDtTm TradActvtyCtrctlSttlmDt TradDt TxDtTm VldtnDt XpryDt Yr`,
		Code: `AddtlSvc AdrTp AttndncCntxt AttndntLang AuthntcnMtd AuthntcnNtty Br CSCMgmt CardCtryCd CardDataNtryMd
			CardRdngCpblties Ccy Cd CdtDbtInd CdtrRefTp CdtrTaxTp ClrChanl CpyDplctInd CrdhldrVrfctnCpblties Ctgy Ctry
			CtryOfBirth CtryOfRes DbtrSts DispTp EvtTp FrmsCd IdTp InstrPrty Mtd NmPrfx OnLineCpblties POICmpntTp PdctCd
			PrefrdMtd Prtry PrtryCd RePresntmntRsn RfrdDocTp RmtLctnMtd Rsn SchmeNm SeqTp SrcCcy Sts SubFmlyCd SvcCd TaxTp
			Tp TrgtCcy TxCtgy TxChanl TxEnvt UnitCcy UnitOfMeasr ValTp ChanlTp`,
		Account: `BBAN IBAN PAN UPIC`,
		Identity: `AlnRegnNb AnyBIC BEI BIC BICFI BICOrBEI BkPtyId CdtrTaxId CstmrNb DUNS DbtrTaxId DrvrsLicNb EANGLN IBEI
			ISIN IdntyCardNb Issr LEI ManfctrId MmbId MplyrIdNb PsptNb RegnId SclSctyNb SrlNb TaxId TaxIdNb USCHU`,
		Reference: `AcctOwnrTxId AcctSvcrRef AcctSvcrTxId ApprvlNb CardSeqNb CdtrRef CertId ChqNb ClrSysRef CmonId
			CorpActnEvtId CtrPtyMktInfrstrctrTxId CtrctId EndToEndId EvtId FrSeq FrstTx GrpId InstrId IntraBalMvmntId
			IntraPosMvmntId LastTx MktInfrstrctrTxId MndtId MsgId MsgNmId Nb NtryRef OffclCorpActnEvtId OthrTxId PmtInfId
			PoolId PrcgId Ref RefNb RfrdDocNb RmtId RtrId SaleRcncltnId SaleRefNb SctiesSttlmTxId SeqNb TaxRefNb ToSeq
			TradId TrckNb TxId TxRef UETR UnqTxIdr VldtnSeqNb EQSeq NEQSeq`,
		Name: `CareOf JobTitl Nm PlcAndNm Rspnsblty ShrtNm SysNm Titl`,
		Address: `AdrLine BldgNb BldgNm CityOfBirth CtrySubDvsn Dept DstrctNm ElctrncAdr EmailAdr FaxNb Flr MobNb PhneNb
			PrvcOfBirth PstBx PstCd RmtLctnElctrncAdr Room StrtNm SubDept TwnLctnNm TwnNm URLAdr UnitNb`,
		Flag: `AttndntMsgCpbl CardPres ChrgInclInd ComssnWvrInd CrdhldrPres FcstInd FllbckInd FmlyMdclInsrncInd Incl
			LastPgInd MplyeeTermntnInd OnLineCntxt RvslInd Yldd`,
	} {
		for leaf := range strings.FieldsSeq(leaves) {
			all[leaf] = kind
		}
	}
	return all
}()

// under tells whether a path ends in these elements.
func under(path, end string) bool {
	return path == end || strings.HasSuffix(path, "/"+end)
}

// setOf tells which codes an element is one of, by the end of its path.
func setOf(path string) codes.Set {
	for _, s := range sets {
		if under(path, s.end) && (s.within == "" || strings.Contains(path, s.within)) {
			return s.set
		}
	}
	return ""
}

// sets are the places of codes we have names of. The first that fits is taken.
var sets = []struct {
	end, within string
	set         codes.Set
}{
	{"CdtDbtInd", "", codes.Direction},
	{"CpyDplctInd", "", codes.Copy},
	{"RtrInf/Rsn/Cd", "", codes.ReturnReason},
	{"RtrInf/RtrRsn/Cd", "", codes.ReturnReason},
	{"Sts/Cd", "", codes.EntryStatus},
	{"Sts", "", codes.EntryStatus},
	{"Bal/Tp/Cd", "", codes.Balance},
	{"Bal/Tp/CdOrPrtry/Cd", "", codes.Balance},
	{"Domn/Cd", "", codes.BankTransaction},
	{"Domn/Fmly/Cd", "", codes.BankTransaction},
	{"Domn/Fmly/SubFmlyCd", "", codes.BankTransaction},
	{"BkTxCd/Prtry/Cd", "", codes.BankProprietary},
	{"OrgnlBkTxCd/Prtry/Cd", "", codes.BankProprietary},
	{"Br", "Chrgs/", codes.ChargeBearer},
	{"Tp/Cd", "Chrgs/", codes.Charge},
	{"SchmeNm/Cd", "Acct/Id/", codes.Account},
	{"SchmeNm/Prtry", "Acct/Id/", codes.Account},
	{"Prxy/Tp/Cd", "", codes.Proxy},
	{"Prxy/Tp/Prtry", "", codes.Proxy},
	{"Tp/Cd", "Acct/Tp/", codes.AccountType},
	{"ClrSysId/Cd", "", codes.Clearing},
	{"CdtrRefTp/Cd", "", codes.Reference},
	{"CdtrRefInf/Tp/CdOrPrtry/Cd", "", codes.Reference},
	{"RfrdDocTp/Cd", "", codes.Document},
	{"RfrdDocInf/Tp/CdOrPrtry/Cd", "", codes.Document},
	{"RmtAmtAndTp/Tp/Cd", "", codes.DocumentAmount},
	{"LclInstrm/Cd", "", codes.Instrument},
	{"SvcLvl/Cd", "", codes.Service},
	{"CtgyPurp/Cd", "", codes.Purpose},
	{"Purp/Cd", "", codes.Purpose},
	{"RptgSrc/Cd", "", codes.ReportSource},
}
