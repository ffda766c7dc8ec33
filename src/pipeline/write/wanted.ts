import { ProblemCollector } from '../../core/problem';
import { HEADER } from '../../units/header';
import { ATTRIBUTES, ATTRIBUTES_PATH } from './attributes';
import { KnownFiles } from './known-files';
import { LIST } from './ownership';
import { checkName, checkPath, fold, isSimple, shown } from './paths';
import { Tree } from './tree';

/** Wanted content of a file. Text stays text, which is written faster. */
export type Content = string | Buffer;

/** Wanted content of a folder, by name. */
export interface WantedFolder {
  readonly files: ReadonlyMap<string, Content>;
  readonly folders: ReadonlyMap<string, WantedFolder>;
}

/** A folder under construction. Most have no subfolders, and share their files with many others. */
interface OpenFolder extends WantedFolder {
  files: ReadonlyMap<string, Content>;
  folders: Map<string, OpenFolder> | typeof NONE;
}

const NONE: ReadonlyMap<string, never> = new Map<string, never>();

const NO_HEADER = 'has no header, and would be taken for a file of somebody else: put one on';

/** Wanted content of an output directory: the files of a tree and the writer's own `.gitattributes`. */
export class Wanted {
  /** The output directory. */
  public readonly root: WantedFolder;

  private readonly open: OpenFolder = { files: NONE, folders: NONE };

  /** Maps of files with simple names and generated texts. */
  private readonly checked = new WeakSet<ReadonlyMap<string, Content>>();

  /** The files and folders whose name differs from its canonical form, by that form. */
  private readonly variants = new Map<string, string>();

  /** Whether the writer adds its own `.gitattributes`. */
  private readonly attributes: boolean;

  /** @param problems receives the reasons why the tree cannot be written */
  constructor(
    tree: Tree,
    private readonly problems: ProblemCollector,
  ) {
    this.root = this.open;
    for (const [prefix, files] of tree.contents()) this.fill(this.folderAt(prefix), prefix, files, tree);
    this.attributes = !tree.has(ATTRIBUTES_PATH);
    if (this.attributes) this.open.files = new Map([...this.open.files, [ATTRIBUTES_PATH, ATTRIBUTES]]);
    for (const [folded, path] of this.variants) {
      if (path !== folded && this.has(folded)) this.clash(path, folded);
    }
  }

  /** Whether a path is the writer's own file, which a foreign one may replace. */
  public isAttributes(path: string): boolean {
    return this.attributes && path === ATTRIBUTES_PATH;
  }

  /** The file or folder that some file systems confuse with this path despite another spelling; or undefined. */
  public otherSpelling(path: string): string | undefined {
    const folded = fold(path);
    const variant = this.variants.get(folded);
    if (variant !== undefined) return variant === path ? undefined : variant;
    return folded !== path && this.has(folded) ? folded : undefined;
  }

  /** Whether a path is one of the files or folders. */
  private has(path: string): boolean {
    const names = path.split('/');
    const last = names.pop()!;
    let folder: WantedFolder | undefined = this.root;
    for (const name of names) folder = folder?.folders.get(name);
    return folder !== undefined && (folder.files.has(last) || folder.folders.has(last));
  }

  /** Fills a folder with its direct files. */
  private fill(folder: OpenFolder, prefix: string, files: ReadonlyMap<string, Content>, tree: Tree): void {
    folder.files = files;
    for (const name of folder.folders.keys()) if (files.has(name)) this.bothKinds(prefix + name);
    const isNested = prefix !== '' && isSimple(prefix);
    if (isNested && this.checked.has(files)) return;
    let isSound = true;
    for (const name of files.keys()) {
      this.enter(prefix + name, name);
      isSound &&= isSimple(name) && checkName(name) === undefined;
    }
    // Only generated files have records.
    if (!(files instanceof KnownFiles)) isSound = this.checkContents(prefix, files, tree) && isSound;
    if (isSound) this.checked.add(files);
  }

  /** @returns whether all are generated texts */
  private checkContents(prefix: string, files: ReadonlyMap<string, Content>, tree: Tree): boolean {
    let isSound = true;
    for (const [name, content] of files) {
      const isText = typeof content === 'string' && content.startsWith(HEADER);
      isSound &&= isText;
      if (typeof content !== 'string') this.checkVerbatim(prefix + name, name, tree);
      else if (!isText) this.problem('mark', prefix + name, NO_HEADER);
    }
    return isSound;
  }

  /** The folder with a path that ends with a slash, created if necessary. */
  private folderAt(prefix: string): OpenFolder {
    let folder = this.open;
    let start = 0;
    for (let end = prefix.indexOf('/'); end >= 0; end = prefix.indexOf('/', start)) {
      const name = prefix.slice(start, end);
      let next = folder.folders.get(name);
      if (next === undefined) {
        const path = prefix.slice(0, end);
        next = { files: NONE, folders: NONE };
        if (folder.folders === NONE) folder.folders = new Map([[name, next]]);
        else (folder.folders as Map<string, OpenFolder>).set(name, next);
        this.enter(path, name);
        if (folder.files.has(name)) this.bothKinds(path);
      }
      folder = next;
      start = end + 1;
    }
    return folder;
  }

  /** Registers a file or folder whose parent is registered. */
  private enter(path: string, name: string): void {
    const message = name.length === path.length ? checkPath(path) : checkName(name);
    if (message !== undefined) this.problem('path', path, `path ${message}`);
    const folded = fold(path);
    if (folded === path) return;
    const other = this.variants.get(folded);
    if (other === undefined) this.variants.set(folded, path);
    else this.clash(path, other);
  }

  private bothKinds(path: string): void {
    this.problem('path', path, 'is both a file and a folder: rename one of them');
  }

  private checkVerbatim(path: string, name: string, tree: Tree): void {
    const list = path.slice(0, path.length - name.length) + LIST;
    if (name === LIST) this.problem('mark', path, 'cannot be verbatim, as it records such files: add it as text');
    else if (!tree.has(list)) {
      this.problem('mark', path, `is verbatim and has no ${LIST} beside it to record it: add one`);
    }
  }

  private clash(path: string, other: string): void {
    const message = `is the same as ${shown(other)} where case and accents do not count: rename one of them`;
    this.problem('path', path, message);
  }

  private problem(id: string, path: string, message: string): void {
    this.problems.add(id, shown(path), message);
  }
}
