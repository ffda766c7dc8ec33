import { hash } from 'node:crypto';
import { HEADER, withHeader } from '../../units/header';

/**
 * Owner of a file, judged by its first lines alone, so that branches have no central list to conflict on: generated and
 * intact; generated and changed by hand; once generated and kept as edited (`adopt`); or foreign.
 */
export type Ownership = 'intact' | 'edited' | 'kept' | 'foreign';

/** Name of the file that lists the content of a folder, for Flux and for files that cannot carry a header. */
export const LIST = 'kustomization.yaml';

/** Number of bytes that decide whether a file can be generated. */
export const MARK_LENGTH = 128;

/** The header's first line. A file that begins with it was generated, whatever happened to the rest. */
const MARK = Buffer.from(HEADER.slice(0, HEADER.indexOf('\n')));

const KEPT = '# Kept by hand: cdk8s-flux-fleet leaves this file alone. Delete it to have it made again.\n';

const KEPT_MARK = Buffer.from(KEPT.slice(0, -1));

const HASH_LENGTH = 64;

const OWNED_START = Buffer.from('# owns: ');

const OWNED = /^# owns: (.+) sha256:([0-9a-f]{64})$/;

/** Owner of a file, by its header. */
export function ownershipOf(content: Buffer): Ownership {
  if (startsWith(content, KEPT_MARK)) return 'kept';
  if (!startsWith(content, MARK)) return 'foreign';
  const start = bodyStart(content);
  if (start === undefined) return 'edited';
  const stated = content.subarray(HEADER.length, start - 1).toString('latin1');
  return stated === sha256(content.subarray(start)) ? 'intact' : 'edited';
}

/** Whether the first bytes of a file mark it as generated, now or once. */
export function isMarked(start: Buffer): boolean {
  return startsWith(start, MARK) || startsWith(start, KEPT_MARK);
}

/** An edited file with a line in place of the header that marks it as kept. */
export function keptContent(content: Buffer): Buffer {
  const first = content.indexOf('\n');
  let start = first < 0 ? content.length : first + 1;
  if (startsWith(content.subarray(start), Buffer.from('# sha256:'))) {
    const second = content.indexOf('\n', start);
    start = second < 0 ? content.length : second + 1;
  }
  return Buffer.concat([Buffer.from(KEPT), content.subarray(start)]);
}

/** The text of a `kustomization.yaml`, with the headerless files of its folder recorded in its header. */
export function withOwned(text: string, files: ReadonlyMap<string, Uint8Array>): string {
  const lines = [...files.keys()].sort().map((name) => `# owns: ${name} sha256:${sha256(files.get(name)!)}\n`);
  return withHeader(lines.join('') + text.slice(HEADER.length + HASH_LENGTH + 1));
}

/**
 * The files that a `kustomization.yaml` records as generated, with their hashes. An edited one records nothing, because
 * it could name anybody's file.
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

/** Start of the text after a complete header; undefined if there is none. */
function bodyStart(content: Buffer): number | undefined {
  const start = HEADER.length + HASH_LENGTH + 1;
  return startsWith(content, Buffer.from(HEADER)) && content[start - 1] === 0x0a ? start : undefined;
}

function startsWith(content: Buffer, start: Buffer): boolean {
  return content.length >= start.length && content.compare(start, 0, start.length, 0, start.length) === 0;
}
