import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { FileProblem, FileProblems } from '../../core/file-problems';
import { isMap } from '../../core/is-map';
import { yamlReader } from '../../core/yaml-reader';
import { quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { KustomizeBuild } from '../../kustomize';
import { RepositoryFiles, repositoryOf } from './folder-files';

// Loaded with the first file: most programs have none.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const kustomizeBuild = () => require('../../kustomize/build') as typeof import('../../kustomize/build');

/** Manifests that are written in files or as they are, for `manifests` of a component or an app. */
export const Manifests = {
  /**
   * Objects as plain data, checked as those in code are. Objects without a namespace get that of the component or app,
   * unless their kind is known to have none.
   *
   * @param objects each as a manifest has it
   *
   * @example
   * new Component(fleet, 'own-authority', {
   *   createNamespace: false,
   *   manifests: Manifests.objects({ apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: { name: 'own' }, spec: { selfSigned: {} } }),
   * });
   */
  objects:
    (
      ...objects: ReadonlyArray<{
        readonly apiVersion: string;
        readonly kind: string;
        readonly metadata: { readonly name: string; readonly [field: string]: unknown };
        readonly [field: string]: unknown;
      }>
    ): ((chart: Chart) => void) =>
    (chart) => {
      const problems = objects.flatMap(faultOfObject);
      if (problems.length > 0) throw new Error(problems.join('; '));
      const first = chart.node.children.length;
      objects.forEach((object, index) => new ApiObject(chart, `object-${first + index}`, object));
    },

  /**
   * The objects of a YAML file, checked as those in code are. Objects without a namespace get that of the component or app.
   * Faults of the file become problems of the fleet, with the line.
   *
   * @param file path relative to the working directory, within its repository
   *
   * @example
   * new Component(fleet, 'issuers', { manifests: Manifests.file('manifests/issuers.yaml') });
   */
  file: (file: string): ((chart: Chart) => void) => filling(() => readFile(file)),

  /**
   * The objects of a kustomize folder, built as Flux builds it and checked as those in code are: with bases, components,
   * patches and generators. Without a `kustomization.yaml`, all YAML files of the folder and below count. What only the
   * cluster or another host knows, such as remote bases, is refused.
   *
   * @param folder path relative to the working directory, within its repository
   *
   * @example
   * new Component(fleet, 'dashboards', { manifests: Manifests.kustomize('manifests/dashboards/overlays/prod') });
   */
  kustomize: (folder: string): ((chart: Chart) => void) => filling(() => readFolder(folder)),
} as const;

/** Problems of an object that the program gives as data. */
function faultOfObject(object: unknown, index: number): string[] {
  const { apiVersion, kind, metadata, items } = isMap(object) ? object : ({} as Readonly<Record<string, unknown>>);
  const name = isMap(metadata) ? metadata['name'] : undefined;
  const lacking = Object.entries({ apiVersion, kind, 'metadata.name': name }).filter(
    ([, value]) => typeof value !== 'string' || value === '',
  );
  const what = `object ${index + 1}${typeof kind === 'string' ? ` of kind ${kind}` : ''}`;
  // Nothing but Flux would see what is in it.
  if (Array.isArray(items) && String(kind).endsWith('List')) return [`${what} holds others: give its items`];
  return lacking.length === 0
    ? []
    : [`${what} has no ${lacking.map(([key]) => key).join(', ')}: give the whole manifest`];
}

/** Reads on the first call; later targets get the same. */
function filling(read: () => readonly KubernetesObject[]): (chart: Chart) => void {
  let objects: readonly KubernetesObject[] | undefined;
  return (chart) => {
    objects ??= read();
    objects.forEach(
      (object, index) => new ApiObject(chart, `file-object-${chart.node.children.length}-${index}`, object),
    );
  };
}

/** Name of the list that takes in one file alone. It is at the top of the repository, in place of one that is there. */
const MADE_UP = 'kustomization.yaml';

function readFile(given: string): KubernetesObject[] {
  const { root, within } = placeOf(given, 'file');
  const text = fs.readFileSync(given, 'utf8');
  checkYaml(given, text);
  const list = JSON.stringify({ resources: [within] });
  return objectsOf(new RepositoryFiles(root, new Map([[MADE_UP, list]])), '', given, root);
}

function readFolder(given: string): KubernetesObject[] {
  const { root, within } = placeOf(given, 'folder');
  return objectsOf(new RepositoryFiles(root), within, given, root);
}

/** Where a file or folder is in its repository. */
function placeOf(given: string, what: 'file' | 'folder'): { readonly root: string; readonly within: string } {
  const root = repositoryOf(process.cwd());
  const stat = typeof given === 'string' ? fs.statSync(given, { throwIfNoEntry: false }) : undefined;
  const is =
    stat === undefined ? 'does not exist' : stat.isDirectory() === (what === 'folder') ? undefined : `is no ${what}`;
  if (is !== undefined) {
    const other = what === 'file' ? 'Manifests.kustomize' : 'Manifests.file';
    const todo = stat === undefined ? 'give a path relative to the working directory' : `use ${other}`;
    throw new FileProblems([{ at: String(given), message: `${what} ${quote(given)} ${is}: ${todo}` }]);
  }
  const within = new RepositoryFiles(root).within(path.resolve(given));
  if (within !== undefined) return { root, within };
  const message = `${what} ${quote(given)} is outside of the repository of the program: copy it there`;
  throw new FileProblems([{ at: given, message }]);
}

function checkYaml(file: string, text: string): void {
  const { LineCounter, parseAllDocuments } = yamlReader();
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const faults = Array.isArray(documents) ? documents.flatMap(({ errors }) => errors) : [];
  // Later faults of a file mostly follow from the first one.
  const problems = faults.slice(0, 1).map(({ pos, message }): FileProblem => {
    const said = quote(message.split('\n', 1)[0]!);
    return { at: `${file}:${lines.linePos(pos[0]).line}`, message: `the file is not YAML, ${said}: mend it there` };
  });
  if (problems.length > 0) throw new FileProblems(problems);
}

function objectsOf(files: RepositoryFiles, folder: string, given: string, root: string): KubernetesObject[] {
  const build = kustomizeBuild().buildKustomization(files, folder);
  const fromHere = (file: string) => path.relative(process.cwd(), path.join(root, file)).split(path.sep).join('/');
  for (const input of build.inputs) {
    if (/\.ya?ml$/.test(input) && input !== MADE_UP) checkYaml(fromHere(input), files.read(input)!);
  }
  const problems = [...faultOf(build, files, given, fromHere), ...unknownsOf(build, files, given, fromHere)];
  if (problems.length > 0) throw new FileProblems(problems);
  const encrypted = build.objects.filter(({ object }) => object.sops !== undefined);
  if (encrypted.length === 0) return build.objects.map(({ object }) => object);
  throw new FileProblems(
    encrypted.map(({ object, file }) => ({
      at: fromHere(file),
      message: `${object.kind} ${quote(object.metadata.name)} is encrypted by SOPS, which checks the file as it is: leave it out here, and give Secret.sops(${quote(fromHere(file))}) among the secrets`,
    })),
  );
}

/** Why the folder cannot be built. */
function faultOf(
  { error, lists, inputs }: KustomizeBuild,
  files: RepositoryFiles,
  given: string,
  fromHere: (file: string) => string,
): FileProblem[] {
  if (error === undefined) return [];
  const file =
    [...lists, ...inputs].find((one) => one !== MADE_UP && error.includes(one)) ?? lists.find((one) => one !== MADE_UP);
  const at = file === undefined ? given : `${fromHere(file)}${lineOf(files.read(file), error)}`;
  return [{ at, message: `kustomize cannot build it, ${quote(error)}: mend it there` }];
}

/** Problems of inputs that the repository lacks. */
function unknownsOf(
  { unknowns }: KustomizeBuild,
  files: RepositoryFiles,
  given: string,
  fromHere: (file: string) => string,
): FileProblem[] {
  return unknowns.map(({ kind, what, where }) => {
    const file = /[^ ]*kustomization\.ya?ml|[^ ]*Kustomization$/.exec(where)?.[0];
    const text = file === undefined ? undefined : files.read(file);
    const at = text === undefined ? given : `${fromHere(file!)}${lineOf(text, JSON.stringify(what))}`;
    const todo = kind === 'remote' ? 'copy it into the repository' : 'write what it makes as plain files';
    return { at, message: `${quote(what)} is not in the repository, so nothing can check it: ${todo}` };
  });
}

/** The line of a list that holds what a message quotes, as `:3`; empty if none does. */
function lineOf(text: string | undefined, message: string): string {
  const quoted = [...message.matchAll(/"([^"]+)"/g)].map(([, one]) => one!);
  const lines = (text ?? '').split('\n');
  const line = lines.findIndex((one) => quoted.some((part) => one.includes(part)));
  return line < 0 ? '' : `:${line + 1}`;
}
