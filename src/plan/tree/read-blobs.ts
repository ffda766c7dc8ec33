import { FileContent } from './manifest-tree';
import { gitOutput } from './repository';

/** Most files that are read together because one of them was asked for. */
const BATCH = 2_000;

/**
 * The contents of some blobs, in their order.
 *
 * @throws Error when the repository does not hold one of them
 */
export function* readBlobs(directory: string, ids: readonly string[]): Generator<readonly [id: string, Buffer]> {
  const output = attempt(() => gitOutput(directory, ['cat-file', '--batch'], `${ids.join('\n')}\n`));
  let at = 0;
  for (const id of ids) {
    const end = output.indexOf(0x0a, at);
    const [, type, size] = output.subarray(at, end).toString('latin1').split(' ');
    if (type !== 'blob') throw new Error(NOT_THERE);
    const start = end + 1;
    at = start + Number(size) + 1;
    // Most contents are read once or never: buffers outside of the heap cost less than strings.
    yield [id, output.subarray(start, at - 1)];
  }
}

const NOT_THERE =
  '[git] the repository does not hold the contents of all files, as after a clone with a filter: fetch them, or clone without one (leave out filter: blob:none of actions/checkout, or run git fetch --refetch --filter=blob:limit=1g)';

/** Calls a function that runs Git, and says what to set if Git would have to fetch contents. */
function attempt<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (/lazy fetching|promisor/.test((error as Error).message)) throw new Error(NOT_THERE, { cause: error });
    throw error;
  }
}

/** Contents that are read when something asks for one of them, together with the manifests of the same folder. */
export class DeferredBlobs {
  private readonly read = new Map<string, FileContent>();
  private folders?: ReadonlyMap<string, ReadonlyArray<readonly [path: string, id: string]>>;
  private readonly folderOf = new Map<string, string>();

  /**
   * @param files paths and ids
   * @param manifest matches the files that are read together
   */
  constructor(
    private readonly directory: string,
    private readonly files: ReadonlyArray<readonly [path: string, id: string]>,
    private readonly manifest: RegExp,
  ) {}

  /** A content that was read already. */
  public atHand(id: string): FileContent | undefined {
    return this.read.get(id);
  }

  /** A content; undefined for an id that is none of the files'. */
  public get(id: string): FileContent | undefined {
    const known = this.read.get(id);
    if (known !== undefined) return known;
    const folders = (this.folders ??= this.byFolder());
    const folder = this.folderOf.get(id);
    if (folder === undefined) return undefined;
    const wanted = new Set([id, ...this.beside(folder, folders)]);
    const ids = [...wanted].filter((one) => !this.read.has(one));
    for (const [one, content] of readBlobs(this.directory, ids)) this.read.set(one, content);
    return this.read.get(id);
  }

  private byFolder(): ReadonlyMap<string, ReadonlyArray<readonly [path: string, id: string]>> {
    const folders = new Map<string, Array<readonly [string, string]>>();
    for (const file of this.files) {
      const [path, id] = file;
      const folder = path.slice(0, path.lastIndexOf('/') + 1);
      const here = folders.get(folder);
      if (here) here.push(file);
      else folders.set(folder, [file]);
      if (!this.folderOf.has(id)) this.folderOf.set(id, folder);
    }
    return folders;
  }

  /** The manifests below a folder; those directly in it where they are many, and for the top of the repository. */
  private beside(
    folder: string,
    folders: ReadonlyMap<string, ReadonlyArray<readonly [path: string, id: string]>>,
  ): string[] {
    const manifests = (name: string) =>
      (folders.get(name) ?? []).filter(([path]) => this.manifest.test(path)).map(([, id]) => id);
    if (folder === '') return manifests(folder);
    const below = [...folders.keys()].filter((one) => one.startsWith(folder)).flatMap(manifests);
    return below.length <= BATCH ? below : manifests(folder).slice(0, BATCH);
  }
}

/** Distinct ids in their order. */
interface Order {
  readonly ids: readonly string[];
  readonly at: ReadonlyMap<string, number>;
}

/**
 * Contents that are read in batches, in their order, when something asks for one of them. Only the last two batches are
 * kept: for what is asked for once, or in that order.
 */
export class PassingBlobs {
  private order?: Order;
  private last: ReadonlyMap<string, FileContent> = new Map();
  private before: ReadonlyMap<string, FileContent> = new Map();

  /** @param ids gives the ids in their order; called when something asks */
  constructor(
    private readonly directory: string,
    private readonly ids: () => Iterable<string>,
  ) {}

  /** A content; undefined for an id that is none of these. */
  public get(id: string): FileContent | undefined {
    const kept = this.last.get(id) ?? this.before.get(id);
    if (kept !== undefined) return kept;
    const { ids, at } = (this.order ??= ordered(this.ids()));
    const position = at.get(id);
    if (position === undefined) return undefined;
    const start = position - (position % BATCH);
    this.before = this.last;
    this.last = new Map(readBlobs(this.directory, ids.slice(start, start + BATCH)));
    return this.last.get(id);
  }
}

function ordered(all: Iterable<string>): Order {
  const ids = [...new Set(all)];
  return { ids, at: new Map(ids.map((id, at) => [id, at])) };
}
