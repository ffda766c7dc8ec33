import { hash } from 'node:crypto';
import { HEADER, withHeader } from '../../units/header';

/**
 * Whose a file is, by its first lines alone, so that branches have no central list to conflict on: ours as it was
 * written; ours but changed by hand; once ours and kept as changed by hand (`adopt`); or somebody else's.
 */
export type Ownership = 'intact' | 'edited' | 'kept' | 'foreign';

/** Name of the file that says what belongs to a folder, for Flux and for files that can carry no header themselves. */
export const LIST = 'kustomization.yaml';

/** How many bytes of a file tell whether it could be ours. */
export const MARK_LENGTH = 128;

/** The header's first line. A file that begins with it is ours, whatever became of the rest. */
const MARK = Buffer.from(HEADER.slice(0, HEADER.indexOf('\n')));

const KEPT = '# Kept by hand: cdk8s-flux-fleet leaves this file alone. Delete it to have it made again.\n';

const KEPT_MARK = Buffer.from(KEPT.slice(0, -1));

const HASH_LENGTH = 64;

const OWNED_START = Buffer.from('# owns: ');

const OWNED = /^# owns: (.+) sha256:([0-9a-f]{64})$/;

/** Whose a file is, by its header. */
export function ownershipOf(content: Buffer): Ownership {
  if (startsWith(content, KEPT_MARK)) return 'kept';
  if (!startsWith(content, MARK)) return 'foreign';
  const start = bodyStart(content);
  if (start === undefined) return 'edited';
  const stated = content.subarray(HEADER.length, start - 1).toString('latin1');
  return stated === sha256(content.subarray(start)) ? 'intact' : 'edited';
}

/** Whether a file's first bytes say that it is, or once was, ours. */
export function isMarked(start: Buffer): boolean {
  return startsWith(start, MARK) || startsWith(start, KEPT_MARK);
}

/** An edited file as it is when it is kept: a line that says so in the place of the header. */
export function keptContent(content: Buffer): Buffer {
  const first = content.indexOf('\n');
  let start = first < 0 ? content.length : first + 1;
  if (startsWith(content.subarray(start), Buffer.from('# sha256:'))) {
    const second = content.indexOf('\n', start);
    start = second < 0 ? content.length : second + 1;
  }
  return Buffer.concat([Buffer.from(KEPT), content.subarray(start)]);
}

/** The text of a `kustomization.yaml` with the files of its folder that carry no header recorded in its own. */
export function withOwned(text: string, files: ReadonlyMap<string, Uint8Array>): string {
  const lines = [...files.keys()].sort().map((name) => `# owns: ${name} sha256:${sha256(files.get(name)!)}\n`);
  return withHeader(lines.join('') + text.slice(HEADER.length + HASH_LENGTH + 1));
}

/**
 * The files beside a `kustomization.yaml` that it records as generated, with their hashes. One that was changed by hand
 * records nothing: what it says could name anybody's file.
 */
export function ownedBy(list: Buffer): ReadonlyMap<string, string> {
  const owned = new Map<string, string>();
  const start = bodyStart(list);
  if (start === undefined || !startsWith(list.subarray(start), OWNED_START)) return owned;
  if (ownershipOf(list) !== 'intact') return owned;
  for (const line of list.subarray(start).toString().split('\n')) {
    const [, name, hash] = OWNED.exec(line) ?? [];
    if (name === undefined || hash === undefined) break;
    owned.set(name, hash);
  }
  return owned;
}

/** The SHA-256 of bytes in hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return hash('sha256', content);
}

/** Where the text begins behind a whole header; undefined when there is none. */
function bodyStart(content: Buffer): number | undefined {
  const start = HEADER.length + HASH_LENGTH + 1;
  return startsWith(content, Buffer.from(HEADER)) && content[start - 1] === 0x0a ? start : undefined;
}

function startsWith(content: Buffer, start: Buffer): boolean {
  return content.length >= start.length && content.compare(start, 0, start.length, 0, start.length) === 0;
}
