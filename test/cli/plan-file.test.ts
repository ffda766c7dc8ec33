import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { main } from '../../src/cli/main';
import { GuardFinding } from '../../src/plan-entry';
import { planSchemaErrors } from '../support/plan-schema';

/*
 * The file that says what is meant where no program does. Advice names the file, and works when followed literally.
 */

const home = process.cwd();
let directory: string;
let printed: string[];
let messages: string[];

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'flux-fleet-plan-file-'));
  process.chdir(directory);
  printed = [];
  messages = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => messages.push(String(text)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(home);
  fs.rmSync(directory, { recursive: true });
});

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

const kustomization = (name: string, folder: string, more = '') =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\n` +
  `spec: { path: ./${folder}, prune: true, sourceRef: { kind: GitRepository, name: flux-system }${more} }\n`;
const CLAIM =
  'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data, namespace: shop }\nspec: { resources: { requests: { storage: 1Gi } } }\n';
const SHOP = 'apiVersion: example.com/v1\nkind: Shop\nmetadata: { name: main, namespace: shop }\n';
const SETTINGS = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\n';

/** A tree with clusters that share the folder of an app, each with a folder of its own. */
function tree(name: string, { claim = true, shop = true, more = '', clusters = ['eu', 'us'] } = {}): void {
  for (const cluster of clusters) {
    const folder = `${name}/clusters/${cluster}`;
    write(`${folder}/sync.yaml`, kustomization('flux-system', `clusters/${cluster}`));
    write(`${folder}/app.yaml`, kustomization('app', `apps/${cluster}`, more));
    const app = `${name}/apps/${cluster}`;
    write(`${app}/settings.yaml`, SETTINGS);
    if (claim || cluster !== 'eu') write(`${app}/claim.yaml`, CLAIM);
    if (shop) write(`${app}/shop.yaml`, SHOP);
  }
}

async function plan(): Promise<{ readonly code: number; readonly findings: readonly GuardFinding[] }> {
  printed = [];
  messages = [];
  const code = await main(['plan', '--from', 'old', '--to', 'new', '--format', 'json']);
  const json = JSON.parse(printed.join('') || '{"findings":[]}') as { findings: GuardFinding[] };
  if (code < 2) expect(planSchemaErrors(json)).toEqual([]);
  return { code, findings: json.findings };
}

/** What a finding says to write into the file. */
function advised({ message }: GuardFinding): string {
  const [, yaml] = / with (removals: \[.*\]) in flux-fleet\.yaml, or /.exec(message)!;
  return yaml!.replace('…', 'meant');
}

test('an object that goes is declared in the file, for its cluster alone', async () => {
  tree('old');
  tree('new', { claim: false });
  const { code, findings } = await plan();
  expect([code, findings.map(({ id, at }) => `${id} ${at}`)]).toEqual([1, ['protected-removed eu']]);
  expect(findings[0]!.message).toBe(
    "PersistentVolumeClaim shop/data goes out of apps/eu/claim.yaml and Flux deletes it: declare it with removals: [{ object: { kind: PersistentVolumeClaim, namespace: shop, name: data }, reason: '…', on: { clusters: [eu] } }] in flux-fleet.yaml, or keep it",
  );
  write('flux-fleet.yaml', `${advised(findings[0]!)}\n`);
  expect(await plan()).toEqual({ code: 0, findings: [] });
  // The same removal on the other cluster is not covered.
  fs.rmSync('new/apps/us/claim.yaml');
  expect((await plan()).findings.map(({ id, at }) => `${id} ${at}`)).toEqual(['protected-removed us']);
});

test('a cluster that goes, and a declaration that ended or that nobody needs', async () => {
  tree('old');
  tree('new', { clusters: ['eu'] });
  const { findings } = await plan();
  write('flux-fleet.yaml', `${advised(findings[0]!)}\n`);
  expect((await plan()).code).toBe(0);
  write('flux-fleet.yaml', 'removals: [{ cluster: us, reason: shut down, until: 2020-01-31 }]\n');
  expect((await plan()).findings.map(({ id, message }) => [id, message])).toEqual([
    ['cluster-removed', expect.stringMatching(/^cluster "us" is gone with \d+ objects: declare it with removals/)],
    [
      'declaration-expired',
      'the removal of cluster us ended on 2020-01-31: take it out of flux-fleet.yaml, or give a later day',
    ],
  ]);
  tree('new');
  write('flux-fleet.yaml', 'removals: [{ cluster: us, reason: shut down }]\n');
  expect((await plan()).findings).toMatchObject([
    {
      id: 'declaration-needless',
      message:
        'the removal of cluster us declares what nobody removes: take it out of flux-fleet.yaml once the change is merged',
    },
  ]);
});

test('policies of the file: one passes, one refuses, one is acknowledged', async () => {
  tree('old');
  tree('new', { shop: false });
  const policyOf = (id: string, expression: string) =>
    `  - { id: ${id}, expression: "${expression}", message: something goes, todo: ask the platform team }\n`;
  const policies = `policies:\n${policyOf('acme/shops', "change.effect != 'pruned'")}${policyOf('acme/all', 'true')}`;
  write('flux-fleet.yaml', policies);
  const { code, findings } = await plan();
  expect([code, findings.map(({ id }) => id)]).toEqual([1, ['plan-policy']]);
  const [finding] = findings as [GuardFinding];
  const said = 'the policy acme/shops, something goes (Shop shop/main removed, on eu, us)';
  expect(finding.message).toBe(
    `${said}: ask the platform team; or, if it is right there, accept it with acknowledgedPolicies: [{ policy: acme/shops, object: "Shop shop/main", reason: '…' }] in flux-fleet.yaml`,
  );
  const [, yaml] = / with (acknowledgedPolicies: \[.*\]) in flux-fleet\.yaml$/.exec(finding.message)!;
  write('flux-fleet.yaml', `${policies}${yaml!.replace('…', 'moved')}\n`);
  expect(await plan()).toEqual({
    code: 0,
    findings: [expect.objectContaining({ severity: 'warning', message: `${said}: acknowledged, moved` })],
  });
  tree('new');
  expect((await plan()).findings.map(({ message }) => message)).toEqual([
    'the acknowledgement of acme/shops for Shop shop/main fits nothing in this plan: take it out of flux-fleet.yaml',
  ]);
});

test.each([
  ['policies: [{ id: acme/x }]', /^flux-fleet\.yaml: policies\[0\]\.expression is missing/],
  [
    'policies: [{ id: x, expression: "true", message: m, todo: t }]',
    /^flux-fleet\.yaml: plan policy "x" has no name with a prefix: give one such as "acme\/prod-deletions"/,
  ],
  [
    'policies: [{ id: acme/x, expression: "chnge.a", message: m, todo: t }]',
    /^flux-fleet\.yaml: plan policy "acme\/x" has an expression that is no CEL, /,
  ],
  [
    'acknowledgedPolicies: [{ policy: acme/x, object: plan, reason: r }]',
    /^flux-fleet\.yaml: acknowledgedPolicies names the policy "acme\/x", which is not there: take it out/,
  ],
])('%s is refused', async (text, message) => {
  tree('old');
  tree('new');
  write('flux-fleet.yaml', `${text}\n`);
  expect((await plan()).code).toBe(2);
  expect(messages.join('')).toMatch(message);
});

test('further kinds are protected', async () => {
  tree('old');
  tree('new', { shop: false });
  expect(await plan()).toEqual({ code: 0, findings: [] });
  for (const kind of ['example.com/Shop', 'shop.example.com', 'shops.example.com']) {
    write('flux-fleet.yaml', `guard: { protected: [${kind}] }\n`);
    expect((await plan()).findings.map(({ id, at }) => `${id} ${at}`)).toEqual([
      'protected-removed eu',
      'protected-removed us',
    ]);
  }
  const { findings } = await plan();
  const all = findings.map((one) => advised(one).replace(/^removals: \[(.*)\]$/, '- $1'));
  write('flux-fleet.yaml', `guard: { protected: [shop.example.com] }\nremovals:\n${all.join('\n')}\n`);
  expect((await plan()).code).toBe(0);
});

test('a finding that is no loss is acknowledged with a reason, and only as long as it is there', async () => {
  tree('old');
  tree('new', { more: ', dependsOn: [{ name: by-hand }]' });
  const { code, findings } = await plan();
  expect([code, findings.map(({ id }) => id)]).toEqual([1, ['dependency-missing']]);
  const acknowledge = (rest: string) =>
    write('flux-fleet.yaml', `acknowledged: [{ finding: dependency-missing, reason: made by hand${rest} }]\n`);
  acknowledge(', kustomization: flux-system/app, until: 2999-01-31');
  expect(await plan()).toMatchObject({
    code: 0,
    findings: [{ severity: 'warning', message: expect.stringMatching(/ \(acknowledged: made by hand\)$/) as string }],
  });
  // An error needs the name of what it is about.
  acknowledge('');
  expect((await plan()).findings).toMatchObject([
    { severity: 'error', id: 'dependency-missing' },
    {
      id: 'acknowledgement-needless',
      message: 'the acknowledgement of dependency-missing is for nothing that is found: take it out of flux-fleet.yaml',
    },
  ]);
  acknowledge(', kustomization: flux-system/app, clusters: [eu]');
  expect((await plan()).code).toBe(1);
  acknowledge(', kustomization: flux-system/app, until: 2020-01-31');
  expect((await plan()).findings.map(({ id }) => id)).toEqual(['dependency-missing', 'acknowledgement-expired']);
  acknowledge(', object: { kind: ConfigMap, name: settings }');
  expect((await plan()).code).toBe(1);
});

test.each([
  ['removals: [{ clustr: eu, reason: x }]', /: removals\[0\]\.clustr is not an option of .*: did you mean cluster\?/],
  ['removals: [{ reason: x }]', /: removals\[0\] names nothing that goes: give one of cluster, environment, tenant/],
  ['removals: [{ cluster: a, tenant: b, reason: x }]', /: removals\[0\] names cluster and tenant at once: give one of/],
  ["removals: [{ cluster: a, reason: ' ' }]", /: removals\[0\] gives reason " ": say why it is removed/],
  ['removals: [{ cluster: a }]', /: removals\[0\]\.reason is missing: give a string/],
  [
    'removals: [{ cluster: a, reason: x, until: 2027-02-31 }]',
    /: removals\[0\] ends on "2027-02-31", which is no date/,
  ],
  ['acknowledged: [{ finding: moves, reason: x }]', /: acknowledged\[0\]\.finding is "moves": give one of .*moved/],
  [
    'acknowledged: [{ finding: protected-removed, reason: x }]',
    /: acknowledged\[0\] is for "protected-removed", which is a loss or an unknown base: declare what goes in removals/,
  ],
  ["acknowledged: [{ finding: moved, reason: '' }]", /: acknowledged\[0\] gives reason "": say why it is right/],
  [
    'acknowledged: [{ finding: moved, reason: x, until: soon }]',
    /: acknowledged\[0\] ends on "soon", which is no date/,
  ],
  ['guard: { protected: [Shop] }', /: guard\.protected lists "Shop", which has no group/],
  ['guard: { share: 2 }', /: guard\.share is 2: give a number from 0 to 1/],
])('rejects %s', async (text, message) => {
  tree('old');
  write('flux-fleet.yaml', text);
  expect(await main(['plan', '--from', 'old', '--to', 'old'])).toBe(2);
  expect(messages.join('')).toMatch(message);
});

test('all faults of the file come together', async () => {
  tree('old');
  write('flux-fleet.yaml', 'chart: x\nguard: { share: 2 }\nremovals: [{}]\n');
  expect(await main(['plan', '--from', 'old', '--to', 'old'])).toBe(2);
  expect(messages.join('').trim().split('\n')).toHaveLength(3);
});

test('advice about trees of somebody else never names options of a program', async () => {
  tree('old');
  const old = 'old/clusters/eu/infrastructure/db';
  write(`${old}/kustomization.yaml`, 'resources: [claim.yaml]\n');
  write(`${old}/claim.yaml`, CLAIM);
  write('old/clusters/eu/db.yaml', kustomization('db', 'clusters/eu/infrastructure/db'));
  tree('new');
  const next = 'new/clusters/eu/infrastructure/database';
  write(`${next}/kustomization.yaml`, 'resources: [claim.yaml]\n');
  write(`${next}/claim.yaml`, CLAIM);
  write('new/clusters/eu/database.yaml', kustomization('database', 'clusters/eu/infrastructure/database'));
  const { code, findings } = await plan();
  expect(code).toBe(1);
  const text = JSON.stringify(findings);
  expect(text).not.toMatch(/Removal\.|program|component |drained|prune: false where/);
  expect(text).toContain('set spec.deletionPolicy: Orphan on Kustomization flux-system/db');
});
