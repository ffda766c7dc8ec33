import * as fs from 'node:fs';
import {
  App,
  Cluster,
  Decryption,
  Environment,
  Fleet,
  FleetError,
  formatProblem,
  Secret,
  Source,
  Tenant,
  TenantProps,
  TenantRelease,
} from '../../src';
import { git, Loose, newFleet, problemsOf } from '../support/fleets';
import { documentsOf } from '../support/world';
import { scratchFolder } from './folder';
import { AgePair, agePair, sopsFile, SopsOptions } from './sops-writer';

const { write, at } = scratchFolder();
const [webKey, shopKey, admin] = [agePair(), agePair(), agePair()] as [AgePair, AgePair, AgePair];
const store = { kind: 'ClusterSecretStore', name: 'vault' } as const;
const age = (name: string, ...pairs: AgePair[]) =>
  Decryption.age({ secretName: `${name}-age`, recipients: pairs.map(({ recipient }) => recipient) });

let count = 0;
const sops = (options: Partial<SopsOptions> = {}) =>
  Secret.sops(write(`${count++}/secret.yaml`, sopsFile({ to: [webKey], ...options })));

function world(props: Partial<TenantProps<Loose>> = {}, outdir = at(`dist-${count++}`)) {
  const fleet = newFleet({ outdir });
  const near = new Cluster(fleet, 'eu-1');
  const far = new Cluster(fleet, 'store', { managedBy: near });
  new Environment(fleet, 'dev', { clusters: [near, far] });
  const web = new Tenant(fleet, 'web', { source: git, ...props });
  return { fleet, web, outdir };
}

/** What is wrong with a tenant of these props, without the paths of files. */
function problems(props: Partial<TenantProps<Loose>>): string[] {
  return problemsOf(world(props).fleet)
    .filter((one) => one.startsWith('[dev/eu-1/'))
    .map((one) => one.replace(/"[^"]*\/secret\.yaml"/g, '"secret.yaml"'));
}

function kustomizations(fleet: Fleet<Loose>, path: string) {
  const text = fleet.synthesize().tree.get(path) ?? '';
  const all = documentsOf(text) as Array<{ metadata: { name: string }; spec: Record<string, unknown> }>;
  return new Map(all.map((one) => [one.metadata.name, one]));
}

test('a file is copied byte for byte, beside what operators make secrets of', () => {
  const text = sopsFile({ to: [webKey, admin], name: 'kustomization' }).replaceAll('\n', '\r\n');
  const secrets = [
    Secret.sops(write('crlf/secret.yaml', text)),
    Secret.external({ name: 'api', store, keys: { token: 'web/api' } }),
    Secret.existing('made-by-hand'),
  ];
  const { fleet, outdir } = world({ decryption: age('web', webKey), secrets });
  fleet.synth();
  for (const folder of ['clusters/eu-1/dev', 'clusters/eu-1/remotes/store/dev']) {
    const unit = `${outdir}/${folder}/tenants/web/secrets`;
    expect(fs.readdirSync(unit).sort()).toEqual(['api.external.yaml', 'kustomization.sops.yaml', 'kustomization.yaml']);
    expect(fs.readFileSync(`${unit}/kustomization.sops.yaml`, 'utf8')).toBe(text);
    expect(documentsOf(fs.readFileSync(`${unit}/kustomization.yaml`, 'utf8'))).toMatchObject([
      { resources: ['api.external.yaml', 'kustomization.sops.yaml'] },
    ]);
    expect(documentsOf(fs.readFileSync(`${unit}/api.external.yaml`, 'utf8'))).toMatchObject([
      { kind: 'ExternalSecret', metadata: { name: 'api', namespace: 'dev-web' } },
    ]);
  }
  expect(fleet.result!.warnings).toEqual([]);
  fleet.synth();
  expect(fleet.result!.written).toEqual([]);
});

test("the platform applies them into the tenant's namespace, with the key of the control namespace", () => {
  const { fleet } = world({ decryption: age('web', webKey), secrets: [sops()] });
  expect(kustomizations(fleet, 'clusters/eu-1/dev/tenants.yaml').get('web-secrets')).toMatchObject({
    metadata: { namespace: 'dev-flux-system' },
    spec: {
      serviceAccountName: 'kustomize-controller',
      targetNamespace: 'dev-web',
      decryption: { provider: 'sops', secretRef: { name: 'web-age' } },
      dependsOn: [{ name: 'web-access' }],
      path: './dist/clusters/eu-1/dev/tenants/web/secrets',
      prune: true,
    },
  });
  expect(kustomizations(fleet, 'clusters/eu-1/remotes/store/dev/tenants.yaml').get('dev-web-secrets')).toMatchObject({
    metadata: { namespace: 'store' },
    spec: {
      serviceAccountName: 'kustomize-controller',
      targetNamespace: 'dev-web',
      kubeConfig: { secretRef: { name: 'store-kubeconfig' } },
      decryption: { secretRef: { name: 'web-age' } },
      dependsOn: [{ name: 'access' }, { name: 'dev-web-access' }],
    },
  });
});

test('nothing is rendered for a tenant without secrets, nor for those that somebody else makes', () => {
  const { fleet } = world({ decryption: age('web', webKey), secrets: [Secret.existing('a')] });
  expect(fleet.synthesize().tree.paths.filter((path) => path.includes('secret'))).toEqual([]);
});

test('only what holds encrypted files gets a key', () => {
  const { fleet } = world({
    decryption: age('web', webKey),
    secrets: [Secret.external({ name: 'api', store, extract: ['web/api'] })],
  });
  expect(kustomizations(fleet, 'clusters/eu-1/dev/tenants.yaml').get('web-secrets')!.spec).not.toHaveProperty(
    'decryption',
  );
});

test("a cloud's key management is reached as an account", () => {
  const arn = 'arn:aws:kms:eu-1:1:key/web';
  const { fleet } = world({
    decryption: Decryption.kms({ serviceAccountName: 'web-sops', keys: [arn] }),
    secrets: [sops({ metadata: `    kms:\n        - arn: ${arn}` })],
  });
  expect(kustomizations(fleet, 'clusters/eu-1/dev/tenants.yaml').get('web-secrets')!.spec.decryption).toEqual({
    provider: 'sops',
    serviceAccountName: 'web-sops',
  });
});

test("a release, a further namespace and an app's own secrets go where these are", () => {
  const { fleet, web } = world({
    namespaces: ['batch'],
    secrets: () => [Secret.external({ name: 'a', store, extract: ['a'] })],
  });
  const external = (name: string) => Secret.external({ name, store, extract: [name] });
  const release = new TenantRelease(web, '1-0-x', { source: git, secrets: [external('old')] });
  new App(web, 'shop', { path: './shop', secrets: ({ cluster }) => [external(`shop-${cluster.name}`), external('a')] });
  new App(web, 'off', { path: './off', enabled: false, secrets: [external('never')] });
  new App(web, 'night', { path: './night', namespace: 'batch', secrets: [external('night')] });
  new App(release, 'shop', { path: './shop', secrets: [external('old-shop')] });
  const { tree } = fleet.synthesize();
  const files = tree.paths.filter((path) => /^clusters\/eu-1\/dev\/tenants\/web\/secrets.*external/.test(path));
  expect(files.map((path) => path.slice('clusters/eu-1/dev/tenants/web/'.length))).toEqual([
    'secrets-1-0-x-web/old-shop.external.yaml',
    'secrets-1-0-x-web/old.external.yaml',
    'secrets-web-batch/night.external.yaml',
    'secrets/a.external.yaml',
    'secrets/shop-eu-1.external.yaml',
  ]);
  const namespaces = [...kustomizations(fleet, 'clusters/eu-1/dev/tenants.yaml').values()]
    .filter(({ metadata }) => metadata.name.endsWith('-secrets'))
    .map(({ metadata, spec }) => `${metadata.name} ${String(spec.targetNamespace)}`);
  expect(namespaces.sort()).toEqual([
    '1-0-x-web-secrets dev-1-0-x-web',
    'web-batch-secrets dev-web-batch',
    'web-secrets dev-web',
  ]);
});

test("an app that opens files of the tenant's own repository does so with its own key", () => {
  const { fleet, web } = world();
  new App(web, 'shop', { path: './shop', decryption: ({ environment }) => age(`${environment.name}-shop`, webKey) });
  expect(kustomizations(fleet, 'clusters/eu-1/dev/tenants/web/apps/apps.yaml').get('shop')!.spec.decryption).toEqual({
    provider: 'sops',
    secretRef: { name: 'dev-shop-age' },
  });
});

describe('sealed secrets', () => {
  const sealed = (metadata: string) => {
    const text = `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: ${metadata}\nspec: {encryptedData: {a: ${'A'.repeat(400)}}}\n`;
    return Secret.sealed(write(`${count++}/secret.yaml`, text));
  };

  test('are rendered into the namespace that they were sealed for', () => {
    const { fleet } = world({ secrets: [sealed('{name: a, namespace: dev-web}')] });
    const text = fleet.synthesize().tree.get('clusters/eu-1/dev/tenants/web/secrets/a.sealed.yaml');
    expect(documentsOf(text!)).toMatchObject([{ kind: 'SealedSecret', metadata: { name: 'a', namespace: 'dev-web' } }]);
  });

  test.each<[string, RegExp]>([
    [
      '{name: a, namespace: prod-web}',
      /^\[dev\/eu-1\/web\] secret file "secret\.yaml" is for namespace "prod-web", but this one is "dev-web": seal it for this one$/,
    ],
    ['{name: a}', /secret file "secret\.yaml" names no namespace, but is sealed for one: seal it with --namespace$/],
    [
      '{name: a, annotations: {sealedsecrets.bitnami.com/cluster-wide: "true"}}',
      /can be opened in every namespace, another tenant's as well: seal it with --scope namespace-wide$/,
    ],
  ])('%s is refused', (metadata, message) => {
    expect(problems({ secrets: [sealed(metadata)] })).toEqual([expect.stringMatching(message)]);
  });
});

test.each<[string, () => Partial<TenantProps<Loose>>, RegExp]>([
  [
    'a file without a way to open it',
    () => ({ secrets: [sops()] }),
    /^\[dev\/eu-1\/web\] secret file "secret\.yaml" cannot be opened here: give a decryption, with the recipients of its key$/,
  ],
  [
    'a file for others',
    () => ({ decryption: age('web', admin), secrets: [sops()] }),
    /^\[dev\/eu-1\/web\] secret file "secret\.yaml" is encrypted to age1\w+, but not to age1\w+, which Flux has the key of: add that in \.sops\.yaml and run sops updatekeys$/,
  ],
  [
    'a file for strangers too',
    () => ({
      decryption: Decryption.age({ secretName: 'k', recipients: [webKey.recipient], editors: [] }),
      secrets: [sops({ to: [webKey, admin] })],
    }),
    /is encrypted to age1\w+, which is not among the editors: name it there, or take it out with sops updatekeys$/,
  ],
  [
    'a file of another namespace',
    () => ({ decryption: age('web', webKey), secrets: [sops({ namespace: 'prod-web' })] }),
    /is for namespace "prod-web", but this one is "dev-web": write that into it or none, with sops edit$/,
  ],
  [
    'two of a name',
    () => ({ decryption: age('web', webKey), secrets: [sops(), sops()] }),
    /^\[dev\/eu-1\/web\] secret "db" is given twice and differs: leave one out$/,
  ],
  [
    'a broken file',
    () => ({ secrets: [Secret.sops('nowhere/secret.yaml')] }),
    /^\[dev\/eu-1\/web\] secret file "secret\.yaml" cannot be read \(ENOENT\): give its path from the working directory$/,
  ],
  [
    'something else',
    () => ({ secrets: ['db'] as unknown as Secret[] }),
    /^\[dev\/eu-1\/web\] the program failed while making its secrets, with "secrets is not a list of Secrets": mend it there$/,
  ],
  [
    'another decryption',
    () => ({ decryption: 'age' as unknown as Decryption }),
    /the program failed while making its decryption, with "\\"age\\" is not a Decryption": mend it there$/,
  ],
  ['a bad decryption', () => ({ decryption: age('web') }), /^\[dev\/eu-1\/web\] decryption has no recipients: /],
])('%s is refused', (_, props, message) => {
  expect(problems(props())).toEqual([expect.stringMatching(message)]);
});

test('editors may open files as well', () => {
  const decryption = Decryption.age({ secretName: 'k', recipients: [webKey.recipient], editors: [admin.recipient] });
  expect(problems({ decryption, secrets: [sops({ to: [webKey, admin] })] })).toEqual([]);
});

describe('tenants apart', () => {
  function two(web: Partial<TenantProps<Loose>>, shop: Partial<TenantProps<Loose>>): string[] {
    const { fleet } = world(web);
    new Tenant(fleet, 'shop', { source: git, ...shop });
    return problemsOf(fleet)
      .filter((one) => one.startsWith('[dev/eu-1/'))
      .map((one) => one.replace(/"[^"]*\/secret\.yaml"/g, '"secret.yaml"'));
  }

  test('their own keys, and their own files', () => {
    expect(two({ decryption: age('web', webKey), secrets: [sops()] }, { decryption: age('shop', shopKey) })).toEqual(
      [],
    );
  });

  test('share no recipient', () => {
    expect(two({ decryption: age('web', webKey) }, { decryption: age('shop', webKey) })).toEqual([
      `[dev/eu-1/web] recipient ${webKey.recipient} is tenant "shop"'s as well: make a key pair for each`,
    ]);
  });

  test('encrypt nothing to each other', () => {
    const secrets = [sops({ to: [webKey, shopKey] })];
    expect(two({ decryption: age('web', webKey), secrets }, { decryption: age('shop', shopKey) })).toEqual([
      `[dev/eu-1/web] secret file "secret.yaml" is encrypted to ${shopKey.recipient}, which is tenant "shop"'s: take it out of .sops.yaml, run sops updatekeys, and give the secret a new value`,
    ]);
  });

  test('share no Secret or account that holds the key', () => {
    const key = (pair: AgePair) => Decryption.age({ secretName: 'sops', recipients: [pair.recipient] });
    expect(two({ decryption: key(webKey) }, { decryption: key(shopKey) })).toEqual([
      `[dev/eu-1/web] decryption secretName "sops" is tenant "shop"'s as well: give each its own`,
    ]);
    const kms = (name: string) => Decryption.kms({ serviceAccountName: 'sops', keys: [name] });
    expect(two({ decryption: kms('a') }, { decryption: kms('b') })).toEqual([
      `[dev/eu-1/web] decryption serviceAccountName "sops" is tenant "shop"'s as well: give each its own`,
    ]);
  });

  test("share no key of an app's", () => {
    const { fleet, web } = world();
    const shop = new Tenant(fleet, 'shop', { source: git });
    // In the tenants' namespaces Secrets of one name are two; in the control namespace of a remote cluster they are one.
    for (const [tenant, pair] of [
      [web, webKey],
      [shop, shopKey],
    ] as const) {
      new App(tenant, 'a', { path: './a', decryption: age('app', pair) });
    }
    expect(problemsOf(fleet)).toEqual([
      `[dev/store/web/a] decryption secretName "app-age" is tenant "shop"'s as well: give each its own`,
    ]);
  });
});

test('changing a secret of one tenant changes no byte of another', () => {
  const tree = (value: string) => {
    const { fleet } = world({ decryption: age('web', webKey), secrets: [sops({ stringData: { a: value } })] });
    new Tenant(fleet, 'shop', {
      source: git,
      decryption: age('shop', shopKey),
      secrets: [Secret.external({ name: 'x', store, extract: ['x'] })],
    });
    return fleet.synthesize().tree;
  };
  const [before, after] = [tree('1'), tree('2')];
  const changed = before.paths.filter((path) => before.get(path) !== after.get(path));
  expect(changed.map((path) => path.replace(/^.*tenants\//, ''))).toEqual([
    ...[
      'web/secrets/db.sops.yaml',
      'web/secrets/kustomization.yaml',
      'web/secrets/db.sops.yaml',
      'web/secrets/kustomization.yaml',
    ],
  ]);
});

test('a MAC that does not fit keeps everything from being written', () => {
  const before = process.env.SOPS_AGE_KEY;
  process.env.SOPS_AGE_KEY = webKey.identity;
  try {
    const file = write('tampered/secret.yaml', sopsFile({ to: [webKey] }).replace('name: db', 'name: dc'));
    const { fleet, outdir } = world({ decryption: age('web', webKey), secrets: [Secret.sops(file)] });
    expect(() => fleet.synth()).toThrow(/does not fit its MAC, so it was changed without SOPS/);
    expect(fs.existsSync(outdir)).toBe(false);
  } finally {
    if (before === undefined) delete process.env.SOPS_AGE_KEY;
    else process.env.SOPS_AGE_KEY = before;
  }
});

test('problems come as FleetErrors, each with its place', () => {
  const { fleet } = world({ secrets: [Secret.sops('nowhere.yaml')] });
  expect(() => fleet.synthesize()).toThrow(FleetError);
  try {
    fleet.synthesize();
  } catch (error) {
    expect((error as FleetError).problems.map(formatProblem)).toEqual([
      expect.stringMatching(/^\[dev\/eu-1\/web\] secret file "nowhere\.yaml"/),
      expect.stringMatching(/^\[dev\/store\/web\] secret file "nowhere\.yaml"/),
    ]);
  }
});

test('a source of the fleet that is an artifact serves secrets too', () => {
  const fleet = newFleet({ source: Source.oci({ url: 'oci://r.example.com/fleet', tag: 'v1' }) });
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
  new Tenant(fleet, 'web', { source: git, decryption: age('web', webKey), secrets: [sops()] });
  expect(kustomizations(fleet, 'clusters/eu-1/dev/tenants.yaml').get('web-secrets')!.spec.sourceRef).toMatchObject({
    kind: 'OCIRepository',
  });
});
