import * as fs from 'node:fs';
import * as path from 'node:path';
import { isMap } from '../core/is-map';
import { ownerOf } from './base/owner';
import { variableName } from './base/variable-name';

/** Where pull requests are reviewed and pipelines run. */
export const CI_SYSTEMS = ['github', 'gitlab', 'azure', 'none'] as const;

/** Who installs Flux. */
export const INSTALLERS = ['operator', 'gotk', 'external'] as const;

/** The answers for a new repository. */
export interface ScaffoldAnswers {
  /** The fleet's name. */
  readonly name: string;
  /** URL from which Flux reads the repository. */
  readonly repository: string;
  readonly branch: string;
  readonly cluster: string;
  readonly environment: string;
  readonly ci: (typeof CI_SYSTEMS)[number];
  readonly bootstrap: (typeof INSTALLERS)[number];
  /** Whether Flux needs credentials to read the repository. */
  readonly isPrivate: boolean;
  /** The specifier of this library for npm. */
  readonly library: string;
  /** Path of the folder in its Git repository, with `/` at its end; empty for the top. */
  readonly prefix: string;
}

/** The result of a file. */
export interface ScaffoldedFile {
  readonly file: string;
  readonly result: 'completed' | 'kept' | 'written';
}

/** Folder of the templates in the package. */
const TEMPLATES = path.join(__dirname, '../../templates/init');

/** The files, with the templates that they are made from. npm leaves files out of packages that begin with a dot. */
function templatesFor(ci: ScaffoldAnswers['ci']): ReadonlyArray<readonly [file: string, template: string]> {
  const common = [
    ...['package.json', 'tsconfig.json', 'cdk8s.yaml', 'fleet.ts', 'README.md'],
    ...['platform', 'clusters', 'environments', 'components', 'tenants/index'].map((name) => `src/${name}.ts`),
    'test/fleet.test.ts',
  ].map((name): [string, string] => [name, name]);
  const settings = ['gitignore', 'gitattributes', 'editorconfig'].map((name): [string, string] => [`.${name}`, name]);
  const pipelines: Readonly<Record<ScaffoldAnswers['ci'], ReadonlyArray<readonly [string, string]>>> = {
    github: [
      ['.github/workflows/fleet.yml', 'ci/github.yml'],
      ['.github/CODEOWNERS', 'CODEOWNERS'],
    ],
    gitlab: [
      ['.gitlab-ci.yml', 'ci/gitlab.yml'],
      ['ci/comment.mjs', 'ci/comment.gitlab.mjs'],
      ['CODEOWNERS', 'CODEOWNERS'],
    ],
    azure: [
      ['azure-pipelines.yml', 'ci/azure.yml'],
      ['ci/comment.mjs', 'ci/comment.azure.mjs'],
    ],
    none: [],
  };
  return [...common, ...settings, ...pipelines[ci]];
}

/**
 * Writes the files of a new repository into a folder. What is there stays as it is; a package.json gets the scripts and
 * packages that it lacks.
 */
export function scaffold(folder: string, answers: ScaffoldAnswers): ScaffoldedFile[] {
  const values = valuesOf(answers);
  return templatesFor(answers.ci).map(([file, template]): ScaffoldedFile => {
    const text = fs
      .readFileSync(path.join(TEMPLATES, template), 'utf8')
      .replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key]!);
    const to = path.join(folder, file);
    if (!fs.existsSync(to)) {
      fs.mkdirSync(path.dirname(to), { recursive: true });
      fs.writeFileSync(to, text);
      return { file, result: 'written' };
    }
    if (file !== 'package.json') return { file, result: 'kept' };
    const before = fs.readFileSync(to, 'utf8');
    const after = completed(before, text);
    if (after === undefined) return { file, result: 'kept' };
    fs.writeFileSync(to, after);
    return { file, result: 'completed' };
  });
}

/** The texts for the placeholders of templates. */
function valuesOf(answers: ScaffoldAnswers): Readonly<Record<string, string>> {
  const { name, repository, branch, cluster, environment, bootstrap, isPrivate, library, prefix } = answers;
  const folder = `./${prefix}dist`;
  const follows = `./${prefix}dist/clusters/${cluster}`;
  return {
    name,
    repository,
    branch,
    cluster,
    environment,
    bootstrap,
    library,
    clusterVariable: variableName(cluster),
    environmentVariable: variableName(environment),
    secret: isPrivate ? ", secretName: 'flux-system'" : '',
    path: prefix === '' ? '' : `\n  path: '${folder}',`,
    syncKind: bootstrap === 'operator' ? 'FluxInstance' : 'Kustomization',
    syncSpec: bootstrap === 'operator' ? `{ sync: { path: '${follows}' } }` : `{ path: '${follows}' }`,
    platformOwner: `@${ownerOf(repository)}/platform`,
  };
}

/** A package.json with the scripts and packages that it lacks; undefined where it has all, or cannot be read. */
function completed(text: string, template: string): string | undefined {
  const wanted = JSON.parse(template) as Readonly<Record<string, unknown>>;
  let manifest: Record<string, unknown>;
  try {
    manifest = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (!isMap(manifest)) return undefined;
  const before = JSON.stringify(manifest);
  const known = [manifest.dependencies, manifest.devDependencies].flatMap((one) =>
    isMap(one) ? Object.keys(one) : [],
  );
  for (const section of ['scripts', 'dependencies', 'devDependencies']) {
    const given = isMap(manifest[section]) ? manifest[section] : {};
    const missing = Object.entries(wanted[section] as object).filter(
      ([key]) => !Object.hasOwn(given, key) && (section === 'scripts' || !known.includes(key)),
    );
    if (missing.length > 0) manifest[section] = { ...given, ...Object.fromEntries(missing) };
  }
  if (JSON.stringify(manifest) === before) return undefined;
  const [, indent = '  '] = /^([ \t]+)"/m.exec(text) ?? [];
  return `${JSON.stringify(manifest, null, indent)}\n`;
}
