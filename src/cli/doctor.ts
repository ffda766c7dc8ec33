import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type { FleetModel } from '../pipeline/model/model';
import { APP, command, flag } from './base/declaration';
import type { Output } from './base/output';
import { appCommand } from './base/program';
import { askModel } from './base/query';
import { UsageError } from './base/usage-error';

/** A check, and its result. */
interface Finding {
  readonly check: string;
  /** `bad` keeps a fleet from working; `warning` may. */
  readonly state: 'bad' | 'good' | 'warning';
  /** The state found. */
  readonly found: string;
  /** The remedy; undefined for none. */
  readonly todo?: string;
}

/** `flux-fleet doctor`. */
export const DOCTOR = command({
  description:
    'Looks at what a fleet needs around it: Node.js, Git and its settings, the lock file, the compiler, cdk8s.yaml, and the ' +
    'versions that clusters run. Changes nothing. Exit code 1 when something keeps the fleet from working.',
  options: { app: APP, 'no-program': flag('do not run the program, and leave out the versions of clusters') },
  examples: [
    ['flux-fleet doctor', 'where something does not work, and in a new checkout'],
    ['flux-fleet doctor --no-program --json', 'what is around the program, for a script'],
  ],
  run: async ({ options, output }) => {
    const findings = [...around(options.app), ...(options['no-program'] ? [] : await ofProgram(options.app))];
    output.print({
      text: (to) => findings.map((finding) => formatFinding(finding, to)).join(''),
      markdown: () =>
        findings.map((finding) => `- ${formatFinding(finding).trimEnd().replace(/\n +/g, ': ')}\n`).join(''),
      data: () => findings,
    });
    return findings.some(({ state }) => state === 'bad') ? 1 : 0;
  },
});

const MARKS = { bad: ['red', 'bad '], good: ['green', 'ok  '], warning: ['yellow', 'warn'] } as const;

function formatFinding({ check, state, found, todo }: Finding, output?: Output): string {
  const [color, word] = MARKS[state];
  const mark = output === undefined ? word.trim() : output.style(color, word);
  return `${mark} ${check}: ${found}\n${todo === undefined ? '' : `     ${todo}\n`}`;
}

function good(check: string, found: string): Finding {
  return { check, state: 'good', found };
}

/** The program's surroundings. */
function around(app: string | undefined): Finding[] {
  return [node(), ...git(), lockFile(), compiler(), configuration(app)];
}

/** The oldest version of Node.js that works. */
const OLDEST_NODE = [20, 19] as const;

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  const found = process.versions.node;
  if (!isOld) return good('Node.js', found);
  return { check: 'Node.js', state: 'bad', found, todo: `install ${OLDEST_NODE.join('.')} or newer` };
}

function git(): Finding[] {
  const version = run('--version');
  if (version === undefined) return [{ check: 'Git', state: 'bad', found: 'not on PATH', todo: 'install git' }];
  const found = good('Git', version.replace(/^git version /, ''));
  if (run('rev-parse', '--show-toplevel') === undefined) {
    const todo = 'run git init: removals are found by what is committed, and Flux reads a repository';
    return [found, { check: 'repository', state: 'bad', found: 'this folder is in none', todo }];
  }
  return [found, history(), ignored(), attributes(), remote()];
}

function run(...args: readonly string[]): string | undefined {
  const { status, stdout, error } = spawnSync('git', args, { encoding: 'utf8' });
  return error === undefined && status === 0 ? stdout.trimEnd() : undefined;
}

function history(): Finding {
  if (run('rev-parse', '--is-shallow-repository') !== 'true') return good('history', 'complete');
  const todo = 'run git fetch --unshallow; in CI fetch all (fetch-depth: 0), so that the base of a plan is there';
  return { check: 'history', state: 'warning', found: 'a shallow clone', todo };
}

/** A file that every fleet has below its folder. */
const SAMPLE = 'dist/clusters/x/kustomization.yaml';

function ignored(): Finding {
  const said = run('check-ignore', '--verbose', '--no-index', SAMPLE);
  const [place = '', pattern = ''] = /^(.*):([^:]*)\t/.exec(said ?? '')?.slice(1) ?? [];
  if (said === undefined || pattern.startsWith('!')) return good('dist', 'not ignored by Git');
  const todo = `take it out of ${place.replace(/:\d+$/, '')}, or add a line !/dist/ after it: Flux reads what is committed`;
  return { check: 'dist', state: 'bad', found: `ignored by ${JSON.stringify(pattern)} in ${place}`, todo };
}

/** Generated files merge line by line; see docs/merging.md. Carriage returns would change their hashes. */
function attributes(): Finding {
  const lines = run('check-attr', 'merge', 'eol', 'text', '--', SAMPLE)?.split('\n') ?? [];
  const value = (name: string) =>
    lines
      .find((line) => line.includes(`: ${name}: `))
      ?.split(': ')
      .at(-1) ?? 'unspecified';
  const merge = value('merge');
  if (merge !== 'unspecified' && merge !== 'set' && merge !== 'text') {
    const todo =
      'take it out of .gitattributes: generated files merge line by line, and flux-fleet resolve does the rest';
    return { check: 'merges', state: 'warning', found: `dist has the merge driver ${merge}`, todo };
  }
  if (value('eol') === 'crlf' || (value('eol') !== 'lf' && run('config', 'core.autocrlf') === 'true')) {
    const todo = 'add a line "dist/** text eol=lf" to .gitattributes: another end of line counts as changed by hand';
    return { check: 'merges', state: 'bad', found: 'Git writes files of dist with carriage returns', todo };
  }
  return good('merges', 'dist merges line by line');
}

function remote(): Finding {
  const names = run('remote')?.split('\n').filter(Boolean) ?? [];
  if (names.length > 0) return good('remote', names.join(', '));
  const todo = "run git remote add origin with the url of the fleet's source";
  return { check: 'remote', state: 'warning', found: 'none: Flux reads what is pushed', todo };
}

const LOCK_FILES = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb', 'npm-shrinkwrap.json'];

function lockFile(): Finding {
  const found = upwards(process.cwd()).flatMap((folder) =>
    LOCK_FILES.filter((name) => fs.existsSync(path.join(folder, name))),
  );
  if (found.length > 0) return good('lock file', found[0]!);
  const todo = 'run npm install, and commit the lock file: another version of the library may write other bytes';
  return { check: 'lock file', state: 'warning', found: 'none', todo };
}

function upwards(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}

function compiler(): Finding {
  try {
    const load = createRequire(path.join(process.cwd(), 'package.json'));
    const { version } = load('typescript/package.json') as { readonly version: string };
    return good('TypeScript', version);
  } catch {
    const todo = 'run npm install --save-dev typescript@5: what runs the program does not look at types';
    return { check: 'TypeScript', state: 'warning', found: 'not installed', todo };
  }
}

function configuration(app: string | undefined): Finding {
  try {
    return good('program', appCommand(app));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const [found = '', todo = ''] = error.message.split(/: (.*)/s);
    return { check: 'program', state: 'bad', found, todo };
  }
}

/** The versions that the program says its clusters run. */
async function ofProgram(app: string | undefined): Promise<Finding[]> {
  let model: FleetModel | number;
  try {
    model = await askModel(app);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // Reported by the check of the program already.
    if (configuration(app).state === 'bad') return [];
    return [{ check: 'model', state: 'bad', found: error.message }];
  }
  if (typeof model === 'number') {
    return [
      { check: 'model', state: 'bad', found: `the program ended with ${model}`, todo: 'mend what it says above' },
    ];
  }
  // Loaded on first use: most commands know no versions.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { fluxVersions, kubernetesVersions } = require('../schema') as typeof import('../schema');
  return [
    good('model', `${model.clusters.length} clusters, ${model.tenants.length} tenants, ${model.apps.length} apps`),
    versions('Flux', fluxVersions, model.clusters, ({ flux }) => flux),
    versions('Kubernetes', kubernetesVersions, model.clusters, ({ kubernetes }) => kubernetes),
  ];
}

/** Number of newest releases that are not called old: Flux supports three, clouds some more of Kubernetes. */
const SUPPORTED = 4;

function versions<T extends { readonly name: string }>(
  what: string,
  known: readonly string[],
  clusters: readonly T[],
  versionOf: (cluster: T) => string,
): Finding {
  const byVersion = new Map<string, string[]>();
  for (const cluster of clusters) {
    const version = versionOf(cluster);
    byVersion.set(version, [...(byVersion.get(version) ?? []), cluster.name]);
  }
  const sorted = [...byVersion].sort(([a], [b]) => known.indexOf(a) - known.indexOf(b));
  const found = sorted.map(([version, names]) => `${version} on ${names.length}`).join(', ') || 'no cluster yet';
  const old = sorted.filter(([version]) => known.indexOf(version) < known.length - SUPPORTED);
  if (old.length === 0) return good(what, found);
  const names = old.flatMap(([, some]) => some);
  const listed = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  const todo = `upgrade ${listed}, then raise the version in the program: it is older than the last ${SUPPORTED} releases that this version knows`;
  return { check: what, state: 'warning', found, todo };
}
