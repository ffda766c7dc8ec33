import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What API servers say about pods that a seed makes again. */
export interface PodRecord {
  readonly seed: number;
  readonly count: number;
  /** Hash of the pods. */
  readonly sha256: string;
  /** For each version of Kubernetes, a bit for each pod: whether it is valid. */
  readonly valid: Readonly<Record<string, string>>;
  /** For each version and namespace of `POD_NAMESPACES`, a bit for each pod: whether it is admitted. */
  readonly admitted: Readonly<Record<string, readonly string[]>>;
}

/** Seed and number of the pods that are recorded. */
export const RECORDED_PODS = { seed: 7, count: 800 } as const;

const FILE = join(__dirname, 'verdicts.json');

export function readPodRecord(): PodRecord {
  return JSON.parse(readFileSync(FILE, 'utf8')) as PodRecord;
}

export function writePodRecord(record: PodRecord): void {
  writeFileSync(FILE, `${JSON.stringify(record, undefined, 2)}\n`);
}
