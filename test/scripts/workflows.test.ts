import * as fs from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What runs on the service that holds the repository. Nobody can run it here: its parts have to be there at least. */

const root = join(__dirname, '..', '..');
const manifest = JSON.parse(fs.readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
  engines: { node: string };
};

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { strategy?: { matrix: { node: string[] } }; steps: { run?: string; uses?: string }[] }>;
}

const workflows = fs
  .readdirSync(join(root, '.github/workflows'))
  .map((file) => [file, parse(fs.readFileSync(join(root, '.github/workflows', file), 'utf8')) as Workflow] as const);

test.each(workflows)('%s calls scripts and files that are there', (_file, { jobs }) => {
  const runs = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  expect(runs.length).toBeGreaterThan(0);
  const scripts = runs.flatMap((run) => /^npm (?:run )?(test|[\w:]+)$/.exec(run)?.[1] ?? []);
  expect(scripts.filter((script) => script !== 'ci' && !(script in manifest.scripts))).toEqual([]);
  const paths = runs.flatMap((run) => run.match(/(?:\.ci|test)\/\w+/g) ?? []);
  expect(paths.filter((path) => !fs.existsSync(join(root, path)))).toEqual([]);
});

test('no workflow may write to the repository', () => {
  expect(workflows.map(([, { permissions }]) => permissions['contents'])).toEqual(workflows.map(() => 'read'));
});

test('the package is tried on the oldest Node that it supports', () => {
  const { matrix } = workflows.find(([file]) => file === 'ci.yml')![1].jobs['package']!.strategy!;
  expect(manifest.engines.node).toBe(`>= ${matrix.node[0]}.0`);
});

test.each(fs.readdirSync(join(root, '.github/ISSUE_TEMPLATE')))('the form %s is YAML', (file) => {
  expect(parse(fs.readFileSync(join(root, '.github/ISSUE_TEMPLATE', file), 'utf8'))).toEqual(expect.any(Object));
});
