export { amountText, type Span, type Spans } from './amounts';
export { type LedgerChange, ledgerChanges } from './change';
export { costText, ledgerNotes, type LedgerTable, ledgerTables, spanText } from './format';
export { type Ledger, ledgerOf, type LedgerRow, type Owner } from './ledger';
export { checkPriced, type Prices } from './prices';
export { ledgerReport, type LedgerReport } from './report';
