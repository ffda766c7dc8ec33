import { hash } from 'node:crypto';
import { mergeConflict } from '../../core/merge-conflict';
import { HEADER, SEAL_DIGITS, SEAL_END, SEAL_START, sealed, withHeader, withoutHeader } from '../../units/header';

/**
 * Owner of a file, judged by the file alone, so that branches have no central list to conflict on: generated and intact;
 * generated on both sides of a merge that left conflict markers; generated and changed by hand; once generated and kept
 * as edited (`adopt`); or foreign.
 */
export type Ownership = 'intact' | 'conflicted' | 'edited' | 'kept' | 'foreign';

/** Name of the file that lists the content of a folder, for Flux and for files that cannot carry a header. */
export const LIST = 'kustomization.yaml';

/** Number of bytes that decide whether a file can be generated. */
export const MARK_LENGTH = 128;

/** The header without its line end. A file that begins with it was generated, whatever happened to the rest. */
const MARK = Buffer.from(HEADER.slice(0, -1));

const KEPT = '# Kept by hand: cdk8s-flux-fleet leaves this file alone. Delete it to have it made again.\n';

const KEPT_MARK = Buffer.from(KEPT.slice(0, -1));

/** The second line that files had before documents got seals: the hash of all that follows. */
const OLD_SEAL = /^# sha256:([0-9a-f]{64})\n/;

const SEAL_LAST_LINE = SEAL_END.slice(1);

const OLD_SEAL_LENGTH = SEAL_START.length + 65;

/** The hashes of a file, in any state of damage. */
const ANY_SEAL = /^# sha256:[^\n]*\n(?:#\r?\n)?/gm;

const SEAL_BYTES = Buffer.from(SEAL_START);

const OWNED_START = Buffer.from('# owns: ');

const OWNED = /^# owns: (.+) sha256:([0-9a-f]{64})$/;

/** Owner of a file, by its header and seals. The entries of a `kustomization.yaml` have no seal: see `hasForeignEntry`. */
export function ownershipOf(content: Buffer): Ownership {
  if (startsWith(content, KEPT_MARK)) return 'kept';
  if (!startsWith(content, MARK)) return 'foreign';
  if (bodyOf(content) !== undefined) return 'intact';
  return isConflicted(content) ? 'conflicted' : 'edited';
}

/** Owner of a file without a header, of which a list records these hashes. */
export function recordedOwnership(content: Buffer, hashes: readonly string[]): Ownership {
  if (hashes.includes(sha256(content))) return 'intact';
  return mergeConflict(content.toString('latin1')) ? 'conflicted' : 'edited';
}

/**
 * Whether all that is wrong with a generated file is what a merge left in it. Of a document with conflict markers, no
 * side need be as it was generated: Git merges its lines one by one. All other documents must be intact.
 */
function isConflicted(content: Buffer): boolean {
  const conflict = mergeConflict(content.toString('latin1'));
  if (conflict === undefined) return false;
  // A side without seals has one hash for the whole file.
  if (conflict.lines.some(({ text, isInConflict }) => isInConflict && OLD_SEAL.test(text))) return true;
  let document = '';
  let isTouched = false;
  let isSeal = false;
  for (const { text, isInConflict } of conflict.lines.slice(1)) {
    document += text;
    isTouched ||= isInConflict;
    const isEnd = isSeal && !isInConflict && text === SEAL_LAST_LINE;
    isSeal = !isInConflict && text.startsWith(SEAL_START);
    if (!isEnd) continue;
    if (!isTouched && !isSealed(Buffer.from(document, 'latin1'))) return false;
    document = '';
    isTouched = false;
  }
  return isTouched || document === '';
}

/** Whether the first bytes of a file mark it as generated, now or once. */
export function isMarked(start: Buffer): boolean {
  return startsWith(start, MARK) || startsWith(start, KEPT_MARK);
}

/** An edited file with a line in place of the header that marks it as kept, and without seals. */
export function keptContent(content: Buffer): Buffer {
  // Latin-1 keeps every byte.
  const text = content.toString('latin1');
  const first = text.indexOf('\n');
  const body = first < 0 ? '' : text.slice(first + 1);
  return Buffer.concat([Buffer.from(KEPT), Buffer.from(body.replace(ANY_SEAL, ''), 'latin1')]);
}

/** The text of a `kustomization.yaml`, with the headerless files of its folder recorded in its header. */
export function withOwned(text: string, files: ReadonlyMap<string, Uint8Array>): string {
  const lines = [...files.keys()].sort().map((name) => `# owns: ${name} sha256:${sha256(files.get(name)!)}\n`);
  return withHeader(lines.join('') + withoutHeader(text));
}

/** The files that a `kustomization.yaml` records as generated, with their hashes. */
export type Owned = ReadonlyMap<string, readonly string[]>;

/**
 * The files that a `kustomization.yaml` records as generated. An edited one records nothing, because it could name
 * anybody's file; one with a conflict records what its two sides do.
 */
export function ownedBy(list: Buffer): Owned {
  const owned = new Map<string, string[]>();
  for (const body of bodiesOf(list)) {
    if (!startsWith(body, OWNED_START)) continue;
    for (const line of body.toString().split('\n')) {
      const [, name, hash] = OWNED.exec(line) ?? [];
      if (name === undefined || hash === undefined) break;
      owned.set(name, [...(owned.get(name) ?? []), hash]);
    }
  }
  return owned;
}

/** The body of an intact list, or both sides of one with a conflict. */
function bodiesOf(list: Buffer): Buffer[] {
  const body = bodyOf(list);
  if (body !== undefined) return [body];
  if (ownershipOf(list) !== 'conflicted') return [];
  return mergeConflict(list.toString('latin1'))!.sides.map((side) => {
    const rest = side.slice(HEADER.length);
    return Buffer.from(rest.replace(OLD_SEAL, ''), 'latin1');
  });
}

/** The SHA-256 of bytes in hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return hash('sha256', content);
}

/** All that follows the header of an intact file, seals included; undefined for any other file. */
function bodyOf(content: Buffer): Buffer | undefined {
  if (!startsWith(content, Buffer.from(HEADER))) return undefined;
  const body = content.subarray(HEADER.length);
  const old = OLD_SEAL.exec(body.subarray(0, OLD_SEAL_LENGTH).toString('latin1'));
  if (old) {
    const rest = body.subarray(OLD_SEAL_LENGTH);
    return sha256(rest) === old[1] ? rest : undefined;
  }
  return isSealed(body) ? body : undefined;
}

/** Whether each document has its seal, and nothing is behind the last one. */
function isSealed(body: Buffer): boolean {
  let start = 0;
  do {
    const end = sealAfter(body, start);
    const digits = end + SEAL_START.length;
    const next = digits + SEAL_DIGITS + SEAL_END.length;
    if (end < 0 || body.toString('latin1', digits + SEAL_DIGITS, next) !== SEAL_END) return false;
    const stated = body.toString('latin1', digits, digits + SEAL_DIGITS);
    // Latin-1 keeps every byte, so that invalid UTF-8 is a difference too.
    const document = Buffer.from(sealed(body.toString('latin1', start, end)), 'latin1');
    if (sha256(document).slice(0, SEAL_DIGITS) !== stated) return false;
    start = next;
  } while (start < body.length);
  return true;
}

/** Start of the first line from a position on that begins like a seal; negative if there is none. */
function sealAfter(body: Buffer, start: number): number {
  if (startsWith(body.subarray(start), SEAL_BYTES)) return start;
  const end = body.indexOf(`\n${SEAL_START}`, start);
  return end < 0 ? end : end + 1;
}

function startsWith(content: Buffer, start: Buffer): boolean {
  return content.length >= start.length && content.compare(start, 0, start.length, 0, start.length) === 0;
}
