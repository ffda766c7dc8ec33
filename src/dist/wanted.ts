import { ProblemCollector } from '../model/problem';
import { HEADER } from '../render/unit';
import { ATTRIBUTES, ATTRIBUTES_PATH } from './attributes';
import { LIST } from './ownership';
import { checkName, checkPath, fold, shown } from './paths';
import { Tree } from './tree';

/** What a file is to hold. Text stays text, which is written faster. */
export type Content = string | Buffer;

/** What a folder is to hold, by names. */
export interface WantedFolder {
  readonly files: Map<string, Content>;
  readonly folders: Map<string, WantedFolder>;
}

/** What an output directory is to hold: the files of a tree and the writer's own `.gitattributes`. */
export class Wanted {
  /** The output directory. */
  public readonly root: WantedFolder = { files: new Map(), folders: new Map() };

  /** The files and folders that are not spelled as all their spellings have it in common, by what these have. */
  private readonly peculiar = new Map<string, string>();

  /** Whether the writer adds its own `.gitattributes`. */
  private readonly attributes: boolean;

  /** @param problems takes what makes the tree unfit for being written */
  constructor(
    tree: Tree,
    private readonly problems: ProblemCollector,
  ) {
    this.attributes = !tree.has(ATTRIBUTES_PATH);
    if (this.attributes) this.root.files.set(ATTRIBUTES_PATH, ATTRIBUTES);
    // Most files are in the folder of the one before.
    let prefix = '';
    let folder = this.root;
    for (const [path, content] of tree.entries()) {
      if (path.lastIndexOf('/') !== prefix.length - 1 || !path.startsWith(prefix)) {
        prefix = path.slice(0, path.lastIndexOf('/') + 1);
        folder = this.folderAt(prefix);
      }
      const name = path.slice(prefix.length);
      this.enter(path, name);
      folder.files.set(name, content);
      if (folder.folders.has(name)) this.problem('path', path, 'is both a file and a folder: rename one of them');
      if (typeof content === 'string') this.checkText(path, content);
      else this.checkVerbatim(path, name, tree);
    }
    for (const [folded, path] of this.peculiar) {
      if (path !== folded && this.has(folded)) this.clash(path, folded);
    }
  }

  /** Whether a path is the writer's own file, which one of somebody else may replace. */
  public isAttributes(path: string): boolean {
    return this.attributes && path === ATTRIBUTES_PATH;
  }

  /** The file or folder that some file systems take for this path, though it is spelled otherwise; or undefined. */
  public otherSpelling(path: string): string | undefined {
    const folded = fold(path);
    const peculiar = this.peculiar.get(folded);
    if (peculiar !== undefined) return peculiar === path ? undefined : peculiar;
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

  /** The folder of a path that ends with a slash, made if it is new. */
  private folderAt(prefix: string): WantedFolder {
    let folder = this.root;
    let start = 0;
    for (let end = prefix.indexOf('/'); end >= 0; end = prefix.indexOf('/', start)) {
      const name = prefix.slice(start, end);
      let next = folder.folders.get(name);
      if (next === undefined) {
        const path = prefix.slice(0, end);
        folder.folders.set(name, (next = { files: new Map(), folders: new Map() }));
        this.enter(path, name);
        if (folder.files.has(name)) this.problem('path', path, 'is both a file and a folder: rename one of them');
      }
      folder = next;
      start = end + 1;
    }
    return folder;
  }

  /** Takes note of a file or folder; what it is in is noted already. */
  private enter(path: string, name: string): void {
    const message = name.length === path.length ? checkPath(path) : checkName(name);
    if (message !== undefined) this.problem('path', path, `path ${message}`);
    const folded = fold(path);
    if (folded === path) return;
    const other = this.peculiar.get(folded);
    if (other === undefined) this.peculiar.set(folded, path);
    else this.clash(path, other);
  }

  private checkText(path: string, text: string): void {
    if (text.startsWith(HEADER)) return;
    this.problem('mark', path, 'has no header, and would be taken for a file of somebody else: put one on');
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
