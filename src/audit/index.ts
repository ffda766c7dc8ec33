export { audit, type AuditReport } from './audit';
export type { StatedException } from './exceptions';
export { auditTables, findingLines } from './format';
