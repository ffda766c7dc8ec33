export { amountText, type Span, type Spans } from './amounts';
export { type LedgerChange, ledgerChanges } from './change';
export { costText, ledgerNotes, type LedgerTable, ledgerTables, spanText } from './format';
export { type Ledger, ledgerOf, type LedgerRow, type Owner } from './ledger';
export { type ClusterLoad, loadOf, reconciledBy, reconciliationsOf } from './load';
export { checkPriced, type Prices } from './prices';
export { type CostReport, ledgerReport, type LedgerReport } from './report';
