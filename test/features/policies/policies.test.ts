import { parse } from 'yaml';
import {
  Cluster,
  Environment,
  EnvironmentProps,
  FleetProps,
  lockdownPatches,
  Placement,
  PolicyEngine,
  Source,
} from '../../../src';
import { FLEET_CONVENTIONS } from '../../../src/pipeline/guard/conventions';
import { guardSynthesis } from '../../../src/pipeline/guard/guard-synthesis';
import { formatFinding } from '../../../src/plan/guard/finding';
import { ManifestTree } from '../../../src/plan/tree/manifest-tree';
import { git, Loose, newFleet, objectsIn, Parsed } from '../../support/fleets';
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
  const { tree } = build().synthesize();
  for (const name of ALL) {
    const [policy, binding] = objectsIn(tree, `${EU}/${name}.yaml`);
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
  const { tree } = build().synthesize();
  const rules = ALL.flatMap((name) => {
    const [{ spec }] = objectsIn(tree, `${EU}/${name}.yaml`) as [Parsed];
    return spec.matchConstraints.resourceRules as Parsed[];
  }).filter(({ resources }) => resources.includes('*'));
  expect(rules.length).toBeGreaterThan(2);
  expect(rules.every(({ scope }) => scope === 'Namespaced')).toBe(true);
});

test('the platform of a cluster is who may change fences there, with those that the program trusts', () => {
  const { tree } = build({ trustedAccounts: ['velero/velero'] }).synthesize();
  const trusted = (path: string): string[] => {
    const [{ spec }] = objectsIn(tree, path) as [Parsed];
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

describe('what needs them', () => {
  const TENANT = ALL.filter((name) => name !== 'protected-namespaces');
  const eu = (change: (fleet: ReturnType<typeof newFleet>, eu: Cluster<Loose>) => void, props = {}, ofFleet = {}) => {
    const fleet = newFleet(ofFleet);
    change(fleet, new Cluster(fleet, 'eu-1', props));
    return fleet;
  };
  const inProd = (change: (fleet: ReturnType<typeof newFleet>) => void, props = {}, ofFleet = {}) =>
    eu(
      (fleet, cluster) => {
        new Environment(fleet, 'prod', { clusters: [cluster] });
        change(fleet);
      },
      props,
      ofFleet,
    );

  test('without tenants, namespaces are protected, and no more', () => {
    expect(
      policiesIn(
        eu(() => undefined),
        EU,
      ),
    ).toEqual(['protected-namespaces']);
    expect(
      policiesIn(
        inProd(() => undefined),
        EU,
      ),
    ).toEqual(['protected-namespaces']);
  });

  test('the manager of a remote cluster protects the namespace of that', () => {
    const fleet = eu((fleet, managedBy) => void new Cluster(fleet, 'edge', { managedBy }));
    expect([policiesIn(fleet, EU), policiesIn(fleet, EDGE)]).toEqual([
      ['protected-namespaces'],
      ['protected-namespaces'],
    ]);
  });

  test('a tenant needs those of its clusters', () => {
    const fleet = newFleet();
    const clusters = ['eu-1', 'us-1', 'ap-1'].map((name) => new Cluster(fleet, name));
    new Environment(fleet, 'prod', { clusters });
    addTenant(fleet, 'web', { placement: Placement.cluster('eu-1') });
    addTenant(fleet, 'off', { enabled: ({ cluster }) => cluster.name === 'us-1' });
    const counts = clusters.map(({ name }) => policiesIn(fleet, `clusters/${name}/policies`));
    expect(counts).toEqual([ALL, ALL, ['protected-namespaces']]);
  });

  test.each<[what: string, lifted: string, settings: Parameters<typeof addTenant>[2]]>([
    ['budgets that may refuse every eviction', 'tenant-budgets', { blocksEviction: true }],
    ['relaxed tenants', 'tenant-budgets', { isolation: 'relaxed' }],
    ['any annotation', 'tenant-annotations', { annotations: 'any' }],
  ])('%s need no %s, until another tenant does', (_, lifted, settings) => {
    const fleet = inProd((fleet) => void addTenant(fleet, 'web', settings));
    expect(policiesIn(fleet, EU)).toEqual(ALL.filter((name) => name !== lifted));
    addTenant(fleet, 'other');
    expect(policiesIn(fleet, EU)).toEqual(ALL);
  });

  test('all are there before a tenant is, where the program asks for them', () => {
    const own = inProd(() => undefined, { policies: 'admission' });
    const fleets = inProd(() => undefined, {}, { policies: 'admission' });
    const relaxed = inProd((fleet) => void addTenant(fleet, 'web', { isolation: 'relaxed' }), {
      policies: 'admission',
    });
    expect([own, fleets, relaxed].map((fleet) => policiesIn(fleet, EU))).toEqual([ALL, ALL, ALL]);
    const none = inProd(() => undefined, { policies: 'none' }, { policies: 'admission' });
    expect(policiesIn(none, EU)).toEqual([]);
  });

  test('all are there before a tenant is promoted, where an environment is read from another branch or source', () => {
    const fleetOf = (props: Partial<EnvironmentProps<Loose>>, tenants: readonly string[] = ['web']) => {
      const fleet = newFleet();
      const [eu, us] = [new Cluster(fleet, 'eu-1'), new Cluster(fleet, 'us-1')];
      const edge = new Cluster(fleet, 'edge', { managedBy: eu });
      new Environment(fleet, 'prod', { clusters: [eu, edge], ...props });
      new Environment(fleet, 'dev', { clusters: [us] });
      for (const name of tenants) addTenant(fleet, name, { placement: Placement.cluster('us-1') });
      return fleet;
    };
    const other = Source.git({ url: 'https://git.example.com/acme/prod', branch: 'main' });
    const onRemote = ALL.filter((name) => !ABOUT_FLUX.includes(name));
    for (const props of [{ branch: 'prod' }, { source: other }]) {
      const fleet = fleetOf(props);
      expect([policiesIn(fleet, EU), policiesIn(fleet, EDGE)]).toEqual([ALL, onRemote]);
      expect(policiesIn(fleetOf(props, []), EU)).toEqual(['protected-namespaces']);
    }
    for (const props of [{}, { branch: 'main' }, { source: git }])
      expect(policiesIn(fleetOf(props), EU)).toEqual(['protected-namespaces']);
  });

  test('the guard warns where they come with the first tenants that need them, and not where they were there', () => {
    const late = (before: Parameters<typeof inProd>, after: Parameters<typeof inProd>) => {
      const [base, next] = [before, after].map((given) => {
        const { tree } = inProd(...given).synthesize();
        return tree.paths.map((path) => [path, tree.get(path)!] as const);
      });
      const { findings } = guardSynthesis({
        files: next!,
        base: ManifestTree.of(new Map(base)),
        conventions: FLEET_CONVENTIONS,
      });
      return findings.filter(({ id }) => id === 'fences-late').map(formatFinding);
    };
    const web = (fleet: ReturnType<typeof newFleet>) => void addTenant(fleet, 'web');
    const more = (fleet: ReturnType<typeof newFleet>) => (web(fleet), void addTenant(fleet, 'more'));
    const nobody = () => undefined;
    expect(late([nobody], [web])).toEqual([
      expect.stringMatching(
        /^warning fences-late: \[eu-1\] tenants come together with the admission policies that are for them, and may run first: tenant-annotations\.fleet\.cdk8s\.io, .*tenant-volumes\.fleet\.cdk8s\.io: merge policies: 'admission' of the cluster first, or see that nothing of the tenants runs before$/,
      ),
    ]);
    const stated = { policies: 'admission' };
    expect(late([nobody], [nobody, stated])).toEqual([]);
    expect(late([nobody, stated], [web, stated])).toEqual([]);
    expect(late([web], [more])).toEqual([]);
    const relaxed = (fleet: ReturnType<typeof newFleet>) => void addTenant(fleet, 'web', { blocksEviction: true });
    expect(late([relaxed], [(fleet) => (relaxed(fleet), void addTenant(fleet, 'more'))])).toEqual([
      expect.stringContaining('may run first: tenant-budgets.fleet.cdk8s.io: merge'),
    ]);
    expect(late([nobody], [(fleet) => (web(fleet), void new Cluster(fleet, 'us-1'))])).toHaveLength(1);
  });

  test('a cluster that is drained keeps those of its tenants, and gets none without', () => {
    const drained = { drained: true };
    expect(
      policiesIn(
        inProd((fleet) => void addTenant(fleet, 'web'), drained),
        EU,
      ),
    ).toEqual(ALL);
    expect(
      policiesIn(
        inProd(() => undefined, drained),
        EU,
      ),
    ).toEqual(['protected-namespaces']);
    const elsewhere = { placement: Placement.environment('dev') };
    const fleet = inProd((fleet) => {
      new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'us-1')] });
      addTenant(fleet, 'web', elsewhere);
    }, drained);
    expect(policiesIn(fleet, EU)).toEqual(['protected-namespaces']);
  });

  test('the guard warns of those that an earlier version wrote for a cluster without tenants, and counts no loss', () => {
    const { tree } = inProd(() => undefined).synthesize();
    const { tree: full } = inProd((fleet) => void addTenant(fleet, 'web')).synthesize();
    const files = (of: typeof tree, folder = '') =>
      of.paths.filter((path) => path.startsWith(folder)).map((path) => [path, of.get(path)!] as const);
    const prunable = files(full, `${EU}/`).map(
      ([path, text]) => [path, text.replaceAll(/\n *kustomize\.toolkit\.fluxcd\.io\/prune: disabled/g, '')] as const,
    );
    const guarded = (policies: typeof prunable) => {
      const base = ManifestTree.of(new Map([...files(tree), ...policies]));
      const { findings } = guardSynthesis({ files: files(tree), base, conventions: FLEET_CONVENTIONS });
      return findings.map(formatFinding);
    };
    expect(guarded(prunable)).toEqual([
      expect.stringMatching(
        /^warning fences-removed: \[eu-1\] Flux deletes admission policies, and what they forbade is allowed: tenant-annotations\.fleet\.cdk8s\.io, .*: see that no namespace of a tenant is left on the cluster$/,
      ),
    ]);
    expect(guarded(files(full, `${EU}/`))).toEqual([]);
  });

  test('none is pruned: the namespaces of a tenant that leaves stay, with its rights', () => {
    const { tree } = inProd((fleet) => void addTenant(fleet, 'web')).synthesize();
    const objects = ALL.flatMap((name) => objectsIn(tree, `${EU}/${name}.yaml`));
    expect(objects).toHaveLength(2 * (TENANT.length + 1));
    for (const { metadata } of objects)
      expect(metadata.annotations).toMatchObject({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  });
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
