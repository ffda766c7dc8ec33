import { contentId } from '../../core/content-id';
import { joinPath, LIST_NAMES, pathIn, SourceFiles } from '../files/source-files';
import { Resource, ResourceOrigin } from '../resource/resource';
import { Schemas } from '../resource/schemas';
import { markerOf } from '../unknown/markers';
import { Unknown } from '../unknown/unknowns';
import { BuildError } from '../yaml/node';
import { BuildCache } from './build-cache';
import { hideLogin } from './remote';

/** The note of SOPS in a file of any format that it writes. */
const ENCRYPTED = /^\s*"?mac"?\s*[:=]\s*["']?ENC\[|^sops_mac="?ENC\[/m;

/** Whether a path of a file is an address. */
function isFetched(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** The files of a build, and what is learned while it runs. */
export class BuildContext {
  public readonly unknowns = new Map<string, Unknown>();
  /** Why the values that marks stand for are not known. */
  public readonly markers = new Map<string, Unknown>();
  /** Whether Flux decrypts the files that Secrets are generated from. */
  public decrypts = false;
  public readonly schemas = new Schemas();
  public readonly lists: string[] = [];
  public readonly inputs = new Set<string>();

  public constructor(
    private readonly files: SourceFiles,
    private readonly cache: BuildCache,
  ) {}

  public unknown(unknown: Unknown): Unknown {
    const key = `${unknown.kind} ${unknown.what} ${unknown.where}`;
    const known = this.unknowns.get(key);
    if (known === undefined) this.unknowns.set(key, unknown);
    return known ?? unknown;
  }

  public isFolder(path: string): boolean {
    return this.files.list(path) !== undefined;
  }

  public entries(folder: string): { readonly files: readonly string[]; readonly folders: readonly string[] } {
    return this.files.list(folder) ?? { files: [], folders: [] };
  }

  /** The path of a folder's list, if there is one. */
  public listIn(folder: string): string | undefined {
    const names = this.namesOfLists(folder);
    if (names.length > 1) throw new BuildError(`${pathIn(folder, names[1]!)} is a second list beside ${names[0]}`);
    return names[0] === undefined ? undefined : pathIn(folder, names[0]);
  }

  public namesOfLists(folder: string): string[] {
    const { files } = this.entries(folder);
    return LIST_NAMES.filter((name) => files.includes(name));
  }

  /** The text of a file, or undefined. */
  public read(path: string): string | undefined {
    const text = this.files.read(path);
    if (text !== undefined) this.inputs.add(path);
    return text;
  }

  /** The content of a file: bytes where it is no UTF-8. */
  public content(path: string): Buffer | string | undefined {
    const text = this.read(path);
    if (text === undefined || !text.includes('\ufffd')) return text;
    const bytes = this.files.bytes?.(path);
    return bytes === undefined || Buffer.from(text).equals(bytes) ? text : bytes;
  }

  /** The file or folder that a path of a list leads to. */
  public resolve(folder: string, path: string): string | undefined {
    return path.startsWith('/') ? undefined : joinPath(folder, path);
  }

  /**
   * The text of a file that a list names.
   *
   * @throws BuildError when it is missing
   */
  public need(folder: string, path: string, where: string): Buffer | string {
    if (isFetched(path)) {
      this.unknown({ kind: 'remote', what: hideLogin(path), where, hidesObjects: true, touchesAll: true });
      return '';
    }
    const resolved = this.resolve(folder, path);
    const content = resolved === undefined ? undefined : this.content(resolved);
    if (content === undefined) throw new BuildError(`${where} names ${JSON.stringify(path)}, which is missing`);
    return content;
  }

  /** The mark for the content of a file that kustomize fetches from an address; undefined for any other. */
  public remoteMark(path: string, where: string): string | undefined {
    if (!isFetched(path)) return undefined;
    const what = hideLogin(path);
    this.markers.set(what, this.unknown({ kind: 'remote', what, where, hidesObjects: false, touchesAll: false }));
    return markerOf(what);
  }

  /** The mark for the values of a file that SOPS encrypted; undefined for any other. */
  public markOf(path: string, content: Buffer | string): string | undefined {
    if (!this.decrypts || !ENCRYPTED.test(content.toString())) return undefined;
    const text = `SOPS ${path} ${contentId(content)}`;
    const unknown = {
      kind: 'secret',
      what: 'SOPS',
      where: 'spec.decryption',
      hidesObjects: false,
      touchesAll: false,
    } as const;
    this.markers.set(text, this.unknown(unknown));
    return markerOf(text);
  }

  /** As {@link need}, as text. */
  public needText(folder: string, path: string, where: string): string {
    return this.need(folder, path, where).toString();
  }

  /**
   * The objects of a file; undefined when there is none.
   *
   * @throws BuildError when it holds something else
   */
  public objects(path: string): Resource[] | undefined {
    const id = this.files.id?.(path);
    const text = id === undefined ? this.read(path) : undefined;
    if (id === undefined && text === undefined) return undefined;
    this.inputs.add(path);
    const parsed = this.cache.objects(id ?? `text ${text}`, () => text ?? this.files.read(path) ?? '');
    if ('fault' in parsed) throw new BuildError(`${path} ${parsed.fault}`);
    return parsed.objects.map((object, index) => new Resource(object, { file: path, index }));
  }

  /** The origin of what a list makes. */
  public made(list: string): ResourceOrigin {
    return { file: list, index: 0 };
  }
}
