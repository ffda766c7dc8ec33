import { Duration } from 'cdk8s';
import { App, Cluster, Environment, lockdownPatches, Source } from '../../../src';
import { GitRepository, HelmRelease, Kustomization, OCIRepository, Receiver } from '../../../src/flux-entry';
import { newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';
import { accessOf, addTenant, fleetWith, find } from './support';

/** The objects that a cluster's policy consists of. */
function policy(name: string): Parsed {
  return objectsIn(fleetWith({ web: {} }, { policies: 'admission' }), `clusters/eu-1/policies/${name}.yaml`)[0];
}

const expressions = (name: string): string[] =>
  policy(name).spec.validations.map(({ expression }: Parsed) => expression);

/** What the account that applies a tenant's apps may do, and what the tenant's apps are. */
function tenantOf(): { rules: Parsed[]; apps: Parsed[] } {
  const fleet = fleetWith({ web: {} });
  return {
    rules: find(accessOf(fleet), 'Role', 'deployer').rules,
    apps: objectsIn(fleet, 'clusters/eu-1/prod/tenants/web/apps/apps.yaml'),
  };
}

test('CVE-2021-41254: a tenant who writes Secrets, accounts and Kustomizations runs commands in kustomize-controller', () => {
  const { rules } = tenantOf();
  const resources = rules.flatMap((rule) => rule.resources as string[]);
  for (const resource of ['secrets', 'serviceaccounts', 'kustomizations']) expect(resources).not.toContain(resource);
  expect(expressions('tenant-reconcilers')).toContain("object.spec.?serviceAccountName.orValue('') != ''");
});

test('CVE-2022-24817: a kubeconfig of a tenant names a program that the controller runs', () => {
  const { apps } = tenantOf();
  for (const { spec } of apps) expect(spec).not.toHaveProperty('kubeConfig');
  expect(expressions('tenant-reconcilers')).toContain('!has(object.spec.kubeConfig)');

  // On a remote cluster's manager the kubeconfig lies where no tenant has an account.
  const fleet = newFleet();
  const manager = new Cluster(fleet, 'eu-1');
  new Environment(fleet, 'prod', { clusters: [manager, new Cluster(fleet, 'edge', { managedBy: manager })] });
  addTenant(fleet, 'web');
  const remote = objectsIn(fleet, 'clusters/eu-1/remotes/edge/prod/tenants/web/apps/apps.yaml');
  const [withConfig] = remote.filter(({ spec }: Parsed) => spec.kubeConfig);
  const onManager = objectsIn(fleet, 'clusters/eu-1/prod/tenants/web/access/access.yaml');
  expect(withConfig.metadata.namespace).toBe('edge');
  expect(onManager.map(({ metadata }: Parsed) => metadata.namespace)).not.toContain('edge');
});

test.each(['../other', './../other', './a/../../b', '/etc', './a\\..\\b', './a\0b'])(
  'CVE-2022-24877: the path %j would lead out of the source',
  (path) => {
    expect(() => Kustomization.manifest({ sourceRef: { kind: 'GitRepository', name: 'x' }, path })).toThrow(/^path /);
    const fleet = fleetWith({});
    new App(addTenant(fleet, 'web'), 'evil', { path });
    expect(problemsOf(fleet)).toEqual([expect.stringMatching(/^\[prod\/eu-1\/web\/evil\] path /)]);
  },
);

test('CVE-2022-24878: a kustomization that lists its own folder never ends', () => {
  const fleet = newFleet();
  const manager = new Cluster(fleet, 'eu-1');
  new Environment(fleet, 'prod', { clusters: [manager, new Cluster(fleet, 'edge', { managedBy: manager })] });
  addTenant(fleet, 'web');
  const { tree } = fleet.synthesize();
  for (const path of tree.paths.filter((one) => one.endsWith('/kustomization.yaml'))) {
    const resources = (tree.get(path)!.match(/^- .*$/gm) ?? []).map((line) => line.slice(2));
    expect(resources.length).toBeGreaterThan(0);
    for (const resource of resources) expect(resource).toMatch(/^[^./][^\0]*\.yaml$/);
    for (const resource of resources) expect(resource).not.toMatch(/kustomization\.yaml$|\.\./);
  }
});

test('CVE-2022-39272: one malformed duration stalls a whole kind', () => {
  const bad = [Duration.millis(0.5), Duration.seconds(1), '10' as Parsed, '1x' as Parsed];
  const sourceRef = { kind: 'GitRepository', name: 'x' } as const;
  const release = { chartRef: { kind: 'OCIRepository', name: 'x' } as const, releaseName: 'x', targetNamespace: 'x' };
  for (const interval of bad) {
    expect(() => Kustomization.manifest({ sourceRef, interval })).toThrow(/interval/);
    expect(() => GitRepository.manifest({ url: 'https://a.example.com/x', interval })).toThrow(/interval/);
    expect(() => OCIRepository.manifest({ url: 'oci://a.example.com/web', interval })).toThrow(/interval/);
    expect(() => HelmRelease.manifest({ ...release, interval })).toThrow(/interval/);
  }
});

test('CVE-2024-31216: credentials in a URL end up in logs', () => {
  expect(
    problemsOf(fleetWith({ web: { source: Source.git({ url: 'https://me:secret@a.example.com/x', branch: 'a' }) } })),
  ).toEqual([
    expect.stringMatching(/^\[prod\/eu-1\/web\] Git URL "https:\/\/\*\*\*@a.example.com\/x" carries credentials: /),
  ]);
  const [message] = problemsOf(fleetWith({ web: { allowedSources: ['https://me:secret@a.example.com/x/'] } }));
  expect(message).toMatch(/^\[web\] allowedSource /);
  expect(message).not.toContain('secret');
});

test('CVE-2026-40109: a Receiver of type gcr lets every Google account in unless its Secret says whom', () => {
  const resources = [{ kind: 'GitRepository', name: 'x' } as const];
  const gcr = (keys: readonly string[]) =>
    Receiver.manifest({ type: 'gcr', resources, secretRef: { name: 'token', keys } });
  expect(() => gcr(['token'])).toThrow(/put email and audience into Secret "token"/);
  expect(gcr(['token', 'email', 'audience']).spec).toMatchObject({ type: 'gcr' });
  // Nothing that is made for a fleet brings a Receiver, and a tenant's reaches no object of others.
  const { tree } = fleetWith({ web: {} }).synthesize();
  for (const path of tree.paths) expect(tree.get(path)).not.toContain('kind: Receiver');
  expect(expressions('tenant-references')[0]).toContain('object.spec.?resources.orValue([]).all(');
});

test('no object leads to another namespace, and the controllers are told to refuse one that does', () => {
  const { apps } = tenantOf();
  for (const { spec } of apps) expect(JSON.stringify(spec.sourceRef ?? {})).not.toContain('namespace');
  for (const { patch } of lockdownPatches()) expect(patch).toContain('--no-cross-namespace-refs=true');
});
