package schema

// byHand are messages without a schema file at hand: the recall and its answer as banks
// speak them in 2019's set. They are told like the next version, whose schemas moov's
// module has; the types that differ were read off two libraries' types, which agree.
const byHand = `
Compensation2: Amt ActiveCurrencyAndAmount, DbtrAgt BranchAndFinancialInstitutionIdentification6, CdtrAgt BranchAndFinancialInstitutionIdentification6, Rsn CompensationReason1Choice
CustomerPaymentCancellationRequestV08: Assgnmt CaseAssignment5, Case? Case5, CtrlData? ControlData1, Undrlyg+ UnderlyingTransaction24, SplmtryData* SupplementaryData1
OriginalPaymentInstruction30: OrgnlPmtInfCxlId? Max35Text, RslvdCase? Case5, OrgnlPmtInfId Max35Text, OrgnlGrpInf? OriginalGroupInformation29, OrgnlNbOfTxs? Max15NumericText, OrgnlCtrlSum? DecimalNumber, PmtInfCxlSts? GroupCancellationStatus1Code, CxlStsRsnInf* CancellationStatusReason4, NbOfTxsPerCxlSts* NumberOfCancellationsPerStatus1, TxInfAndSts* PaymentTransaction103
OriginalPaymentInstruction34: PmtCxlId? Max35Text, Case? Case5, OrgnlPmtInfId Max35Text, OrgnlGrpInf? OriginalGroupInformation29, NbOfTxs? Max15NumericText, CtrlSum? DecimalNumber, PmtInfCxl? GroupCancellationIndicator, CxlRsnInf* PaymentCancellationReason5, TxInf* PaymentTransaction109
PaymentTransaction102: CxlStsId? Max35Text, RslvdCase? Case5, OrgnlGrpInf? OriginalGroupInformation29, OrgnlInstrId? Max35Text, OrgnlEndToEndId? Max35Text, OrgnlTxId? Max35Text, OrgnlClrSysRef? Max35Text, OrgnlUETR? UUIDv4Identifier, TxCxlSts? CancellationIndividualStatus1Code, CxlStsRsnInf* CancellationStatusReason4, RsltnRltdInf? ResolutionData1, OrgnlIntrBkSttlmAmt? ActiveOrHistoricCurrencyAndAmount, OrgnlIntrBkSttlmDt? ISODate, Assgnr? Party40Choice, Assgne? Party40Choice, OrgnlTxRef? OriginalTransactionReference28
PaymentTransaction103: CxlStsId? Max35Text, RslvdCase? Case5, OrgnlInstrId? Max35Text, OrgnlEndToEndId? Max35Text, UETR? UUIDv4Identifier, TxCxlSts? CancellationIndividualStatus1Code, CxlStsRsnInf* CancellationStatusReason4, OrgnlInstdAmt? ActiveOrHistoricCurrencyAndAmount, OrgnlReqdExctnDt? DateAndDateTime2Choice, OrgnlReqdColltnDt? ISODate, OrgnlTxRef? OriginalTransactionReference28
PaymentTransaction107: ModStsId? Max35Text, RslvdCase? Case5, OrgnlGrpInf OriginalGroupInformation29, OrgnlPmtInfId? Max35Text, OrgnlInstrId? Max35Text, OrgnlEndToEndId? Max35Text, OrgnlTxId? Max35Text, OrgnlClrSysRef? Max35Text, OrgnlUETR? UUIDv4Identifier, ModStsRsnInf* ModificationStatusReason2, RsltnRltdInf? ResolutionData1, OrgnlIntrBkSttlmAmt? ActiveOrHistoricCurrencyAndAmount, OrgnlIntrBkSttlmDt? ISODate, Assgnr? Party40Choice, Assgne? Party40Choice, OrgnlTxRef? OriginalTransactionReference28
PaymentTransaction109: CxlId? Max35Text, Case? Case5, OrgnlInstrId? Max35Text, OrgnlEndToEndId? Max35Text, OrgnlUETR? UUIDv4Identifier, OrgnlInstdAmt? ActiveOrHistoricCurrencyAndAmount, OrgnlReqdExctnDt? DateAndDateTime2Choice, OrgnlReqdColltnDt? ISODate, CxlRsnInf* PaymentCancellationReason5, OrgnlTxRef? OriginalTransactionReference28, SplmtryData* SupplementaryData1
ResolutionData1: EndToEndId? Max35Text, TxId? Max35Text, UETR? UUIDv4Identifier, IntrBkSttlmAmt? ActiveOrHistoricCurrencyAndAmount, IntrBkSttlmDt? ISODate, ClrChanl? ClearingChannel2Code, Compstn? Compensation2, Chrgs* Charges7
ResolutionOfInvestigationV09: Assgnmt CaseAssignment5, RslvdCase? Case5, Sts InvestigationStatus5Choice, CxlDtls* UnderlyingTransaction22, ModDtls? PaymentTransaction107, ClmNonRctDtls? ClaimNonReceipt2Choice, StmtDtls? StatementResolutionEntry4, CrrctnTx? CorrectiveTransaction4Choice, RsltnRltdInf? ResolutionData1, SplmtryData* SupplementaryData1
UnderlyingTransaction22: OrgnlGrpInfAndSts? OriginalGroupHeader14, OrgnlPmtInfAndSts* OriginalPaymentInstruction30, TxInfAndSts* PaymentTransaction102
UnderlyingTransaction24: OrgnlGrpInfAndCxl? OriginalGroupHeader15, OrgnlPmtInfAndCxl* OriginalPaymentInstruction34
! camt.029.001.09 Document: RsltnOfInvstgtn ResolutionOfInvestigationV09
! camt.055.001.08 Document: CstmrPmtCxlReq CustomerPaymentCancellationRequestV08
`
