import * as fs from 'node:fs';
import * as path from 'node:path';
import { main } from '../../src/cli/main';
import { TODAY_VARIABLE } from '../../src/core/today';
import { compiledLibrary } from '../support/compiled-library';
import { Folder } from '../support/folder';
import { ProgramsHere } from '../support/programs-here';
import { Repository } from '../support/repository';

/** Reports about what the clusters have: cost, audit and recover; and last days. One program and one commit serve all. */

const root = path.join(__dirname, '../..');
const home = process.cwd();
const repository = new Repository();
const remote = new Folder();
let printed: string[];

const programs = new ProgramsHere();

const PROGRAM = `
import { ApiObject } from 'cdk8s';
import { App, Cluster, Component, Decryption, Environment, Fleet, Secret, Source, Tenant } from 'cdk8s-flux-fleet';

const fleet = new Fleet({
  name: 'acme',
  source: Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main', secretName: 'login' }),
});
const hub = new Cluster(fleet, 'hub');
const far = new Cluster(fleet, 'far', { managedBy: hub });
const prod = new Environment(fleet, 'prod', { clusters: [hub, far] });
const velero = new Component(fleet, 'velero', { path: './velero', source: Source.git({ url: 'https://git.example.com/velero', branch: 'main', secretName: 'velero-login' }) });
const shop = new Tenant(fleet, 'shop', { source: Source.git({ url: 'https://git.example.com/shop', branch: 'main' }), owners: ['shop-leads'], isolation: 'relaxed', containerLimits: 'none' });
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
new App(shop, 'db', {
  manifests: (chart) => {
    const labels = { app: 'db' };
    const container = { name: 'db', image: 'registry.example.com/db:1', resources: { requests: { cpu: '250m' } }, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } };
    const spec = { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }, containers: [container] };
    new ApiObject(chart, 'db', { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec: {
      replicas: 2, serviceName: 'db', selector: { matchLabels: labels }, template: { metadata: { labels }, spec }, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }],
    } });
  },
});
const own = new Tenant(fleet, 'ads', { source: Source.git({ url: 'https://git.example.com/ads', branch: 'main' }), until: '2027-03-31' });
const backups = fleet.backups({ locations: { main: { provider: 'aws', bucket: 'acme' } }, dependsOn: [velero] });
backups.schedule('nightly', { cron: '0 2 * * *', tenants: [shop] });
fleet.costs({ prices: 'prices.yaml' });
fleet.synth();
`;

beforeAll(async () => {
  process.chdir(repository.directory);
  process.env[TODAY_VARIABLE] = '2027-01-01';
  fs.mkdirSync('node_modules');
  fs.symlinkSync(compiledLibrary(), 'node_modules/cdk8s-flux-fleet');
  for (const name of ['cdk8s', 'constructs', 'typescript'])
    fs.symlinkSync(path.join(root, 'node_modules', name), `node_modules/${name}`);
  fs.writeFileSync('cdk8s.yaml', 'app: node fleet.mjs\n');
  programs.install();
  fs.writeFileSync('.gitignore', 'node_modules\n');
  fs.writeFileSync('fleet.mjs', PROGRAM);
  fs.writeFileSync('prices.yaml', 'currency: EUR\nhoursPerMonth: 1000\nperHour:\n  cpu: 0.05\n  storage: 0.001\n');
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  expect([await main(['synth', '--first']), programs.stderr]).toEqual([0, '']);
  repository.commit();
  repository.git('init', '--quiet', '--bare', remote.at('fleet.git'));
  repository.git('remote', 'add', 'origin', remote.at('fleet.git'));
  repository.git('push', '--quiet', 'origin', 'main');
});

afterAll(() => {
  delete process.env[TODAY_VARIABLE];
  process.chdir(home);
  repository.remove();
  remote.delete();
});

beforeEach(() => {
  programs.install();
  process.env[TODAY_VARIABLE] = '2027-01-01';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});

afterEach(() => {
  jest.restoreAllMocks();
});

async function run(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  printed = [];
  const code = await main(args);
  return { code, out: printed.join('') };
}

test('cost', async () => {
  const { code, out } = await run('cost');
  expect(code).toBe(0);
  expect(out).toMatch(
    /^Tenants\nNAME +PODS +CPU +STORAGE +QUOTA +MONTH +QUOTA, MONTH\nads +cpu 32, memory 64Gi, .* 0\.00 EUR /,
  );
  expect(out).toMatch(/\nshop +4 +1 +4Gi +54\.00 EUR\n\nEnvironments\n/);
  expect(out).toMatch(/\nhub +2 +500m +2Gi .* 27\.00 EUR +1300\.00 EUR\nall +4 +1 +4Gi .* 54\.00 EUR +2600\.00 EUR\n/);
  expect(out).toMatch(
    /\n\nnot known: \[far\/velero\] Kustomization far\/infrastructure-velero\.folder: it reads from another source\nnot known: \[hub\/velero\] .*\n$/,
  );
});

test('cost, as the load of Flux', async () => {
  const { code, out } = await run('cost', '--load');
  const [head, ...rows] = out.trimEnd().split('\n');
  expect([code, head!.split(/ {2,}/).map((column) => column.trim())]).toEqual([
    0,
    ['NAME', 'KUSTOMIZATIONS', 'RELEASES', 'SOURCES', 'LEVELS', 'A COMMIT', 'A CHANGE', 'AT MOST', 'AN HOUR'],
  ]);
  // From Git, a commit reconciles all of a cluster that follows it: not what reads the tenants' own repositories.
  for (const row of rows) {
    const [, kustomizations, , , , commit = ''] = row.split(/ {2,}/);
    const [least, most] = commit.split('–').map(Number);
    expect(least).toBeGreaterThan(Number(kustomizations) / 2);
    expect(least).toBeLessThan(Number(kustomizations));
    expect(most).toBeGreaterThan(least!);
  }
  expect(rows.length).toBeGreaterThan(0);
});

test('cost, as Markdown', async () => {
  const { out } = await run('cost', '--format', 'markdown');
  expect(out).toMatch(
    /^### Tenants\n\n\| name \| pods \| cpu \| storage \| quota \| month \| quota, month \|\n\| --- /,
  );
  expect(out).toMatch(/\n- not known: \[far\/velero\] /);
});

test('audit', async () => {
  const { code, out } = await run('audit', '--base', 'HEAD');
  expect(code).toBe(0);
  expect(out).toMatch(
    /^no findings\n\nPeople\nWHO +CLUSTERS +WHERE +MAY +BY\n|Group shop-leads +far, hub +prod-shop +use everything of/,
  );
  expect(out).toContain(
    '\nnot known: [hub] Kustomization flux-system/infrastructure-velero.folder: it reads from another source\n',
  );
});

test('audit, as Markdown and JSON, and with a wrong base', async () => {
  const markdown = await run('audit', '--format', 'markdown');
  expect(markdown.out).toMatch(/^# Audit of 2027-01-01\n\n## Findings\n\nnone\n\n## People\n\n\| who \| /);
  expect(JSON.parse((await run('audit', '--json')).out)).toMatchObject({ version: 1, day: '2027-01-01', findings: [] });
  expect((await run('audit', '--base', '')).code).toBe(2);
  expect((await run('audit', '--base', 'nowhere')).code).toBe(1);
});

const command = (text: string) => expect.stringContaining(`     kubectl --context=hub ${text}\n`);

test('recover, a cluster with Flux', async () => {
  const { code, out } = await run('recover', 'hub');
  expect(code).toBe(0);
  const titles = [...out.matchAll(/^\d+\. (.*)$/gm)].map(([, title]) => title);
  expect(titles).toEqual([
    'See that Flux is installed',
    'Secret flux-system/login: a token that may read the repository',
    'Secret prod-flux-system/login: a token that may read the repository',
    'Secret far/far-kubeconfig: the kubeconfig of far',
    'Secret far/login: credentials of https://git.example.com/acme/fleet',
    'Secret far/velero-login: credentials of https://git.example.com/velero',
    'Secret flux-system/velero-login: credentials of https://git.example.com/velero',
    'Let Flux follow the folder of the cluster',
    'Wait for what depends on nothing',
    'Wait for what depends on that',
    'See that Velero in velero reaches its backups',
    'Bring back the data of namespace prod-shop, which Schedule velero/nightly has copied',
  ]);
  const kustomization = 'kustomizations.kustomize.toolkit.fluxcd.io';
  for (const text of [
    `wait '--for=jsonpath={.status.phase}=Available' --timeout=10m backupstoragelocations.velero.io --all --namespace=velero`,
    `patch ${kustomization} prod-shop.db --namespace=prod-flux-system --type=merge '--patch={"spec":{"suspend":true}}'`,
    'delete statefulsets.apps db --namespace=prod-shop --ignore-not-found --timeout=5m',
    'delete persistentvolumeclaims data-db-0 data-db-1 --namespace=prod-shop --ignore-not-found --timeout=5m',
    `patch ${kustomization} prod-shop.db --namespace=prod-flux-system --type=merge '--patch={"spec":{"suspend":null}}'`,
  ]) {
    expect(out).toEqual(command(text));
  }
  expect(out).toContain(
    'velero restore create prod-shop-data --include-namespaces=prod-shop --include-resources=persistentvolumeclaims,persistentvolumes --wait --kubecontext=hub --namespace=velero --from-backup="$BACKUP"   # for you\n',
  );
  expect(out).toMatch(
    /\nin no repository: the data of StatefulSet prod-shop\/db, which Schedule velero\/nightly copies\n/,
  );
  // What depends on another comes later.
  const order = ['infrastructure-velero', 'infrastructure-backups'].map((name) =>
    out.indexOf(`${kustomization}/${name}`),
  );
  expect(order[0]).toBeGreaterThan(0);
  expect(order[1]).toBeGreaterThan(order[0]!);
});

test('recover, a remote cluster, as Markdown', async () => {
  const { out } = await run('recover', 'far', '--context', 'hub=admin@hub', '--format', 'markdown');
  expect(out).toMatch(/^# To make far anew\n\nCluster far: remote, deployed to by Flux on hub\./);
  expect(out).toContain('kubectl --context=admin@hub wait --for=create --timeout=15m --namespace=far ');
  expect(out).toContain('kubectl --context=far delete statefulsets.apps db ');
  expect(out).toContain('--kubecontext=far ');
  expect(out).toContain('## What no repository has\n\n- in no repository: ');
});

test('recover, as JSON, and a cluster that is not there', async () => {
  const { steps, data } = JSON.parse((await run('recover', 'far', '--json')).out);
  expect(data).toEqual([
    { name: 'StatefulSet prod-shop/db', namespace: 'prod-shop', schedules: ['Schedule velero/nightly'] },
  ]);
  expect(steps.at(-1).commands.at(-1)).toEqual({
    by: 'apply',
    command: expect.stringMatching(/^kubectl --context=hub wait /),
  });
  expect((await run('recover', 'nobody')).code).toBe(1);
});

test('a last day that has passed refuses a run, until the way that it names is followed literally', async () => {
  process.env[TODAY_VARIABLE] = '2027-04-15';
  expect((await run('check')).code).toBe(1);
  const problems = programs.stderr;
  const [, way = ''] =
    /\[ads\] the last day of tenant "ads", .*?: run flux-fleet (.*), or give a later until/.exec(problems) ?? [];
  const args = [...way.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  expect(args.slice(0, 3)).toEqual(['retire', 'tenant', 'ads']);
  expect((await run(...args)).code).toBe(0);
  expect((await run('synth')).code).toBe(0);
  expect(fs.readFileSync('fleet.mjs', 'utf8')).toContain(
    "Removal.tenant('ads', { reason: 'its last day was 2027-03-31' })",
  );
  expect(fs.existsSync('dist/clusters/hub/prod/tenants/ads')).toBe(false);
});
