import { compare } from '../../src/plan-entry';
import {
  account,
  configMap,
  deployment,
  guarded,
  manifest,
  Manifest,
  namespace,
  tree,
  treeOf,
  UnitFixture,
} from './fixture';

/* What goes together with what Flux needs to delete or to apply it. */

type Fleet = Parameters<typeof guarded>[0];

const errors = (...trees: Parameters<typeof guarded>): string[] =>
  guarded(...trees)
    .findings.filter(({ id }) => id === 'sync-with-access' || id === 'account-removed')
    .map(({ severity, message, steps }) => [severity, message, ...(steps ?? [])].join(' | '));

describe('a kubeconfig that goes with what is applied through it', () => {
  const kubeConfig = { secretRef: { name: 'it' } };
  const secret = manifest('v1', 'Secret', { stringData: { value: 'ENC[AES256_GCM]' } });
  const sealed = manifest('bitnami.com/v1alpha1', 'SealedSecret', { spec: { encryptedData: { value: 'x' } } });
  const release = (spec: object = { kubeConfig }) => manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { spec });

  test.each([
    ['Secret', secret],
    ['SealedSecret', sealed],
  ])('keeps Helm from uninstalling a release: %s', (_kind, holder) => {
    expect(errors(treeOf(release(), holder), treeOf())).toEqual([
      'error | Kustomization flux-system/a: Secret x/it with its kubeconfig goes in the same change, so that Helm cannot uninstall it: remove them one after the other | remove HelmRelease x/it and keep its kubeconfig, commit that and let Flux apply it | remove the kubeconfig when Flux has uninstalled HelmRelease x/it',
    ]);
    // The way that the finding names.
    expect(errors(treeOf(release(), holder), treeOf(holder))).toEqual([]);
    expect(errors(treeOf(holder), treeOf())).toEqual([]);
  });

  test('does nothing to a release that is suspended, or on its own cluster', () => {
    expect(errors(treeOf(release({ kubeConfig, suspend: true }), secret), treeOf())).toEqual([]);
    expect(errors(treeOf(release({}), secret), treeOf())).toEqual([]);
  });

  const units = (...objects: readonly Manifest[]): UnitFixture => ({
    name: 'access',
    objects: [configMap('keep', 'x'), ...objects],
  });
  const remote = (spec: object): UnitFixture => ({ name: 'far', spec: { ...spec }, objects: [configMap('web', 'y')] });
  const held = manifest('v1', 'Secret', { stringData: { value: 'x' } }, { namespace: 'flux-system' });
  const map = configMap('it', 'flux-system', { provider: 'aws' });

  test.each<[string, Manifest, object]>([
    ['Secret', held, kubeConfig],
    ['ConfigMap', map, { configMapRef: { name: 'it' } }],
  ])('keeps a Kustomization from deleting what is on another cluster: %s', (kind, holder, ref) => {
    const base = tree({ eu: [units(holder), remote({ kubeConfig: ref })] });
    const [web] = compare(base, tree({ eu: [units()] })).changes.filter(({ object }) => object.name === 'web');
    expect([web!.effect, web!.reason]).toEqual([
      'race',
      `${kind} flux-system/it with its kubeconfig goes in the same change, and without it nothing can be pruned`,
    ]);
    const [kept] = compare(base, tree({ eu: [units(holder)] })).changes.filter(({ object }) => object.name === 'web');
    expect(kept!.effect).toBe('pruned');
  });
});

test('a kubeconfig that changes may lead to another cluster', () => {
  const unit = (value: string, user: string) => [
    { name: 'access', objects: [manifest('v1', 'Secret', { stringData: { value } }, { namespace: 'flux-system' })] },
    { name: 'far', spec: { kubeConfig: { secretRef: { name: user } } }, objects: [configMap('web', 'y')] },
  ];
  const said = (user: string) =>
    compare(tree({ eu: unit('ENC[a]', user) }), tree({ eu: unit('ENC[b]', user) })).changes.flatMap(({ risks }) =>
      risks.map(({ message }) => message),
    );
  expect(said('it')).toEqual([
    'Secret flux-system/it with the kubeconfig of flux-system/far changes: if it leads to another cluster, what was applied stays on this one without an owner',
  ]);
  expect(said('other')).toEqual([]);
});

describe('an account for another cluster, which Flux looks for on its own', () => {
  const far = (serviceAccountName: string): UnitFixture => ({
    name: 'far',
    spec: { serviceAccountName, kubeConfig: { secretRef: { name: 'far' } } },
    objects: [configMap('web', 'y')],
  });
  const beside = (...objects: readonly Manifest[]): UnitFixture => ({
    name: 'beside',
    objects: [configMap('keep', 'x'), ...objects],
  });
  const effect = (name: string, ...objects: readonly Manifest[]) =>
    compare(tree({ eu: [beside(...objects), far(name)] }), tree({ eu: [beside(...objects)] })).changes.find(
      ({ object }) => object.name === 'web',
    )!.effect;

  test('is there where a Kustomization that does not change has it, or Flux itself', () => {
    expect(effect('runner', account('runner', 'flux-system'))).toBe('pruned');
    expect(effect('kustomize-controller')).toBe('pruned');
    expect(effect('runner')).toBe('race');
  });
});

describe('rights that an account loses', () => {
  const RBAC = 'rbac.authorization.k8s.io';
  const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  const EVERY = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
  const DATA = { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs };
  const APPS = { apiGroups: ['apps'], resources: ['deployments'], verbs };
  const access = (rules: readonly object[], subject = 'runner'): UnitFixture => ({
    name: 'access',
    objects: [
      account('runner', 'flux-system'),
      manifest(`${RBAC}/v1`, 'Role', { rules }),
      manifest(`${RBAC}/v1`, 'RoleBinding', {
        roleRef: { apiGroup: RBAC, kind: 'Role', name: 'it' },
        subjects: [{ kind: 'ServiceAccount', name: subject, namespace: 'flux-system' }],
      }),
    ],
  });
  const held = (...objects: readonly Manifest[]): UnitFixture => ({
    name: 'held',
    spec: { serviceAccountName: 'runner' },
    objects: [configMap('keep', 'x'), ...objects],
  });
  const web = deployment('web', 'x');

  test('keep Flux from deleting what goes in the same change', () => {
    const base = tree({ eu: [access([DATA, APPS]), held(web)] });
    expect(errors(base, tree({ eu: [access([DATA]), held()] }))).toEqual([
      'error | Kustomization flux-system/held: its account flux-system/runner loses the right to delete Deployment x/web in the same change, so that Flux cannot delete what goes: remove them one after the other | take what goes out of Kustomization flux-system/held and keep the rights of its account, commit that and let Flux apply it | take the rights away when Flux has deleted what went',
    ]);
    const between = tree({ eu: [access([DATA, APPS]), held()] });
    expect(errors(base, between)).toEqual([]);
    expect(errors(between, tree({ eu: [access([DATA]), held()] }))).toEqual([]);
  });

  test.each<[string, UnitFixture]>([
    ['by its role', access([DATA])],
    ['by its binding', access([DATA, APPS], 'other')],
  ])('keep Flux from applying what stays, %s', (_how, next) => {
    const what = next === undefined ? '' : 'Deployment x/web';
    expect(errors(tree({ eu: [access([DATA, APPS]), held(web)] }), tree({ eu: [next, held(web)] }))).toEqual([
      expect.stringMatching(
        new RegExp(`^error \\| Kustomization flux-system/held: its account .* loses the right to apply .*${what}`),
      ),
    ]);
  });

  /* A tree with an account's role and binding, and one with what it applies. */
  const role = (...rules: readonly object[]) => manifest(`${RBAC}/v1`, 'Role', { rules });
  const bound = (...subjects: readonly object[]) =>
    manifest(`${RBAC}/v1`, 'RoleBinding', { roleRef: { apiGroup: RBAC, kind: 'Role', name: 'it' }, subjects });
  const bindingOfAll = manifest(
    `${RBAC}/v1`,
    'RoleBinding',
    {
      roleRef: { apiGroup: RBAC, kind: 'Role', name: 'it' },
      subjects: [{ kind: 'Group', apiGroup: RBAC, name: 'system:serviceaccounts' }],
    },
    { name: 'all' },
  );
  const runner = { kind: 'ServiceAccount', name: 'runner', namespace: 'flux-system' };
  const group = (name: string) => ({ kind: 'Group', apiGroup: RBAC, name });
  const ALL = group('system:serviceaccounts:flux-system');
  const fleet = (objects: readonly Manifest[], ...units: readonly UnitFixture[]) =>
    tree({
      eu: [
        { name: 'access', objects: [account('runner', 'flux-system'), account('other', 'flux-system'), ...objects] },
        ...units,
      ],
    });
  const all = [role(DATA, APPS), bound(runner)];
  const MARK = (name: string, value: string) => ({ annotations: { [`kustomize.toolkit.fluxcd.io/${name}`]: value } });
  const OFF = MARK('reconcile', 'disabled');
  const marked = (rest: object, metadata: object, kind = 'Role', api = `${RBAC}/v1`) =>
    manifest(api, kind, rest, metadata);
  const suspended = (spec: Record<string, unknown>, ...objects: readonly Manifest[]) =>
    tree({
      eu: [{ name: 'access', spec, objects: [account('runner', 'flux-system'), ...objects] }, held(web)],
    });
  const REDIS = (resource: string) => ({ apiGroups: ['redis.redis.opstreelabs.in'], resources: [resource], verbs });
  const redis = manifest('redis.redis.opstreelabs.in/v1beta2', 'Redis', { spec: {} });
  const as = (serviceAccountName: string | undefined, ...objects: readonly Manifest[]): UnitFixture => ({
    name: 'held',
    spec: { ...(serviceAccountName === undefined ? {} : { serviceAccountName }) },
    objects: [configMap('keep', 'x'), ...objects],
  });
  const disabled = marked({ spec: {} }, OFF, 'Deployment', 'apps/v1');
  const ignored = marked({ spec: {} }, MARK('ssa', 'Ignore'), 'Deployment', 'apps/v1');

  test.each<[string, Fleet, Fleet]>([
    [
      'the Kustomization turns to another account with its binding',
      fleet(all, held(web)),
      fleet([role(DATA, APPS), bound({ ...runner, name: 'other' })], as('other')),
    ],
    ['the Kustomization turns to no account', fleet(all, held(web)), fleet([], as(undefined))],
    [
      'the role is suspended',
      suspended({ suspend: true }, ...all),
      suspended({ suspend: true }, role(DATA), bound(runner)),
    ],
    [
      'the role is not reconciled',
      fleet([marked({ rules: [DATA, APPS] }, OFF), all[1]!], held(web)),
      fleet([marked({ rules: [DATA] }, OFF), all[1]!], held(web)),
    ],
    ['the object is not reconciled', fleet(all, held(disabled)), fleet([role(DATA), bound(runner)], held(disabled))],
    ['the object is not applied', fleet(all, held(ignored)), fleet([role(DATA), bound(runner)], held(ignored))],
    [
      'the plural is not an English one',
      fleet([role(DATA, REDIS('*')), bound(runner)], held(redis)),
      fleet([role(DATA, REDIS('redis')), bound(runner)], held(redis)),
    ],
    [
      'the binding turns to the group of the account',
      fleet(all, held(web)),
      fleet([role(DATA, APPS), bound(ALL)], held(web)),
    ],
    [
      'the group of all accounts keeps them',
      fleet([...all, bindingOfAll], held(web)),
      fleet([role(DATA, APPS), bindingOfAll]),
    ],
  ])('are none where %s', (_how, old, next) => {
    expect(errors(old, next)).toEqual([]);
  });

  const crd = manifest(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    { spec: { group: 'redis.redis.opstreelabs.in', names: { kind: 'Redis', plural: 'redis' } } },
    { name: 'redis.redis.redis.opstreelabs.in', namespace: undefined },
  );
  const without = (verb: string) => [
    role(DATA, { ...APPS, verbs: verbs.filter((one) => one !== verb) }),
    bound(runner),
  ];

  test.each<[string, Fleet, Fleet, string]>([
    [
      'by the plural of its definition',
      fleet([crd, role(DATA, REDIS('redis')), bound(runner)], held(redis)),
      fleet([crd, role(DATA, REDIS('others')), bound(runner)], held(redis)),
      'apply Redis x/it',
    ],
    ['to read', fleet(all, held(web)), fleet(without('get'), held(web)), 'get Deployment x/web'],
    ['to make what comes', fleet(all, held()), fleet(without('create'), held(web)), 'create Deployment x/web'],
    [
      'by its group',
      fleet([role(DATA, APPS), bound(ALL)], held(web)),
      fleet([role(DATA), bound(ALL)], held(web)),
      'apply Deployment x/web',
    ],
  ])('keep Flux from applying: %s', (_how, old, next, what) => {
    expect(errors(old, next)).toEqual([
      `error | Kustomization flux-system/held: its account flux-system/runner loses the right to ${what}: keep the account with its rights, or remove the Kustomization first and declare that`,
    ]);
  });

  test('to make objects matter for those that come only', () => {
    expect(errors(fleet(all, held(web)), fleet(without('create'), held(web)))).toEqual([]);
  });

  test('by a binding lead through the binding, and not through the account', () => {
    const old = fleet(all, held(web));
    expect(errors(old, fleet([all[0]!]))).toEqual([
      'error | Kustomization flux-system/held: its account flux-system/runner loses RoleBinding x/it in the same change, so that Flux cannot delete what it applied: remove them one after the other | remove Kustomization flux-system/held and keep RoleBinding x/it, commit that and let Flux apply it | remove RoleBinding x/it when Flux has deleted what the Kustomization applied',
    ]);
    expect(errors(old, fleet(all))).toEqual([]);
    expect(errors(fleet(all), fleet([all[0]!]))).toEqual([]);
    // Its namespace takes along what it applied.
    const whole = [fleet([namespace('x'), ...all], held(web)), fleet([])] as const;
    expect(errors(...whole)).toEqual([]);
    expect(compare(...whole).problems.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      'warning Kustomization flux-system/held: its account flux-system/runner loses RoleBinding x/it in the same change, and what it applied goes with its namespace',
    ]);
  });

  test('keep Helm from upgrading a release that stays', () => {
    const release = (spec: object) =>
      manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { spec }, { namespace: 'flux-system' });
    const unit = (spec: object): UnitFixture => ({ name: 'held', objects: [configMap('keep', 'x'), release(spec)] });
    const user = { serviceAccountName: 'runner' };
    expect(errors(fleet(all, unit(user)), fleet([all[0]!], unit(user)))).toEqual([
      'error | Kustomization flux-system/held: the account flux-system/runner of HelmRelease flux-system/it loses RoleBinding x/it: keep the account with its rights, or remove the Kustomization first and declare that',
    ]);
    expect(errors(fleet(all, unit({})), fleet([all[0]!], unit({})))).toEqual([]);
    expect(errors(fleet(all, unit({ ...user, suspend: true })), fleet([], unit({ ...user, suspend: true })))).toEqual(
      [],
    );
  });

  test('are none where it does not need them, or keeps them by another rule', () => {
    const more = { apiGroups: [''], resources: ['services'], verbs };
    const next = tree({ eu: [access([DATA, APPS]), held(web)] });
    expect(errors(tree({ eu: [access([DATA, APPS, more]), held(web)] }), next)).toEqual([]);
    expect(errors(tree({ eu: [access([EVERY]), held(web)] }), next)).toEqual([]);
  });
});

describe('a Service that is left without pods', () => {
  const ADMISSION = 'admissionregistration.k8s.io/v1';
  const service = (selector: object = { app: 'web' }) => manifest('v1', 'Service', { spec: { selector } });
  const webhook = (failurePolicy: string) =>
    manifest(
      ADMISSION,
      'ValidatingWebhookConfiguration',
      { webhooks: [{ failurePolicy, clientConfig: { service: { name: 'it', namespace: 'x' } } }] },
      { namespace: undefined },
    );
  const web = deployment('web', 'x');
  const said = (old: readonly Manifest[], next: readonly Manifest[]) =>
    compare(treeOf(...old), treeOf(...next))
      .changes.flatMap(({ risks }) => risks)
      .filter(({ message }) => message.includes('is left without pods'))
      .map(({ severity, message }) => `${severity}: ${message}`);
  const FATAL =
    'high: Service x/it is left without pods while ValidatingWebhookConfiguration it needs it: requests that the API server asks it about fail';

  test.each<[string, readonly Manifest[], readonly Manifest[], readonly string[]]>([
    [
      'its workload goes',
      [service(), web],
      [service()],
      ['medium: Service x/it is left without pods, as far as files tell'],
    ],
    ['and the API server asks it', [webhook('Fail'), service(), web], [webhook('Fail'), service()], [FATAL]],
    [
      'because its workload stops',
      [webhook('Fail'), service(), web],
      [webhook('Fail'), service(), deployment('web', 'x', {}, { replicas: 0 })],
      [FATAL],
    ],
    [
      'because it selects others',
      [webhook('Fail'), service(), web],
      [webhook('Fail'), service({ a: 'b' }), web],
      [FATAL],
    ],
  ])('is told: %s', (_how, old, next, expected) => {
    expect(said(old, next)).toEqual(expected);
  });

  test.each<[string, readonly Manifest[], readonly Manifest[]]>([
    [
      'another workload has its pods',
      [service(), web, deployment('b', 'x')],
      [service({ app: 'b' }), deployment('b', 'x')],
    ],
    ['it goes as well', [service(), web], []],
    [
      'a chart comes',
      [service(), web],
      [service(), manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { spec: {} })],
    ],
    ['it had none before', [service({ a: 'b' }), web], [service({ a: 'b' })]],
  ])('is not told: %s', (_how, old, next) => {
    expect(said(old, next)).toEqual([]);
  });
});
