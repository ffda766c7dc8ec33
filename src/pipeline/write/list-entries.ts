import { entriesOf } from '../../units/header';
import { FileSystem } from './file-system';
import { isMarked, LIST, MARK_LENGTH, Owned } from './ownership';

/** Flux's own manifests, which `flux bootstrap` commits and the list beside them names. */
const FLUX_COMPONENTS = /(?:^|\/)gotk-components\.yaml$/;

/** Characters of entries of other tools: addresses, and paths that leave the folder. */
const ELSEWHERE = /^\/|^\.|\/\.|[:?\\]/;

/** The folder of a shard of Flux, and the entry with which it takes Flux's own manifests. */
const SHARD = /(?:^|\/)flux-shards\/[^/]+$/;
const MANIFESTS = '../../flux-system';

/**
 * Whether a `kustomization.yaml` has an entry that no program made: it names a file of somebody else, or something
 * outside of the folder. No seal protects the entries, so that branches with different ones merge. An entry of a file
 * that is gone counts as generated, as it is what a deleted file leaves behind.
 *
 * @param folder path of the list's folder
 * @param owned the files without a header that the list records
 */
export function hasForeignEntry(files: FileSystem, folder: string, list: Buffer, owned: Owned): boolean {
  return entriesOf(list.toString()).some((written) => {
    const entry = nameOf(written);
    if (entry === MANIFESTS && SHARD.test(folder)) return false;
    if (entry === undefined || ELSEWHERE.test(entry)) return true;
    if (owned.has(entry) || FLUX_COMPONENTS.test(entry)) return false;
    return isForeign(files, `${folder}/${entry}`);
  });
}

/** The text of an entry; undefined if this library would write it otherwise. */
function nameOf(written: string): string | undefined {
  if (!written.startsWith('"')) return written.includes(' #') ? undefined : written;
  try {
    const name: unknown = JSON.parse(written);
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}

function isForeign(files: FileSystem, path: string): boolean {
  switch (files.kindOf(path)) {
    case undefined:
      return false;
    case 'file':
      return !isMarked(files.read(path, MARK_LENGTH));
    case 'folder':
      return files.kindOf(`${path}/${LIST}`) !== 'file' || !isMarked(files.read(`${path}/${LIST}`, MARK_LENGTH));
    case 'link':
    case 'special':
      return true;
  }
}
