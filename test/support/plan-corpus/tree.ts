import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';

/** A repository's files by path. */
export type Files = ReadonlyMap<string, string>;

/** Files that differ from those of a repository; undefined for those that go. */
export type Edits = ReadonlyMap<string, string | undefined>;

/** A map as YAML holds it. */
export type Json = Record<string, unknown>;

/** The repositories in files `NAME.tree`: a sentence about each, then its files, each after a line with its path. */
export function corpusTrees(folder: string): ReadonlyMap<string, Files> {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.tree'));
  return new Map(
    names
      .sort()
      .map((name) => [name.slice(0, -'.tree'.length), treeOf(fs.readFileSync(path.join(folder, name), 'utf8'))]),
  );
}

function treeOf(text: string): Files {
  const [, ...parts] = text.split(/^-- (.+) --\n/m);
  const files = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2) files.set(parts[at]!, parts[at + 1]!);
  return files;
}

/** A repository with files that differ. */
export function edited(files: Files, edits: Edits): Files {
  const all = new Map(files);
  for (const [file, text] of edits) {
    if (text === undefined) all.delete(file);
    else all.set(file, text);
  }
  return all;
}

/** One object of a file. */
export interface Found {
  readonly file: string;
  readonly index: number;
  readonly object: Json & { readonly kind: string; readonly metadata: Json & { readonly name: string } };
}

/** A repository as edits see it: its objects and lists. */
export class Repository {
  public readonly objects: readonly Found[];
  /** The `kustomization.yaml` files. */
  public readonly lists: ReadonlyArray<{ readonly file: string; readonly folder: string; readonly list: Json }>;

  constructor(public readonly files: Files) {
    const objects: Found[] = [];
    const lists: Array<{ file: string; folder: string; list: Json }> = [];
    for (const [file, text] of files) {
      if (!/\.ya?ml$/.test(file)) continue;
      documentsOf(text).forEach((object, index) => {
        if (!isMap(object)) return;
        if (/(?:^|\/)kustomization\.yaml$/.test(file)) {
          lists.push({ file, folder: file.replace(/\/?[^/]*$/, ''), list: object });
        } else if (typeof object.kind === 'string' && isMap(object.metadata) && 'name' in object.metadata) {
          objects.push({ file, index, object: object as Found['object'] });
        }
      });
    }
    this.objects = objects;
    this.lists = lists;
  }

  /** The objects of a kind. */
  public of(...kinds: readonly string[]): Found[] {
    return this.objects.filter(({ object }) => kinds.includes(object.kind));
  }

  /** The Kustomizations of Flux; roots are called `flux-system`. */
  public units(): Found[] {
    return this.objects.filter(
      ({ object }) => String(object.apiVersion).startsWith('kustomize.toolkit.fluxcd.io') && 'spec' in object,
    );
  }

  /** Kustomizations but roots. */
  public children(): Found[] {
    return this.units().filter(({ object }) => !['flux-system', 'fleet'].includes(object.metadata.name));
  }

  /** Objects that are not of Flux. */
  public plain(): Found[] {
    return this.objects.filter(({ object }) => !/fluxcd/.test(String(object.apiVersion)));
  }

  /** The file with one of its documents changed by `change`; without it when that returns undefined. */
  public with({ file, index }: Pick<Found, 'file' | 'index'>, change: (object: Json) => Json | undefined): Edits {
    const documents = documentsOf(this.files.get(file)!).flatMap((one, at) => {
      const next = at === index && isMap(one) ? change(structuredClone(one)) : one;
      return next === undefined ? [] : [next];
    });
    return new Map([[file, documents.length === 0 ? undefined : textOf(documents)]]);
  }

  /** The file with one more document. */
  public plus(file: string, object: Json): Edits {
    return new Map([[file, textOf([...documentsOf(this.files.get(file)!), object])]]);
  }
}

/** Documents as the text of a file. */
export function textOf(documents: readonly unknown[]): string {
  return documents.map((one) => stringify(one, { lineWidth: 0 })).join('---\n');
}

function documentsOf(text: string): unknown[] {
  try {
    return parseAllDocuments(text, { merge: true, logLevel: 'error' }).map((one) =>
      one.errors.length > 0 ? null : (one.toJS() as unknown),
    );
  } catch {
    return [];
  }
}

/** Whether a value is a map. */
export function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A path within a folder, or the path alone at the top. */
export function pathIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** A kind of edit: all ways to make it in a repository. */
export type EditKind = (repository: Repository) => readonly Edits[];
