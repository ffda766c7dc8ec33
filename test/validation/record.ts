import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutants';

/** The verdicts of an API server on objects that a seed makes again. */
export interface ServerRecord {
  /** The server's version. */
  readonly server: string;
  readonly seed: number;
  readonly count: number;
  /** Hashes of the objects: of all, and of each tenth, so that another generator cannot be taken for this one. */
  readonly sha256: { readonly all: string; readonly tenth: string };
  /** A bit for each object, the first in the lowest bit of the first byte: whether the server accepts it. */
  readonly accepted: string;
  /** Numbers of the objects that the server refuses and this library accepts. */
  readonly laxer: readonly number[];
}

const FILE = join(__dirname, 'verdicts.json');

/** All records, by release. */
export function readServerRecords(): Readonly<Record<string, ServerRecord>> {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, ServerRecord>) : {};
}

/** Writes the record of a release. */
export function writeServerRecord(release: string, record: ServerRecord): void {
  writeFileSync(FILE, `${JSON.stringify({ ...readServerRecords(), [release]: record }, undefined, 2)}\n`);
}

/** The hash of the objects of mutants. */
export function hashOfMutants(mutants: Iterable<Mutant>): string {
  const hash = createHash('sha256');
  for (const { object } of mutants) hash.update(JSON.stringify(object)).update('\n');
  return hash.digest('hex');
}
