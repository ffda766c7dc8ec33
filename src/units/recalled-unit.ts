import { contentId } from '../core/content-id';
import { FleetError } from '../core/problem';
import { RenderedUnit } from './unit';
import { contentsDigest, FolderRecord, UnitRecord } from './unit-record';

/** A run without the cache would leave it as it is, and the next one would stop here again. */
export const FORGET = 'delete node_modules/.cache/cdk8s-flux-fleet, or the folder that "cache" names, and run it again';

const STALE = `renders to something else than an earlier run made of the same: ${FORGET}`;

/**
 * Record of a unit; undefined if a file is written byte for byte, which the tree stores separately, or if two files
 * have the same path, which the tree has to report.
 */
export function recordOf({ files, identities, facts }: RenderedUnit): UnitRecord | undefined {
  const folders = textsByFolder(files);
  if (folders === undefined) return undefined;
  return {
    folders: Array.from(folders, ([path, texts]): FolderRecord => {
      // A later run compares them with Git's, and would have to render the unit again for that.
      const ids = texts.map(([, text]) => contentId(text));
      return { path, names: texts.map(([name]) => name), digest: contentsDigest(texts), ids };
    }),
    identities,
    facts,
  };
}

/** The names and texts of files, by their folder; undefined for files of which no record is made. */
function textsByFolder(
  files: RenderedUnit['files'],
): ReadonlyMap<string, ReadonlyArray<readonly [name: string, text: string]>> | undefined {
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
  return folders;
}

/**
 * A unit that an earlier run rendered. It is rendered again only if somebody reads its texts; usually they are on disk.
 *
 * @param key the key of its record
 * @param at address for messages
 * @param render renders the files
 * @throws FleetError when the texts are read and differ from the earlier ones
 */
export function recall(
  { folders, identities, facts }: UnitRecord,
  key: string,
  at: string,
  render: () => RenderedUnit['files'],
): RenderedUnit {
  let files: RenderedUnit['files'] | undefined;
  return {
    get files() {
      return (files ??= checked(render()));
    },
    identities,
    facts,
    folders,
    key,
  };

  function checked(made: RenderedUnit['files']): RenderedUnit['files'] {
    const again = [...(textsByFolder(made)?.values() ?? [])];
    const isSame =
      again.length === folders.length &&
      again.every((texts, index) => contentsDigest(texts) === folders[index]!.digest);
    // Something that is not part of the key affects the unit, so other units may be stale as well.
    if (!isSame) throw new FleetError([{ id: 'stale-cache', at, message: STALE }]);
    return made;
  }
}
