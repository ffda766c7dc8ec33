import { ManifestTree } from '../../src/plan-entry';
import {
  claim,
  configMap,
  edited,
  guarded,
  kustomization,
  list,
  Manifest,
  manifest,
  namespace,
  refusals,
  risks,
  tree,
  treeOf,
  unitOf,
  yaml,
} from './fixture';

const OPERATOR = 'fluxcd.controlplane.io';

describe('a ResourceSet that makes other objects', () => {
  const made = (object: Manifest) => ({ ...object, metadata: { ...object.metadata!, name: '<< inputs.t >>' } });
  const map = made(configMap('x', 'x'));
  const set = (inputs: readonly object[], resources: readonly object[] = [map], more: object = {}, marks?: object) =>
    manifest(
      `${OPERATOR}/v1`,
      'ResourceSet',
      { spec: { inputs, resources, ...more } },
      marks && { annotations: marks },
    );

  test.each<[string, Manifest, Manifest, readonly string[]]>([
    [
      'of another input',
      set([{ t: 'a' }, { t: 'b' }]),
      set([{ t: 'a' }, { t: 'c' }]),
      ['high deletion: ResourceSet it no longer makes ConfigMap x/b, and Flux Operator deletes it'],
    ],
    [
      'of fewer inputs',
      set([{ t: 'a' }, { t: 'b' }, { t: 'c' }]),
      set([{ t: 'b' }]),
      ['high deletion: ResourceSet it no longer makes ConfigMap x/a, ConfigMap x/c, and Flux Operator deletes them'],
    ],
    [
      'of a template less',
      set([{ t: 'a' }], [map, made(claim('x', 'x'))]),
      set([{ t: 'a' }], [map]),
      ['high deletion: ResourceSet it no longer makes PersistentVolumeClaim x/a, and Flux Operator deletes it'],
    ],
    [
      'without a namespace',
      set([{ t: 'a' }], [made(namespace('x'))]),
      set([{ t: 'b' }], [made(namespace('x'))]),
      ['high deletion: ResourceSet it no longer makes Namespace a, and Flux Operator deletes it'],
    ],
    [
      'of a text',
      set([{ t: 'a' }], [], { resourcesTemplate: yaml([map]) }),
      set([{ t: 'b' }], [], { resourcesTemplate: yaml([map]) }),
      ['high deletion: ResourceSet it no longer makes ConfigMap x/a, and Flux Operator deletes it'],
    ],
    [
      'that a mark keeps',
      set(
        [{ t: 'a' }, { t: 'b' }],
        [{ ...map, metadata: { ...map.metadata, annotations: { [`${OPERATOR}/prune`]: 'disabled' } } }],
      ),
      set(
        [{ t: 'a' }],
        [{ ...map, metadata: { ...map.metadata, annotations: { [`${OPERATOR}/prune`]: 'disabled' } } }],
      ),
      ['medium orphan: ResourceSet it no longer makes ConfigMap x/b, and a mark keeps Flux Operator from deleting it'],
    ],
    [
      'of a template that is no object',
      set([{ t: 'a' }], [map, { kind: 'ConfigMap', metadata: { name: 'b' } }]),
      set([{ t: 'a' }], [{ kind: 'ConfigMap', metadata: { name: 'b' } }]),
      ['high deletion: ResourceSet it no longer makes ConfigMap x/a, and Flux Operator deletes it'],
    ],
    ['none, in another order', set([{ t: 'a' }, { t: 'b' }]), set([{ t: 'b' }, { t: 'a' }]), []],
    ['none, of an input more', set([{ t: 'a' }]), set([{ t: 'a' }, { t: 'b' }]), []],
    ['none, of inputs of another content', set([{ t: 'a', size: 1 }]), set([{ t: 'a', size: 2 }]), []],
    [
      'none, for it is switched off',
      set([{ t: 'a' }]),
      set([{ t: 'b' }], [map], {}, { [`${OPERATOR}/reconcile`]: 'disabled' }),
      [
        'medium held: ResourceSet it is switched off: Flux Operator does nothing about it, and deletes nothing when it goes',
      ],
    ],
    [
      'that only the cluster knows',
      set([], [map], { inputsFrom: [{ name: 'p' }], inputStrategy: { name: 'Flatten' } }),
      set([], [made(claim('x', 'x'))], { inputsFrom: [{ name: 'p' }], inputStrategy: { name: 'Flatten' } }),
      ['high deletion: ResourceSet it has fewer resources, and Flux Operator deletes what it made of them'],
    ],
  ])('%s', (_, old, next, expected) => {
    expect(risks(old, next)).toEqual(expected);
    expect(refusals(guarded(treeOf(old), treeOf(next)))).toEqual(
      expected.some((one) => one.startsWith('high deletion')) ? ['replaced'] : [],
    );
  });

  test('acts as another account', () => {
    const [old, next] = [set([], [map], { serviceAccountName: 'a' }), set([], [map])];
    expect(risks(old, next)).toEqual([
      'high rights-widened: ResourceSet it no longer acts as a, but with the rights of its controller',
    ]);
  });

  test('leaves it behind when it is switched off and goes', () => {
    const off = set([{ t: 'a' }], [map], {}, { [`${OPERATOR}/reconcile`]: 'disabled' });
    const [finding] = guarded(treeOf(off), treeOf()).findings;
    expect(finding!.message).toContain('Flux deletes it, and what it made is left without an owner');
  });

  test('of inputs that a provider gives', () => {
    const provider = (spec: object) => manifest(`${OPERATOR}/v1`, 'ResourceSetInputProvider', { spec });
    const [a, b] = ['a', 'b'].map((t) => provider({ type: 'Static', defaultValues: { t } }));
    expect(risks(a, b)).toEqual([
      'medium deletion: ResourceSetInputProvider it gives other inputs: Flux Operator deletes what the ResourceSets that take them no longer make, which is not evaluated',
    ]);
    expect(risks(provider({ type: 'Static' }), provider({ type: 'Static', schedule: [] }))).toEqual([]);
  });
});

describe('a FluxInstance', () => {
  const instance = (spec: object) =>
    manifest(
      `${OPERATOR}/v1`,
      'FluxInstance',
      { spec: { distribution: { version: '2.7.x' }, ...spec } },
      { name: 'flux', namespace: 'flux-system' },
    );
  const tenants = (account?: string) =>
    instance({ cluster: { multitenant: true, ...(account ? { tenantDefaultServiceAccount: account } : {}) } });

  test.each<[string, Manifest, Manifest, readonly string[]]>([
    [
      'with another account for tenants',
      tenants(),
      tenants('kustomize-controller'),
      [
        'high rights-widened: FluxInstance flux lets objects that name no account act as kustomize-controller instead of default, each in its namespace',
      ],
    ],
    ['with the same account written down', tenants(), tenants('default'), []],
    [
      'with a shard less',
      instance({ sharding: { shards: ['a', 'b'] } }),
      instance({ sharding: { shards: ['a'] } }),
      [
        'medium availability: FluxInstance flux no longer has the shards b: objects with their label need another one, those of other repositories too',
      ],
    ],
  ])('%s', (_, old, next, expected) => {
    expect(risks(old, next)).toEqual(expected);
  });

  const following = (sync?: object) =>
    ManifestTree.of([
      ['clusters/eu/kustomization.yaml', list(['flux.yaml', 'objects.yaml'])],
      ['clusters/eu/flux.yaml', yaml([instance(sync === undefined ? {} : { sync })])],
      ['clusters/eu/objects.yaml', yaml([namespace('t')])],
    ]);
  const SYNC = { kind: 'GitRepository', url: 'https://git.example.com/acme/fleet', ref: 'refs/heads/main' };
  const base = following({ ...SYNC, path: 'clusters/eu' });

  test('whose sync goes takes along what the folder brought', () => {
    expect(guarded(base, following()).findings.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        "FluxInstance flux no longer has a sync: Flux Operator deletes its source and its Kustomization, and with it everything that the cluster's folder brought",
      ),
    ]);
  });

  describe('whose sync gets a name', () => {
    const named = (name?: string) =>
      guarded(base, following({ ...SYNC, path: 'clusters/eu', ...(name === undefined ? {} : { name }) }));
    const renamed = (from: string, to?: string) => {
      const sync = { kind: 'GitRepository', url: 'https://git.example.com/far', ref: 'a', path: 'b' };
      return risks(instance({ sync: { ...sync, name: from } }), instance({ sync: to ? { ...sync, name: to } : sync }));
    };
    const lost =
      'FluxInstance flux gives its sync another name: the Kustomization of the old name is deleted with all that it applied';
    test('that is its default', () => {
      expect(named('flux-system')).toMatchObject({ findings: [], passed: true });
      expect(renamed('flux-system')).toEqual([]);
    });
    test('that is another one than the default', () => {
      expect(refusals(named('other'))).not.toEqual([]);
      expect(renamed('other')).toEqual([`high deletion: ${lost}`]);
    });
    test('in place of another one, which the API server refuses', () => {
      expect(renamed('a', 'b')).toEqual([
        'high immutable: spec.sync.name cannot be changed: the API server refuses it, and its Kustomization fails until the object is replaced',
      ]);
    });
  });

  test('whose sync turns is one finding', () => {
    expect(refusals(guarded(base, following({ ...SYNC, path: './clusters/eu/' })))).toEqual([]);
    const other = edited(following({ ...SYNC, path: 'other' }), {
      'other/kustomization.yaml': list(['objects.yaml']),
      'other/objects.yaml': yaml([namespace('u')]),
    });
    expect(refusals(guarded(base, other))).toEqual(['root-moved']);
  });
});

describe('an API version that ends', () => {
  const instance = (version: string) =>
    manifest(`${OPERATOR}/v1`, 'FluxInstance', { spec: { distribution: { version } } });
  const definition = (served: boolean) =>
    manifest(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      {
        spec: {
          group: 'example.com',
          names: { kind: 'Thing' },
          versions: [
            { name: 'v1', storage: true, served: true },
            { name: 'v1beta1', storage: false, served },
          ],
        },
      },
      { namespace: undefined, name: 'things.example.com' },
    );
  const thing = (version: string) => manifest(`example.com/${version}`, 'Thing', {}, { name: 'thing' });
  const held = (old: Manifest, next: Manifest, ...others: Manifest[]) =>
    guarded(treeOf(old, ...others), treeOf(next, ...others))
      .comparison.changes.flatMap((change) => change.risks)
      .filter((one) => one.message.includes('no longer serves:'))
      .map(({ severity, message }) => `${severity} ${message}`);

  test('with a definition', () => {
    expect(held(definition(true), definition(false), thing('v1beta1'))).toEqual([
      'high Thing x/thing is applied as example.com/v1beta1, which CustomResourceDefinition things.example.com no longer serves: the API server refuses it, and the Kustomization fails',
    ]);
    expect(held(definition(true), definition(false), thing('v1'))).toEqual([]);
  });

  test('with a definition that moves to another Kustomization', () => {
    const at = (moved: boolean, served: boolean) =>
      tree({
        eu: [
          unitOf(thing('v1beta1'), ...(moved ? [] : [definition(served)])),
          { name: 'b', objects: [configMap('more', 'x'), ...(moved ? [definition(served)] : [])] },
        ],
      });
    const said = (served: boolean) =>
      guarded(at(false, true), at(true, served))
        .comparison.changes.flatMap((change) => change.risks)
        .filter((one) => one.message.includes('no longer serves:'));
    expect(said(false)).toHaveLength(1);
    expect(said(true)).toEqual([]);
  });

  test.each([
    ['2.7.x', '2.8.x', 'kustomize.toolkit.fluxcd.io/v1beta2', true],
    ['2.8.2', '2.8.3', 'kustomize.toolkit.fluxcd.io/v1beta2', false],
    ['2.7.x', '2.8.x', 'kustomize.toolkit.fluxcd.io/v1', false],
    ['2.9.x', '2.8.x', 'kustomize.toolkit.fluxcd.io/v1beta2', false],
  ])('with Flux %s to %s: %s', (from, to, apiVersion, isSaid) => {
    const old = { ...kustomization('old', './old'), apiVersion };
    expect(held(instance(from), instance(to), old)).toHaveLength(isSaid ? 1 : 0);
  });
});
