import { Duration } from 'cdk8s';
import { App, Cluster, Component, Environment, HelmChart, Source, Tenant } from '../../../src';
import { newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const timeout = Duration.minutes(2);
const git = {
  url: 'https://dev.azure.com/acme/web',
  branch: 'main',
  secretName: 'login',
  provider: 'azure',
  serviceAccountName: 'git',
  proxySecretName: 'proxy',
  timeout,
  verify: { secretName: 'keys' },
  ignore: '/docs',
  recurseSubmodules: true,
  include: [{ repository: 'shared', toPath: 'vendor' }],
} as const;
const gitFields = {
  url: git.url,
  ref: { branch: 'main' },
  secretRef: { name: 'login' },
  provider: 'azure',
  serviceAccountName: 'git',
  proxySecretRef: { name: 'proxy' },
  timeout: '2m',
  verify: { mode: 'HEAD', secretRef: { name: 'keys' } },
  ignore: '/docs',
  recurseSubmodules: true,
  include: [{ repository: { name: 'shared' }, toPath: 'vendor' }],
};
const registry = {
  secretName: 'pull',
  provider: 'aws',
  serviceAccountName: 'pull',
  certSecretName: 'ca',
  proxySecretName: 'proxy',
  insecure: true,
  timeout,
  verify: { identities: [{ issuer: '^https://issuer$', subject: '^me$' }] },
} as const;
const registryFields = {
  secretRef: { name: 'pull' },
  provider: 'aws',
  serviceAccountName: 'pull',
  certSecretRef: { name: 'ca' },
  proxySecretRef: { name: 'proxy' },
  insecure: true,
  timeout: '2m',
  verify: { provider: 'cosign', matchOIDCIdentity: [{ issuer: '^https://issuer$', subject: '^me$' }] },
};

function specIn(objects: readonly Parsed[], kind: string): Parsed {
  return objects.find((object) => object.kind === kind).spec;
}

test('the source of a component, from Git and from a registry', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'eu');
  new Component(fleet, 'web', { path: './web', source: Source.git(git) });
  new Component(fleet, 'all', {
    path: './all',
    source: Source.oci({ url: 'oci://ghcr.io/acme/all', tag: 'v1', ignore: '/docs', ...registry }),
  });
  const releases = (name: string) => objectsIn(fleet, `clusters/eu/infrastructure/${name}/${name}.yaml`);
  const { tree } = fleet.synthesize();
  const files = tree.paths.filter((path) => /infrastructure.*(web|all)/.test(path));
  const objects = files.flatMap((path) => objectsIn(tree, path));
  expect(specIn(objects, 'GitRepository')).toEqual({ interval: '1m', ...gitFields });
  expect(specIn(objects, 'OCIRepository')).toEqual({
    interval: '1m',
    url: 'oci://ghcr.io/acme/all',
    ref: { tag: 'v1' },
    ignore: '/docs',
    ...registryFields,
  });
  expect(() => releases('nowhere')).toThrow();
});

test.each<[string, HelmChart, string, object, object]>([
  [
    'a registry',
    HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1.2.3', ...registry }),
    'OCIRepository',
    { url: 'oci://charts.example.com/web', ref: { tag: '1.2.3' }, ...registryFields },
    {},
  ],
  [
    'a Helm repository',
    HelmChart.repository({
      url: 'https://charts.example.com',
      chart: 'web',
      version: '1.x',
      secretName: 'login',
      certSecretName: 'ca',
      passCredentials: true,
      timeout,
    }),
    'HelmRepository',
    {
      url: 'https://charts.example.com',
      secretRef: { name: 'login' },
      certSecretRef: { name: 'ca' },
      passCredentials: true,
      timeout: '2m',
    },
    { chart: 'web', version: '1.x' },
  ],
  [
    'a Helm repository in a registry',
    HelmChart.repository({
      url: 'oci://charts.example.com',
      chart: 'web',
      version: '1.x',
      provider: 'gcp',
      insecure: true,
      verify: { provider: 'notation', secretName: 'policy' },
    }),
    'HelmRepository',
    { url: 'oci://charts.example.com', type: 'oci', provider: 'gcp', insecure: true },
    { chart: 'web', version: '1.x', verify: { provider: 'notation', secretRef: { name: 'policy' } } },
  ],
  ['a Git repository', HelmChart.git({ ...git, path: './chart' }), 'GitRepository', gitFields, { chart: './chart' }],
])('a private chart of %s, in a component, an app and a tenant', (_, chart, kind, source, chartFields) => {
  const fleet = newFleet();
  const cluster = new Cluster(fleet, 'eu');
  new Environment(fleet, 'dev', { clusters: [cluster] });
  new Component(fleet, 'web', { chart });
  new App(new Tenant(fleet, 'team', {}), 'shop', { chart });
  new Tenant(fleet, 'whole', { chart });
  const files = [
    'clusters/eu/infrastructure/web/web.yaml',
    'clusters/eu/dev/tenants/team/workloads/team/shop/shop.yaml',
    'clusters/eu/dev/tenants/whole/workloads/whole/whole/whole.yaml',
  ];
  for (const file of files) {
    const objects = objectsIn(fleet, file);
    expect(specIn(objects, kind)).toMatchObject(source);
    expect(specIn(objects, 'HelmRelease').chart?.spec ?? {}).toMatchObject(chartFields);
  }
});

test('the source of the fleet, of an environment and of a tenant', () => {
  const source = Source.git({
    url: 'https://github.com/acme/fleet',
    branch: 'main',
    provider: 'github',
    secretName: 'app',
  });
  const fleet = newFleet({ source });
  const cluster = new Cluster(fleet, 'eu');
  new Environment(fleet, 'dev', { clusters: [cluster], branch: 'dev' });
  new App(new Tenant(fleet, 'team', { source: Source.git({ ...git, recurseSubmodules: false }) }), 'shop', {
    path: './shop',
  });
  const app = { provider: 'github', secretRef: { name: 'app' } };
  const sync = objectsIn(fleet, 'clusters/eu/flux-system/gotk-sync.yaml');
  expect(specIn(sync, 'GitRepository')).toMatchObject({ ...app, ref: { branch: 'main' } });
  const environment = objectsIn(fleet, 'clusters/eu/environments.yaml');
  expect(specIn(environment, 'GitRepository')).toMatchObject({ ...app, ref: { branch: 'dev' } });
  const tenant = objectsIn(fleet, 'clusters/eu/dev/tenants/team/apps/apps.yaml');
  expect(specIn(tenant, 'GitRepository')).toEqual({ interval: '1m', ...gitFields, recurseSubmodules: false });
});

test('Flux Operator syncs from the same source: what its sync lacks is patched into it', () => {
  const source = Source.git({
    url: 'https://github.com/acme/fleet',
    branch: 'main',
    provider: 'github',
    secretName: 'app',
    proxySecretName: 'proxy',
    timeout,
    recurseSubmodules: true,
  });
  const fleet = newFleet({ source, bootstrap: 'operator' });
  new Cluster(fleet, 'eu');
  const { sync, kustomize } = specIn(objectsIn(fleet, 'clusters/eu/flux-system/flux-instance.yaml'), 'FluxInstance');
  expect(sync).toMatchObject({ provider: 'github', pullSecret: 'app', ref: 'refs/heads/main' });
  expect(kustomize.patches.filter(({ target }: Parsed) => target.kind !== 'Deployment')).toEqual([
    {
      target: { kind: 'GitRepository', name: 'flux-system' },
      patch: expect.stringMatching(
        /^- op: add\n {2}path: \/spec\/proxySecretRef\n {2}value:\n {4}name: proxy\n- op: add\n {2}path: \/spec\/timeout\n {2}value: 2m\n- op: add\n {2}path: \/spec\/recurseSubmodules\n {2}value: true\n$/,
      ),
    },
  ]);
});

test.each<[string, () => { readonly problems: readonly string[] }, RegExp]>([
  [
    'identities beside keys',
    () => Source.oci({ url: 'oci://ghcr.io/a/b', tag: 'x', verify: { secretName: 'k', ...registry.verify } }),
    /^verify has public keys, and Flux does not look at identities then: give one of secretName and identities$/,
  ],
  [
    'identities with notation',
    () =>
      Source.oci({
        url: 'oci://ghcr.io/a/b',
        tag: 'x',
        verify: { provider: 'notation', secretName: 'k', ...registry.verify },
      }),
    /^verify with notation does not look at identities: leave them out, or verify with cosign$/,
  ],
  [
    'a signature of anybody',
    () => HelmChart.oci({ url: 'oci://ghcr.io/a/b', version: '1.x', verify: {} }),
    /^verify of an OCI artifact trusts everybody: give identities or a secretName$/,
  ],
  [
    'notation without a Secret',
    () => HelmChart.oci({ url: 'oci://ghcr.io/a/b', version: '1.x', verify: { provider: 'notation' } }),
    /^verify with notation has no Secret with the trust policy: name it with secretName of verify$/,
  ],
  [
    'a signature of Git without keys',
    () => Source.git({ url: git.url, branch: 'main', verify: {} }),
    /^verify of a Git repository has no secretName: name the Secret with the trusted public keys$/,
  ],
  [
    'a signature in a plain Helm repository',
    () => HelmChart.repository({ url: 'https://x/y', chart: 'a', version: '1.x', verify: { secretName: 'k' } }),
    /^verify is for charts of OCI registries, and Flux ignores it for other Helm repositories: leave it out, or use/,
  ],
  [
    'a signature of anybody in a Helm repository',
    () => HelmChart.repository({ url: 'oci://x.y/z', chart: 'a', version: '1.x', verify: {} }),
    /^verify of a Helm repository trusts everybody: give a secretName, or use HelmChart\.oci with identities$/,
  ],
  [
    'insecure of a plain Helm repository',
    () => HelmChart.repository({ url: 'https://x/y', chart: 'a', version: '1.x', insecure: true }),
    /^insecure is for OCI registries: leave it out, and begin the URL with http:\/\/$/,
  ],
  [
    'passCredentials of a registry',
    () => HelmChart.repository({ url: 'oci://x.y/z', chart: 'a', version: '1.x', passCredentials: true }),
    /^passCredentials has no use for an OCI registry: leave it out$/,
  ],
  [
    'an account without its provider',
    () => Source.git({ url: git.url, branch: 'main', serviceAccountName: 'git' }),
    /^serviceAccountName is not used by this provider: set provider to azure or aws, or name a Secret with secretName$/,
  ],
  [
    'a name that is none',
    () => Source.oci({ url: 'oci://ghcr.io/a/b', tag: 'x', certSecretName: 'No_Name' }),
    /^certSecretName "No_Name" is not a valid name: /,
  ],
  [
    'a timeout that cannot be written',
    () => Source.oci({ url: 'oci://ghcr.io/a/b', tag: 'x', timeout: Duration.millis(0.5) }),
    /^timeout of 0\.5 ms cannot be written for Flux: use a whole number of milliseconds$/,
  ],
  [
    'the Secret under the name of Flux',
    () => Source.git({ url: git.url, branch: 'main', secretRef: 'login' } as never),
    /^secretRef is not an option of Source\.git: did you mean secretName\?$/,
  ],
  [
    'a number for a text',
    () => HelmChart.oci({ url: 'oci://ghcr.io/a/b', version: 18 } as never),
    /^version is 18: give a string$/,
  ],
  ['nothing', () => HelmChart.git(undefined as never), /^the options of HelmChart\.git are undefined: give a map$/],
])('%s is refused', (_, make, message) => {
  expect(make().problems).toEqual([expect.stringMatching(message)]);
});

test('the branch of an environment cannot be verified as a tag', () => {
  const source = Source.git({
    url: 'https://github.com/acme/fleet',
    tag: 'v1',
    verify: { mode: 'Tag', secretName: 'keys' },
  });
  const fleet = newFleet({ source });
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu')], branch: 'dev' });
  expect(problemsOf(fleet)).toEqual([
    '[dev] verify checks the signature of a tag, but ref names none: give tag or semver, or mode HEAD',
  ]);
});

test('a tenant and its source do not both say what is signed', () => {
  const fleet = newFleet();
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu')] });
  const verify = { secretName: 'keys' };
  const source = Source.git({ url: git.url, branch: 'main', verify });
  new App(new Tenant(fleet, 'team', { source, verify }), 'shop', { path: './shop' });
  expect(problemsOf(fleet)).toEqual([
    '[dev/eu/team] verify is given for a source as well as for its tenant: give it to one of them',
  ]);
});

test("what admission refuses in a tenant's namespace is refused, except where there is none or the source is elsewhere", () => {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu');
  const open = new Cluster(fleet, 'open', { policies: 'none' });
  const remote = new Cluster(fleet, 'remote', { managedBy: eu });
  new Environment(fleet, 'dev', { clusters: [eu, open, remote] });
  const modules = Source.git({ url: git.url, branch: 'main', recurseSubmodules: true });
  const team = new Tenant(fleet, 'team', { source: modules });
  new App(team, 'shop', { path: './shop' });
  new App(team, 'till', {
    path: './till',
    source: Source.oci({ url: 'oci://ghcr.io/acme/till', tag: 'v1', provider: 'gcp' }),
  });
  expect(problemsOf(fleet)).toEqual([
    `[dev/eu/team] source "${git.url}" has recurseSubmodules, and admission refuses it in a tenant's namespace, as submodules come from URLs that nobody allowed: leave it out`,
    `[dev/eu/team] source "oci://ghcr.io/acme/till" has the provider gcp, and admission refuses it in a tenant's namespace, as the identity would be the controller's own: give serviceAccountName or secretName`,
  ]);
});
