import { ApiObject, Chart } from 'cdk8s';
import { Cluster, Component, ComponentProps, Decryption, Environment, HelmChart, Secret, Tenant } from '../../../src';
import { git, Loose, newFleet, problemsOf } from '../../support/fleets';
import { documentsOf } from '../../support/world';
import { scratchFolder } from './folder';
import { AgePair, agePair, sopsFile, SopsOptions } from './sops-writer';

const { write } = scratchFolder();
const [platform, webKey] = [agePair(), agePair()] as [AgePair, AgePair];
const age = (secretName: string, pair: AgePair) => Decryption.age({ secretName, recipients: [pair.recipient] });
const store = { kind: 'ClusterSecretStore', name: 'vault' } as const;
const external = (name: string) => Secret.external({ name, store, extract: [name] });
const chart = HelmChart.oci({ url: 'oci://charts.example.com/dns', version: '1.0.0' });
const manifests = (to: Chart) => void new ApiObject(to, 'x', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } });

let count = 0;
const sops = (options: Partial<SopsOptions> = {}) =>
  Secret.sops(write(`${count++}/secret.yaml`, sopsFile({ to: [platform], namespace: 'dns', ...options })));

function world(props: Partial<ComponentProps<Loose>>) {
  const fleet = newFleet();
  const near = new Cluster(fleet, 'eu-1');
  const clusters = [near, new Cluster(fleet, 'store', { managedBy: near })];
  new Environment(fleet, 'dev', { clusters });
  new Component(fleet, 'dns', { decryption: age('sops-age', platform), ...props });
  return fleet;
}

const problems = (props: Partial<ComponentProps<Loose>>) =>
  problemsOf(world({ manifests, ...props }))
    .filter((one) => one.startsWith('[eu-1/'))
    .map((one) => one.replace(/"[^"]*\/secret\.yaml"/g, '"secret.yaml"'));

function kustomization(fleet: ReturnType<typeof world>, path: string, name: string) {
  const all = documentsOf(fleet.synthesize().tree.get(path)!) as Array<{ metadata: { name: string }; spec: object }>;
  return all.find(({ metadata }) => metadata.name === name)!.spec;
}

const opened = { decryption: { provider: 'sops', secretRef: { name: 'sops-age' } } };

test.each([
  ['a chart', { chart }],
  ['manifests', { manifests }],
])('secrets of %s are in its unit, whose Kustomization opens them', (_, content) => {
  const fleet = world({ ...content, secrets: [sops(), external('api')] });
  const { tree } = fleet.synthesize();
  for (const folder of ['clusters/eu-1', 'clusters/eu-1/remotes/store']) {
    const files = tree.paths.filter((path) => path.startsWith(`${folder}/infrastructure/dns/`));
    expect(files.map((path) => path.slice(`${folder}/infrastructure/dns/`.length))).toEqual([
      'api.external.yaml',
      'db.sops.yaml',
      'dns.yaml',
      'kustomization.yaml',
    ]);
  }
  expect(tree.paths.filter((path) => /releases\/.*(sops|external)/.test(path))).toEqual([]);
  expect(kustomization(fleet, 'clusters/eu-1/infrastructure.yaml', 'infrastructure-dns')).toMatchObject(opened);
  const remote = 'chart' in content ? 'namespace-dns' : 'infrastructure-dns';
  expect(kustomization(fleet, 'clusters/eu-1/remotes/store.yaml', remote)).toMatchObject(opened);
});

test('a chart into a given namespace of a remote cluster takes its secrets there', () => {
  const fleet = world({ chart, createNamespace: false, secrets: [sops()] });
  const remote = kustomization(fleet, 'clusters/eu-1/remotes/store.yaml', 'namespace-dns');
  expect(remote).toMatchObject({ ...opened, kubeConfig: { secretRef: { name: 'store-kubeconfig' } } });
  expect(kustomization(fleet, 'clusters/eu-1/remotes/store.yaml', 'infrastructure-dns')).not.toHaveProperty(
    'decryption',
  );
});

test('a component without encrypted files gets no key', () => {
  const fleet = world({ manifests, secrets: [external('api')] });
  const spec = kustomization(fleet, 'clusters/eu-1/infrastructure.yaml', 'infrastructure-dns');
  expect(spec).not.toHaveProperty('decryption');
});

test('a secret that is sealed for the whole cluster will do', () => {
  const text = `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: a, annotations: {sealedsecrets.bitnami.com/cluster-wide: "true"}}\nspec: {encryptedData: {a: ${'A'.repeat(400)}}}\n`;
  expect(problems({ secrets: [Secret.sealed(write('wide/secret.yaml', text))] })).toEqual([]);
});

test.each<[string, () => Partial<ComponentProps<Loose>>, RegExp]>([
  [
    'no namespace',
    () => ({ secrets: [sops({ namespace: undefined })] }),
    /^\[eu-1\/dns\] secret file "secret\.yaml" names no namespace: write "dns" into it, with sops edit$/,
  ],
  [
    'another namespace',
    () => ({ secrets: [sops({ namespace: 'web' })] }),
    /^\[eu-1\/dns\] secret file "secret\.yaml" is for namespace "web", but this one is "dns": write that into it, with sops edit$/,
  ],
  [
    'others',
    () => ({ secrets: [sops({ to: [webKey] })] }),
    /is encrypted to age1\w+, but not to age1\w+, which Flux has the key of/,
  ],
])('a file for %s is refused', (_, props, message) => {
  expect(problems(props())).toEqual([expect.stringMatching(message)]);
});

describe('beside a tenant', () => {
  function both(component: Partial<ComponentProps<Loose>>, key: AgePair, to: readonly AgePair[]): string[] {
    const fleet = world({ manifests, ...component });
    const file = write(`${count++}/secret.yaml`, sopsFile({ to }));
    new Tenant(fleet, 'web', { source: git, decryption: age('web-age', key), secrets: [Secret.sops(file)] });
    return problemsOf(fleet).map((one) => one.replace(/"[^"]*\/secret\.yaml"/g, '"secret.yaml"'));
  }

  test("the platform may open the tenant's files", () => {
    expect(both({ secrets: [sops()] }, webKey, [webKey, platform])).toEqual([]);
  });

  test("the tenant may not open the platform's", () => {
    const found = both({ secrets: [sops({ to: [platform, webKey] })] }, webKey, [webKey]);
    expect(found[0]).toMatch(
      /^\[eu-1\/dns\] secret file "secret\.yaml" is encrypted to age1\w+, which is tenant "web"'s: take it out of \.sops\.yaml/,
    );
  });

  test('they share no key', () => {
    expect(both({}, platform, [platform])[0]).toMatch(
      /^\[eu-1\/dns\] recipient age1\w+ is tenant "web"'s as well: make a key pair for each$/,
    );
  });
});
