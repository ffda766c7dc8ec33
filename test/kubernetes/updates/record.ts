import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The answers of an API server about pairs that a seed makes again. */
export interface UpdateRecord {
  readonly seed: number;
  readonly count: number;
  /** Hash of the pairs, so that another generator cannot be taken for this one. */
  readonly sha256: string;
  /** A bit for each pair: whether both objects are valid by themselves. */
  readonly valid: string;
  /** A bit for each pair: whether the server accepts the update. */
  readonly accepted: string;
  /** Indices of the pairs whose update we let pass and the server refuses. */
  readonly laxer: readonly number[];
}

/** The API servers that are asked, with the minor version of each. */
export const SERVERS = [
  { server: 'kube-apiserver-1.32', version: '1.32.13', minor: 32 },
  { server: 'kube-apiserver', version: '1.34.4', minor: 34 },
  { server: 'kube-apiserver-1.36', version: '1.36.3', minor: 36 },
] as const;

/** Seed and number of the pairs that are recorded. */
export const RECORDED = { seed: 4, count: 4_000 } as const;

const FILE = join(__dirname, 'verdicts.json');

/** All records, by the version of Kubernetes. */
export function readUpdateRecords(): Readonly<Record<string, UpdateRecord>> {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, UpdateRecord>;
}

/** Writes the records of all versions. */
export function writeUpdateRecords(records: Readonly<Record<string, UpdateRecord>>): void {
  writeFileSync(FILE, `${JSON.stringify(records, undefined, 2)}\n`);
}
