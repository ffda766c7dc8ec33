import { FleetError } from '../core/problem';
import { RenderedUnit } from './unit';
import { contentsDigest, FolderRecord, UnitRecord } from './unit-record';

const STALE = 'renders to something else than an earlier run made of the same: synthesize with --no-cache';

/**
 * What to know of a unit; undefined where a file is written byte for byte, which the tree keeps apart, and where two
 * have the same path, which the tree has to say.
 */
export function recordOf({ files, identities }: RenderedUnit): UnitRecord | undefined {
  if (files.some(({ verbatim }) => verbatim)) return undefined;
  if (new Set(files.map(({ path }) => path)).size < files.length) return undefined;
  const folders = new Map<string, Array<readonly [name: string, text: string]>>();
  for (const { path, text } of files) {
    const end = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(end, 0));
    const file = [path.slice(end + 1), text] as const;
    const others = folders.get(folder);
    if (others) others.push(file);
    else folders.set(folder, [file]);
  }
  return {
    folders: Array.from(folders, ([path, texts]): FolderRecord => {
      return { path, names: texts.map(([name]) => name), digest: contentsDigest(texts) };
    }),
    identities,
  };
}

/**
 * A unit that was rendered by an earlier run. It is rendered again when somebody wants its texts: mostly they are on disk.
 *
 * @param at where it is, for messages
 * @param render makes the files
 * @throws FleetError when asked for the texts, and they are others than they were
 */
export function recall(
  { folders, identities }: UnitRecord,
  at: string,
  render: () => RenderedUnit['files'],
): RenderedUnit {
  let files: RenderedUnit['files'] | undefined;
  return {
    get files() {
      return (files ??= checked(render()));
    },
    identities,
    folders,
  };

  function checked(made: RenderedUnit['files']): RenderedUnit['files'] {
    const again = recordOf({ files: made, identities })?.folders ?? [];
    const isSame =
      again.length === folders.length && again.every(({ digest }, index) => digest === folders[index]!.digest);
    // Something decides about units that no key names, and others may be stale as well.
    if (!isSame) throw new FleetError([{ id: 'stale-cache', at, message: STALE }]);
    return made;
  }
}
