import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The verdicts of a parser of Flux on texts that a seed makes again. */
export interface VerdictRecord {
  /** The parser's module and version. */
  readonly parser: string;
  readonly seed: number;
  readonly count: number;
  /** Hash of the texts, so that another generator cannot be taken for this one. */
  readonly sha256: string;
  /** A bit for each text, the first in the lowest bit of the first byte: whether it is accepted. */
  readonly accepted: string;
}

const FILE = join(__dirname, 'verdicts.json');

/** The hash of texts, or of other data. */
export function hashOf(texts: unknown): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
}

/** All recorded verdicts, by language. */
export function readRecords(): Readonly<Record<string, VerdictRecord>> {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, VerdictRecord>) : {};
}

/** Writes the verdicts of all languages. */
export function writeRecords(records: Readonly<Record<string, VerdictRecord>>): void {
  writeFileSync(FILE, `${JSON.stringify(records, undefined, 2)}\n`);
}

/** Verdicts as bits. */
export function packVerdicts(verdicts: readonly boolean[]): string {
  const bytes = Buffer.alloc(Math.ceil(verdicts.length / 8));
  verdicts.forEach((accepted, index) => {
    if (accepted) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return bytes.toString('base64');
}

/** The verdicts of a record. */
export function verdictsOf({ accepted, count }: Pick<VerdictRecord, 'accepted' | 'count'>): boolean[] {
  return unpackVerdicts(accepted, count);
}

/** Verdicts from bits. */
export function unpackVerdicts(bits: string, count: number): boolean[] {
  const bytes = Buffer.from(bits, 'base64');
  return Array.from({ length: count }, (_, index) => (((bytes[index >> 3] ?? 0) >> (index & 7)) & 1) === 1);
}
