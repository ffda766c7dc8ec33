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
  TenantTrack,
} from '../../../src';
import { git, Loose, newFleet } from '../../support/fleets';
import { documentsOf } from '../../support/world';
import { sopsFile } from './sops-writer';
import { admin, age, problemsHere, shopKey, tenantWorld, webKey } from './tenant-world';

const { write, world, sops } = tenantWorld();
const store = { kind: 'ClusterSecretStore', name: 'vault' } as const;

function kustomizations(fleet: Fleet<Loose>, path: string) {
  const text = fleet.synthesize().tree.get(path) ?? '';
  const all = documentsOf(text) as Array<{ metadata: { name: string }; spec: Record<string, unknown> }>;
  return new Map(all.map((one) => [one.metadata.name, one]));
}

test('a file is copied byte for byte, beside what operators make secrets of', () => {
  const text = sopsFile({ to: [webKey, admin], name: 'kustomization' }).replaceAll('\n', '\r\n');
  const secrets = [
    Secret.sops(write(text)),
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

test("a track, a further namespace and an app's own secrets go where these are", () => {
  const { fleet, web } = world({
    namespaces: ['batch'],
    secrets: () => [Secret.external({ name: 'a', store, extract: ['a'] })],
  });
  const external = (name: string) => Secret.external({ name, store, extract: [name] });
  const track = new TenantTrack(web, '1-0-x', { source: git, secrets: [external('old')] });
  new App(web, 'shop', { path: './shop', secrets: ({ cluster }) => [external(`shop-${cluster.name}`), external('a')] });
  new App(web, 'off', { path: './off', enabled: false, secrets: [external('never')] });
  new App(web, 'night', { path: './night', namespace: 'batch', secrets: [external('night')] });
  new App(track, 'shop', { path: './shop', secrets: [external('old-shop')] });
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

test.each<[string, string, (secrets: readonly Secret[]) => ReturnType<typeof world>]>([
  ['a tenant', 'dev-web', (secrets) => world({ secrets })],
  [
    'a track',
    'dev-old-web',
    (secrets) => {
      const made = world();
      new TenantTrack(made.web, 'old', { source: git, secrets });
      return made;
    },
  ],
  [
    'an app of a track',
    'dev-old-web',
    (secrets) => {
      const made = world();
      new App(new TenantTrack(made.web, 'old', { source: git }), 'shop', { path: './shop', secrets });
      return made;
    },
  ],
])('secrets that only %s has are there', (_, namespace, made) => {
  const { clusters } = made([Secret.external({ name: 'a', store, extract: ['a'] })]).fleet.synthesize().resolved;
  const spaces = clusters.flatMap(({ environments }) => environments[0]!.secrets.flatMap((one) => one.spaces));
  expect(spaces.map((space) => [space.namespace, space.secrets.map(({ name }) => name)])).toEqual([
    [namespace, ['a']],
    [namespace, ['a']],
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
    return Secret.sealed(write(text));
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
    expect(problemsHere(world({ secrets: [sealed(metadata)] }).fleet)).toEqual([expect.stringMatching(message)]);
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
    const file = write(sopsFile({ to: [webKey] }).replace('name: db', 'name: dc'));
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
