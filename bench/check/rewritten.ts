import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { filesBelow } from './files';

/** Evidence that a file was written, and that its content changed. */
export interface Stamp {
  readonly written: string;
  readonly content: string;
}

/** The stamps of all files below a folder, by path. */
export function stampsOf(folder: string): Map<string, Stamp> {
  const stamps = new Map<string, Stamp>();
  for (const file of filesBelow(folder)) {
    const { ino, mtimeNs } = statSync(file, { bigint: true });
    const content = createHash('sha256').update(readFileSync(file)).digest('base64');
    stamps.set(file, { written: `${ino} ${mtimeNs}`, content });
  }
  return stamps;
}

/** Number of files written between two stamps, and how many of them were unchanged. */
export function rewritten(before: ReadonlyMap<string, Stamp>, after: ReadonlyMap<string, Stamp>) {
  const written = [...after].filter(([file, stamp]) => before.get(file)?.written !== stamp.written);
  const needless = written.filter(([file, stamp]) => before.get(file)?.content === stamp.content);
  return { files: written.length, needless: needless.length };
}
