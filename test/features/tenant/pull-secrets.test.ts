import { App, Cluster, Environment, Fleet, Secret, Tenant, TenantProps, TenantTrack } from '../../../src';
import { git, Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const store = { kind: 'ClusterSecretStore', name: 'vault' } as const;
const type = 'kubernetes.io/dockerconfigjson';
const pull = (name: string) => Secret.external({ name, store, extract: [name], type });

function setUp(
  imagePullSecrets: NonNullable<TenantProps<Loose>['imagePullSecrets']>,
  props: Partial<ConstructorParameters<typeof Fleet<Loose>>[0]> = {},
) {
  const fleet = newFleet(props);
  const eu = new Cluster(fleet, 'eu-1');
  const far = new Cluster(fleet, 'far', { managedBy: eu });
  new Environment(fleet, 'dev', { clusters: [eu, far] });
  const shop = new Tenant(fleet, 'shop', { source: git, namespaces: ['jobs'], imagePullSecrets });
  new TenantTrack(shop, 'old', { source: git });
  new App(shop, 'web', { path: './web' });
  return fleet;
}

/** The ExternalSecrets of a cluster, and the Secrets that accounts name, by namespace. */
function found(fleet: Fleet<Loose>, at = 'clusters/eu-1/dev') {
  const { tree } = fleet.synthesize();
  const objects = tree.paths
    .filter((path) => path.startsWith(`${at}/tenants/`) && /\/(access|secrets[^/]*)\/[^/]*\.yaml$/.test(path))
    .filter((path) => !path.endsWith('kustomization.yaml'))
    .flatMap((path) => objectsIn(fleet, path).map((object: Parsed) => ({ path, object })));
  const list = tree.paths.find((path) => path === `${at}/tenants.yaml`)!;
  const spaceOf = (path: string) =>
    objectsIn(fleet, list).find(({ spec }) => path.startsWith(`${spec.path.replace('./dist/', '')}/`))?.spec
      .targetNamespace;
  return {
    placed: objects
      .filter(({ object }) => object.kind === 'ExternalSecret')
      .map(({ path, object }) => `${spaceOf(path)}/${object.metadata.name}`)
      .sort(),
    named: Object.fromEntries(
      objects
        .filter(({ object }) => object.kind === 'ServiceAccount' && object.metadata.name === 'default')
        .map(({ object }) => [
          object.metadata.namespace as string,
          (object.imagePullSecrets ?? []).map(({ name }: Parsed) => name) as string[],
        ]),
    ),
  };
}

const ALL = ['dev-old-shop', 'dev-shop', 'dev-shop-jobs'];

/** A Secret in namespaces. */
const inAll = (name: string, namespaces = ALL) => namespaces.map((namespace) => `${namespace}/${name}`).sort();

describe('imagePullSecrets', () => {
  it('that are Secrets are placed in every namespace of the tenant, and its accounts name them', () => {
    const fleet = setUp([pull('registry'), 'by-hand']);
    for (const at of ['clusters/eu-1/dev', 'clusters/eu-1/remotes/far/dev']) {
      expect(found(fleet, at)).toEqual({
        placed: inAll('registry'),
        named: Object.fromEntries(ALL.map((namespace) => [namespace, ['by-hand', 'registry']])),
      });
    }
  });

  it('of the fleet are those of every tenant, beside its own', () => {
    const fleet = setUp(['own'], { imagePullSecrets: [pull('mirror')] });
    new Tenant(fleet, 'pos', { source: git });
    const { placed, named } = found(fleet);
    expect(placed).toEqual(inAll('mirror', [...ALL, 'dev-pos']));
    expect(named).toMatchObject({ 'dev-shop': ['mirror', 'own'], 'dev-pos': ['mirror'] });
  });

  it('that are names place nothing, and one given twice is there once', () => {
    const fleet = setUp(['registry', Secret.existing('other')]);
    expect(found(fleet).placed).toEqual([]);
    expect(found(fleet).named['dev-shop']).toEqual(['other', 'registry']);
    const twice = setUp([pull('registry')], { imagePullSecrets: [pull('registry')] });
    expect(found(twice).placed).toEqual(inAll('registry'));
    expect(found(twice).named['dev-shop']).toEqual(['registry']);
  });

  it('are explained by their names, without what is in them', () => {
    const fleet = setUp([pull('registry'), 'by-hand']);
    const text = JSON.stringify(fleet.explain({ cluster: 'eu-1', environment: 'dev', of: 'shop' }, 'imagePullSecrets'));
    expect(text).toContain('registry');
    expect(text).not.toContain('ClusterSecretStore');
  });

  it.each<[string, NonNullable<TenantProps<Loose>['imagePullSecrets']>, RegExp]>([
    ['a bad name', ['A_b'], /^\[shop\] imagePullSecret "A_b" /],
    [
      'a Secret of another type',
      [Secret.external({ name: 'registry', store, extract: ['registry'] })],
      /^\[shop\] imagePullSecret "registry" is of type "Opaque", which the kubelet does not read: make it one of "kubernetes\.io\/dockerconfigjson"/,
    ],
    ['something else', [3 as never], /^\[shop\] imagePullSecrets.*give .*a Secret/],
    ['a Secret with problems', [Secret.sops('gone.yaml')], /gone\.yaml/],
    [
      'two that differ',
      [pull('registry'), Secret.external({ name: 'registry', store, extract: ['other'], type })],
      /^\[dev\/eu-1\/shop\] secret "registry" is given twice and differs: leave one out/,
    ],
  ])('%s is refused', (_, secrets, message) => {
    expect(problemsOf(setUp(secrets))).toContainEqual(expect.stringMatching(message));
  });

  it('of the fleet are checked too', () => {
    expect(problemsOf(setUp([], { imagePullSecrets: ['A_b'] }))).toContainEqual(
      expect.stringMatching(/^\[acme\] imagePullSecret "A_b" /),
    );
  });
});
