import * as fs from 'node:fs';
import * as path from 'node:path';
import { SourceFiles } from '../../kustomize';

/** Folder of the repository that holds a path, or the working directory outside of any. */
export function repositoryOf(directory: string): string {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, '.git'))) return folder;
    if (path.dirname(folder) === folder) return directory;
  }
}

/** The files of a repository on this machine. What a link leads to outside of it is not there. */
export class RepositoryFiles implements SourceFiles {
  private readonly root: string;

  /** @param added texts of files that are only made up, by path */
  constructor(
    root: string,
    private readonly added: ReadonlyMap<string, string> = new Map(),
  ) {
    this.root = fs.realpathSync(root);
  }

  /** The path within the repository; undefined if it leads out of it. */
  public within(file: string): string | undefined {
    const relative = path.relative(this.root, existing(file)).split(path.sep).join('/');
    return relative === '..' || relative.startsWith('../') || path.isAbsolute(relative) ? undefined : relative;
  }

  public read(file: string): string | undefined {
    return this.added.get(file) ?? this.bytes(file)?.toString('utf8');
  }

  public bytes(file: string): Buffer | undefined {
    const found = this.found(file);
    return found && fs.statSync(found).isFile() ? fs.readFileSync(found) : undefined;
  }

  public list(folder: string): { readonly files: readonly string[]; readonly folders: readonly string[] } | undefined {
    const found = this.found(folder);
    if (found === undefined || !fs.statSync(found).isDirectory()) return undefined;
    const below = fs.readdirSync(found).map((name) => ({ name, file: this.found(path.posix.join(folder, name)) }));
    const isFolder = ({ file }: { readonly file: string | undefined }) =>
      file !== undefined && fs.statSync(file).isDirectory();
    const own = [...this.added.keys()].filter((file) => path.posix.dirname(file) === (folder || '.'));
    const names = below.filter(({ file }) => file !== undefined);
    return {
      files: [...new Set([...names.filter((one) => !isFolder(one)).map(({ name }) => name), ...own])],
      folders: names.filter(isFolder).map(({ name }) => name),
    };
  }

  private found(file: string): string | undefined {
    const whole = path.join(this.root, file);
    return fs.existsSync(whole) && this.within(whole) !== undefined ? fs.realpathSync(whole) : undefined;
  }
}

/** A path with its links resolved, as far as it exists. */
function existing(file: string): string {
  return fs.existsSync(file) ? fs.realpathSync(file) : path.join(existing(path.dirname(file)), path.basename(file));
}
