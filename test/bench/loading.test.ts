import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * What a process loads: the files of the library that each start reads and compiles. Those for one command, one kind of
 * object or one language are loaded with the first use.
 */

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'loading-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** The files of `src` that a program loads, without their endings. */
function loadedBy(program: string): string[] {
  const list = `process.stdout.write(JSON.stringify(Object.keys(require.cache)))`;
  const code = `${program}; ${list}`;
  const env = { ...process.env, CDK8S_OUTDIR: join(folder, 'dist') };
  const text = execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', code], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  const src = join(ROOT, 'src/');
  return (JSON.parse(text) as string[])
    .filter((file) => file.startsWith(src))
    .map((file) => file.slice(src.length).replace(/\.ts$/, ''));
}

/** Files that only some programs need. */
const LATE =
  /^(?:kustomize|takeover|plan\/(?:compare|diff|needs|objects|predict|report|risk|charts)|languages\/(?:cel|template|checks|patch)|schema\/(?:structure-findings|json-schema))\b/;

test('the command loads no subcommand before one is asked for', () => {
  expect(loadedBy(`require('./src/cli/main.ts')`)).toEqual(['cli/main', 'cli/base/usage-error', 'cli/version']);
});

test('an import loads neither rules nor the guard', () => {
  const loaded = loadedBy(`require('./src/index.ts')`);
  expect(loaded.filter((file) => LATE.test(file))).toEqual([]);
  expect(loaded.filter((file) => /^(?:validation|plan\/guard)\b/.test(file)).sort()).toEqual([
    'plan/guard/limits',
    'plan/guard/removal',
  ]);
  expect(loaded.length).toBeLessThanOrEqual(340);
});

test('a fleet with tenants loads the rules of its own kinds alone', () => {
  const loaded = loadedBy(`
    const { App, Cluster, Environment, Fleet, Source, Tenant } = require('./src/index.ts');
    const source = Source.git({ url: 'https://example.com/fleet', branch: 'main' });
    const fleet = new Fleet({ name: 'acme', source });
    const cluster = new Cluster(fleet, 'eu-1');
    new Environment(fleet, 'prod', { clusters: [cluster] });
    const tenant = new Tenant(fleet, 'team-a', { source, owners: ['leads'] });
    new App(tenant, 'shop', { path: './shop' });
    fleet.synth();
  `);
  const late = loaded.filter((file) => LATE.test(file));
  // The guard says that nothing is compared.
  expect(late.filter((file) => file !== 'plan/diff/plain-line')).toEqual(['plan/objects/comparison']);
  const rules = loaded.filter((file) => /^controller-rules\/(?!index|judge|rules?$|facts|fields|kinds)/.test(file));
  expect(rules.sort()).toMatchInlineSnapshot(`
[
  "controller-rules/folders",
  "controller-rules/kustomization",
  "controller-rules/object-counts",
  "controller-rules/patches",
  "controller-rules/references",
  "controller-rules/sources",
  "controller-rules/substitutions",
  "controller-rules/waiting",
  "controller-rules/workloads",
]
`);
  expect(loaded.filter((file) => file.startsWith('validation/tables/')).sort()).toMatchInlineSnapshot(`
[
  "validation/tables/admission",
  "validation/tables/core",
  "validation/tables/meta",
  "validation/tables/networking",
  "validation/tables/probes",
  "validation/tables/rbac",
]
`);
  expect(loaded.length).toBeLessThanOrEqual(410);
});
