import { parse } from 'yaml';
import { Cluster, Environment, FleetProps, lockdownPatches, Placement, PolicyEngine } from '../../../src';
import { Loose, newFleet, objectsIn, Parsed } from '../../support/fleets';
import { addTenant } from '../tenant/support';

const ALL = [
  'protected-namespaces',
  'tenant-annotations',
  'tenant-budgets',
  'tenant-exposure',
  'tenant-fences',
  'tenant-pods',
  'tenant-products',
  'tenant-reconcilers',
  'tenant-references',
  'tenant-sources',
  'tenant-volumes',
];
const ABOUT_FLUX = ['tenant-reconcilers', 'tenant-references', 'tenant-sources'];

function build(props: Partial<FleetProps<Loose>> = {}, own: PolicyEngine | undefined = undefined) {
  const fleet = newFleet(props);
  const eu = new Cluster(fleet, 'eu-1', own === undefined ? {} : { policies: own });
  const edge = new Cluster(fleet, 'edge', { managedBy: eu });
  new Environment(fleet, 'dev', { clusters: [eu] });
  new Environment(fleet, 'prod', { clusters: [eu, edge] });
  addTenant(fleet, 'web');
  return fleet;
}

const EU = 'clusters/eu-1/policies';
const EDGE = 'clusters/eu-1/remotes/edge/policies';

function policiesIn(fleet: ReturnType<typeof build>, folder: string): string[] {
  const prefix = `${folder}/`;
  return fleet
    .synthesize()
    .tree.paths.filter((path) => path.startsWith(prefix) && !path.endsWith('/kustomization.yaml'))
    .map((path) => path.slice(prefix.length, -'.yaml'.length));
}

test('every cluster has the policies once, a remote one without those about Flux', () => {
  const fleet = build();
  expect(policiesIn(fleet, EU)).toEqual(ALL);
  expect(policiesIn(fleet, EDGE)).toEqual(ALL.filter((name) => !ABOUT_FLUX.includes(name)));
  const [own] = objectsIn(fleet, 'clusters/eu-1/policies.yaml');
  expect(own).toMatchObject({ kind: 'Kustomization', metadata: { name: 'policies', namespace: 'flux-system' } });
  const remote = objectsIn(fleet, 'clusters/eu-1/remotes/edge.yaml');
  expect(remote.find(({ metadata }: Parsed) => metadata.name === 'policies').spec).toMatchObject({
    kubeConfig: { secretRef: { name: 'edge-kubeconfig' } },
    dependsOn: [{ name: 'access' }],
  });
});

test('each policy denies, through a binding, and an expression that fails denies too', () => {
  const fleet = build();
  for (const name of ALL) {
    const [policy, binding] = objectsIn(fleet, `${EU}/${name}.yaml`);
    expect(policy).toMatchObject({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: `${name}.fleet.cdk8s.io` },
      spec: { failurePolicy: 'Fail' },
    });
    expect(binding).toMatchObject({
      kind: 'ValidatingAdmissionPolicyBinding',
      spec: { policyName: policy.metadata.name, validationActions: ['Deny'] },
    });
    for (const { message } of policy.spec.validations) expect(message).toMatch(/^.+[:,;] .+$/);
  }
});

test('a rule for all resources of a group takes in none outside namespaces', () => {
  const fleet = build();
  const rules = ALL.flatMap((name) => {
    const [{ spec }] = objectsIn(fleet, `${EU}/${name}.yaml`) as [Parsed];
    return spec.matchConstraints.resourceRules as Parsed[];
  }).filter(({ resources }) => resources.includes('*'));
  expect(rules.length).toBeGreaterThan(2);
  expect(rules.every(({ scope }) => scope === 'Namespaced')).toBe(true);
});

test('the platform of a cluster is who may change fences there, with those that the program trusts', () => {
  const fleet = build({ trustedAccounts: ['velero/velero'] });
  const trusted = (path: string): string[] => {
    const [{ spec }] = objectsIn(fleet, path) as [Parsed];
    const { expression } = spec.variables.find(({ name }: Parsed) => name === 'trusted');
    return [...String(expression).matchAll(/'system:serviceaccount:([^']+:[^']+)'/g)].map(([, account]) => account!);
  };
  for (const name of ['tenant-fences', 'protected-namespaces']) {
    expect(trusted(`${EU}/${name}.yaml`)).toEqual([
      'dev-flux-system:kustomize-controller',
      'flux-system:kustomize-controller',
      'prod-flux-system:kustomize-controller',
      'velero:velero',
    ]);
    expect(trusted(`${EDGE}/${name}.yaml`)).toEqual(['edge:kustomize-controller', 'velero:velero']);
  }
});

test('a fleet, or a cluster of it, may do without', () => {
  expect(policiesIn(build({ policies: 'none' }), EU)).toEqual([]);
  expect(policiesIn(build({ policies: 'none' }, 'admission'), EU)).toEqual(ALL);
  const one = build({}, 'none');
  expect(policiesIn(one, EU)).toEqual([]);
  expect(policiesIn(one, EDGE)).not.toEqual([]);
});

test('a tenant changes no byte of the policies', () => {
  const [fleet, more] = [build(), build()];
  addTenant(more, 'another', { hosts: ['a.example.com'], placement: Placement.environment('dev') });
  for (const name of ALL) {
    const path = `${EU}/${name}.yaml`;
    expect(more.synthesize().tree.get(path)).toBe(fleet.synthesize().tree.get(path));
  }
});

describe('who installs Flux', () => {
  const list = (props: Partial<FleetProps<Loose>>) => {
    const { tree } = build(props).synthesize();
    return parse(tree.get('clusters/eu-1/kustomization.yaml')!) as { resources: string[]; patches?: Parsed[] };
  };

  test('is somebody else: nothing but the sync is written', () => {
    expect(list({}).resources).toContain('flux-system/gotk-sync.yaml');
    expect(list({}).patches).toBeUndefined();
  });

  test('is flux bootstrap: its components are listed and never written, and patched', () => {
    const { resources, patches } = list({ bootstrap: 'gotk' });
    expect(resources).toEqual(
      expect.arrayContaining(['flux-system/gotk-components.yaml', 'flux-system/gotk-sync.yaml']),
    );
    expect(patches?.slice(0, lockdownPatches().length)).toEqual(lockdownPatches());
    expect(build({ bootstrap: 'gotk' }).synthesize().tree.paths).not.toContain(
      'clusters/eu-1/flux-system/gotk-components.yaml',
    );
  });

  test('is Flux Operator: an instance for tenants, in the place of the sync', () => {
    const fleet = build({ bootstrap: 'operator' });
    expect(list({ bootstrap: 'operator' }).resources).toContain('flux-system/flux-instance.yaml');
    expect(list({ bootstrap: 'operator' }).resources).not.toContain('flux-system/gotk-sync.yaml');
    const [instance] = objectsIn(fleet, 'clusters/eu-1/flux-system/flux-instance.yaml');
    expect(instance).toMatchObject({
      ...{ apiVersion: 'fluxcd.controlplane.io/v1', kind: 'FluxInstance' },
      metadata: { name: 'flux', namespace: 'flux-system' },
      spec: {
        distribution: { version: '2.9.x' },
        cluster: { multitenant: true, tenantDefaultServiceAccount: 'default' },
        sync: { kind: 'GitRepository', ref: 'refs/heads/main', path: './dist/clusters/eu-1' },
      },
    });
  });
});

test('the flags of each controller, each patch sure of its container', () => {
  const flags = (options?: Parameters<typeof lockdownPatches>[0]) =>
    Object.fromEntries(
      lockdownPatches(options).map(({ target, patch }) => {
        const [first, ...rest] = parse(patch) as Parsed[];
        expect(first).toEqual({ op: 'test', path: '/spec/template/spec/containers/0/name', value: 'manager' });
        expect(rest.every(({ op, path }) => op === 'add' && path.endsWith('/args/-'))).toBe(true);
        return [target.name, rest.map(({ value }) => value)];
      }),
    );
  const namespaces = '--no-cross-namespace-refs=true';
  const account = '--default-service-account=default';
  expect(flags()).toEqual({
    'kustomize-controller': [namespaces, '--no-remote-bases=true', account],
    'helm-controller': [namespaces, account],
    'notification-controller': [namespaces],
    'image-reflector-controller': [namespaces],
    'image-automation-controller': [namespaces],
  });
  expect(flags({ workloadIdentity: true })).toMatchObject({
    'kustomize-controller': expect.arrayContaining([
      '--default-decryption-service-account=default',
      '--default-kubeconfig-service-account=default',
    ]) as unknown,
    'helm-controller': [namespaces, account, '--default-kubeconfig-service-account=default'],
  });
});
