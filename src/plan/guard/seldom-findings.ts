import { Comparison } from '../objects/comparison';
import { Advice } from './advice';
import { Approvals } from './approval';
import { ClusterFinding } from './finding';

/** Findings about what few changes concern, each loaded with the first one. */
export function seldomFindings(
  comparison: Comparison,
  approvals: Approvals,
  advice: Advice,
  signedMark: string | undefined,
): ClusterFinding[] {
  /* eslint-disable @typescript-eslint/no-require-imports */
  const found: ClusterFinding[] = [];
  if (comparison.changes.some(({ startsVerifying }) => startsVerifying)) {
    const { signatureFindings } = require('./guard-signatures') as typeof import('./guard-signatures');
    found.push(...signatureFindings(comparison, signedMark));
  }
  if (comparison.changes.some(({ canary }) => canary !== undefined)) {
    const { canaryFindings } = require('./guard-canaries') as typeof import('./guard-canaries');
    found.push(...canaryFindings(comparison, approvals, advice));
  }
  if (comparison.changes.some(({ lostController }) => lostController !== undefined)) {
    const { shardFindings } = require('./guard-shards') as typeof import('./guard-shards');
    found.push(...shardFindings(comparison));
  }
  /* eslint-enable @typescript-eslint/no-require-imports */
  return found;
}
