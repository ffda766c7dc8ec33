import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { untar } from '../../core/untar';
import { quote } from '../../kubernetes/names';

const YAML = /\.(ya?ml|json)$/i;
const ARCHIVE = /\.(tgz|tar\.gz)$/i;
const DEFINITION = /^kind:\s*['"]?CustomResourceDefinition\b|"kind"\s*:\s*"CustomResourceDefinition"/m;

/** A chart's definitions of at most so many bytes are unpacked, so that a broken archive cannot fill the memory. */
const LARGEST = 256 * 1024 * 1024;

/** A text with CustomResourceDefinitions. */
export interface SchemaText {
  /** The path it was read from; absent for a text that the program gives. */
  readonly at?: string;
  readonly text: string;
}

/**
 * The texts with CustomResourceDefinitions that a program means: those of a file, a folder or a Helm chart, or the text itself.
 *
 * @param given a path relative to the working directory, or a YAML text
 * @throws Error when nothing is there, or no definitions are in it
 */
export function schemaTexts(given: string): readonly SchemaText[] {
  if (/[\n\r]|:\s|^\s*\{/.test(given)) return [{ text: given }];
  if (/^[a-z]+:\/\//i.test(given)) {
    throw new Error(`schema ${quote(given)} is a URL, and addSchema fetches nothing: fetch it, and give the path`);
  }
  const stat = given === '' ? undefined : fs.statSync(given, { throwIfNoEntry: false });
  if (!stat) {
    throw new Error(
      `schema ${quote(given)} is not there: give the path of a file, a folder or a chart, relative to the working directory`,
    );
  }
  if (!stat.isDirectory()) return ARCHIVE.test(given) ? ofArchive(given, fs.readFileSync(given)) : ofFile(given);
  const files = filesBelow(given);
  return fs.existsSync(path.join(given, 'Chart.yaml')) ? ofChart(given, files) : ofFolder(given, files);
}

/** A file that is read when its text is asked for. */
interface SchemaFile {
  /** Path from the folder or chart, with `/` between folders. */
  readonly path: string;
  readonly bytes: () => Buffer;
}

function ofFile(given: string): readonly SchemaText[] {
  const text = fs.readFileSync(given, 'utf8');
  if (DEFINITION.test(text)) return [{ at: given, text }];
  throw new Error(`schema ${quote(given)} holds no CustomResourceDefinition: give a file with one or more`);
}

function ofFolder(given: string, files: readonly SchemaFile[]): readonly SchemaText[] {
  const texts = definitionsIn(given, files);
  if (texts.length > 0) return texts;
  throw new Error(
    `schema ${quote(given)} is a folder without a CustomResourceDefinition: give one with YAML files of them`,
  );
}

function ofArchive(given: string, bytes: Buffer): readonly SchemaText[] {
  return ofChart(given, unpacked(given, bytes));
}

/** The files of a packed chart, from its folder. */
function unpacked(given: string, bytes: Buffer): SchemaFile[] {
  let files;
  try {
    files = untar(gunzipSync(bytes, { maxOutputLength: LARGEST }));
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`schema ${quote(given)} cannot be unpacked (${why}): give a packed Helm chart`, { cause: error });
  }
  return files.map((file) => ({ path: file.path.replace(/^(\.\/)?[^/]+\//, ''), bytes: () => file.content }));
}

/** The `crds` that Helm installs before everything else: of the chart and of those in its folder `charts`, packed or not. */
function ofChart(given: string, files: readonly SchemaFile[]): readonly SchemaText[] {
  const texts = definitionsIn(
    given,
    files.flatMap((file) => installedFirst(given, file)),
  );
  if (texts.length > 0) return texts;
  const isTemplated = files.some((file) => /(^|\/)templates\//.test(file.path) && DEFINITION.test(textOf(file)));
  throw new Error(
    isTemplated
      ? `chart ${quote(given)} makes its CustomResourceDefinitions by templates: render it with "helm template" into a file, and give that`
      : `chart ${quote(given)} has no CustomResourceDefinition in crds: give a chart with some, or a file of them`,
  );
}

const FIRST = /^(charts\/[^/]+\/)*crds\//;
const PACKED = /^(charts\/[^/]+\/)*charts\/[^/]+\.tgz$/;

function installedFirst(given: string, file: SchemaFile): SchemaFile[] {
  if (FIRST.test(file.path)) return [file];
  if (!PACKED.test(file.path)) return [];
  const name = `${given}/${file.path}`;
  return unpacked(name, file.bytes()).flatMap((inner) => installedFirst(name, inner));
}

function definitionsIn(given: string, files: readonly SchemaFile[]): SchemaText[] {
  const texts = files
    .filter((file) => YAML.test(file.path))
    .map((file) => ({ at: `${given.replace(/\/+$/, '')}/${file.path}`, text: textOf(file) }));
  return texts.filter(({ text }) => DEFINITION.test(text));
}

function textOf(file: SchemaFile): string {
  return file.bytes().toString('utf8');
}

/** The files of a folder and below, in a fixed order. Hidden ones and packages are none of the program's definitions. */
function filesBelow(folder: string, within = ''): SchemaFile[] {
  const entries = fs.readdirSync(path.join(folder, within), { withFileTypes: true });
  return entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const below = within === '' ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(folder, below);
      return [{ path: below, bytes: () => fs.readFileSync(path.join(folder, below)) }];
    });
}
