import { compare, formatText, ManifestTree, planReport } from '../../src/plan-entry';
import {
  configMap,
  deployment,
  guarded,
  kustomization,
  manifest,
  Manifest,
  refusals,
  risks,
  tree,
  treeOf,
} from './fixture';

/* What a plan says about changes that lose, open or stop something without deleting it. Each has a near miss. */

const all = (old: Manifest[], next: Manifest[]) =>
  compare(treeOf(...old), treeOf(...next)).changes.map(({ effect, risks: found }) => [
    effect,
    found.map((one) => one.message),
  ]);

const release = (spec: object = {}) =>
  manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', {
    spec: { chart: { spec: { chart: './charts/web', sourceRef: { kind: 'GitRepository', name: 'far' } } }, ...spec },
  });

test('a risk that is more than the effect is part of the text', () => {
  const set = (inputs: object[]) => manifest('fluxcd.controlplane.io/v1', 'ResourceSet', { spec: { inputs } });
  const text = (old: Manifest, next: Manifest | undefined) => {
    const { comparison, findings } = guarded(treeOf(old), treeOf(...(next ? [next] : [])));
    return formatText(planReport(comparison, findings));
  };
  expect(text(set([{ a: 1 }]), set([]))).toContain('! medium orphan: ResourceSet it has no inputs any more');
  expect(text(release(), release({ suspend: true }))).toContain('! medium held: HelmRelease it is suspended');
  // The line of the object says it already.
  const kept = configMap('kept', 'x', {}, { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  expect(text(kept, undefined)).not.toContain('! medium orphan');
});

describe('rules of a definition about updates', () => {
  const definition = (rules: object[], more: object = {}, group = 'example.com') =>
    manifest(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      {
        spec: {
          group,
          scope: 'Namespaced',
          names: { kind: 'Shop', plural: 'shops' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: {
                  type: 'object',
                  properties: {
                    spec: {
                      type: 'object',
                      properties: {
                        size: { type: 'integer' },
                        parts: {
                          type: 'array',
                          'x-kubernetes-list-type': 'map',
                          'x-kubernetes-list-map-keys': ['name'],
                          items: {
                            type: 'object',
                            properties: {
                              name: { type: 'string' },
                              host: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
                            },
                          },
                        },
                        ...more,
                      },
                      'x-kubernetes-validations': rules,
                    },
                  },
                },
              },
            },
          ],
        },
      },
      { name: `shops.${group}`, namespace: undefined },
    );
  const grows = definition([{ rule: 'self.size >= oldSelf.size', message: 'a shop never shrinks' }]);
  const shop = (spec: object) => manifest('example.com/v1', 'Shop', { spec });
  const said = (what: string) => [
    [
      'refused',
      [
        `${what} cannot be changed: the API server refuses it, and its Kustomization fails until the object is replaced`,
      ],
    ],
  ];

  test('are kept, or the change is refused', () => {
    expect(all([grows, shop({ size: 3 })], [grows, shop({ size: 2 })])).toEqual(said('spec (a shop never shrinks)'));
    expect(all([grows, shop({ size: 3 })], [grows, shop({ size: 4 })])).toEqual([['patched', []]]);
  });

  test('hold for items of a list by their keys, and not for new ones', () => {
    const parts = (...hosts: string[]) =>
      shop({ size: 1, parts: hosts.map((host, index) => ({ name: `${index}`, host })) });
    expect(all([grows, parts('a')], [grows, parts('b')])).toEqual(
      said('spec.parts[].host (make true: self == oldSelf)'),
    );
    expect(all([grows, parts('a')], [grows, parts('a', 'b')])).toEqual([['patched', []]]);
  });

  test('of a forced object: Flux deletes it and makes it again', () => {
    const force = { annotations: { 'kustomize.toolkit.fluxcd.io/force': 'enabled' } };
    const forced = (size: number) => manifest('example.com/v1', 'Shop', { spec: { size } }, force);
    expect(all([grows, forced(3)], [grows, forced(2)])).toEqual([
      ['replaced', ['spec (a shop never shrinks) cannot be changed: Flux deletes the object and makes it again']],
    ]);
    const unitOf = (size: number) =>
      tree({ eu: [{ name: 'a', spec: { force: true }, objects: [grows, shop({ size })] }] });
    expect(compare(unitOf(3), unitOf(2)).changes.map(({ effect }) => effect)).toEqual(['replaced']);
  });

  test('in a group of a project of Kubernetes', () => {
    const group = 'gateway.networking.k8s.io';
    const kept = definition([{ rule: 'self == oldSelf' }], {}, group);
    const of = (size: number) => manifest(`${group}/v1`, 'Shop', { spec: { size } });
    expect(all([kept, of(3)], [kept, of(2)])).toEqual(said('spec (make true: self == oldSelf)'));
  });

  test('one that cannot be evaluated hides no other', () => {
    const rules = definition([{ rule: 'self.parts == oldSelf.parts' }, { rule: 'self.size == oldSelf.size' }]);
    expect(all([rules, shop({ size: 3 })], [rules, shop({ size: 2 })])).toEqual(
      said('spec (make true: self.size == oldSelf.size)'),
    );
  });

  test('with an old value that may be missing', () => {
    const rule = 'oldSelf.orValue(self).size <= self.size';
    const optional = definition([{ rule, optionalOldSelf: true }]);
    expect(all([optional, shop({ size: 3 })], [optional, shop({ size: 2 })])).toEqual(
      said(`spec (make true: ${rule})`),
    );
    expect(all([optional, shop({ size: 3 })], [optional, shop({ size: 4 })])).toEqual([['patched', []]]);
  });

  test('a field that a definition drops goes from objects', () => {
    const more = { note: { type: 'string' } };
    expect(risks(definition([], more), definition([]))).toEqual([
      'medium deletion: CustomResourceDefinition shops.example.com no longer has v1: spec.note: the API server drops it from objects at their next change',
    ]);
    expect(risks(definition([]), definition([], more))).toEqual([]);
  });
});

describe('lockdown', () => {
  const controller = (...args: string[]) => deployment('kustomize-controller', 'flux-system', { args });
  const instance = (patch: string, more: object = {}) =>
    manifest('fluxcd.controlplane.io/v1', 'FluxInstance', {
      spec: { distribution: { version: '2.8.x' }, kustomize: { patches: [{ patch }] }, ...more },
    });

  test('flags that go let tenants reach further', () => {
    const lost =
      'high rights-widened: Deployment kustomize-controller no longer has --no-cross-namespace-refs: objects read sources, and watch objects, of other namespaces';
    expect(risks(controller('--no-cross-namespace-refs=true', '--x'), controller('--x'))).toContain(lost);
    expect(risks(controller('--no-cross-namespace-refs'), controller('--no-cross-namespace-refs=false'))).toContain(
      lost,
    );
    expect(risks(controller('--no-cross-namespace-refs=true'), controller('--no-cross-namespace-refs', '--y'))).toEqual(
      [expect.stringContaining('restart')],
    );
  });

  test('flags that a FluxInstance gives', () => {
    const patch =
      '- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: --default-service-account=default\n';
    expect(risks(instance(patch), instance('[]'))).toEqual([
      'high rights-widened: FluxInstance it no longer has --default-service-account: objects that name no account act with the rights of the controller',
    ]);
    // Another patch leaves them as they are.
    expect(risks(instance(patch), instance(`${patch}- op: remove\n  path: /spec/x\n`))).toEqual([
      "medium version: FluxInstance it patches Flux's own objects otherwise: its controllers restart, and may run with other flags, or not at all",
    ]);
    expect(risks(instance(patch), instance(`# Same.\n${patch}`))).toEqual([]);
  });

  test('components that go, those of the default too, and other versions', () => {
    expect(risks(instance(''), instance('', { components: ['source-controller', 'kustomize-controller'] }))).toEqual([
      'high deletion: FluxInstance it no longer runs helm-controller and notification-controller: Flux Operator deletes their CustomResourceDefinitions, and every object of these kinds with them',
    ]);
    const three = { components: ['source-controller', 'kustomize-controller', 'helm-controller'] };
    expect(refusals(guarded(treeOf(instance('')), treeOf(instance('', three))))).toEqual(['replaced']);
    const four = ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'];
    expect(risks(instance(''), instance('', { components: four }))).toEqual([]);
    expect(risks(instance(''), instance('', { distribution: { version: '2.6.x' } }))).toEqual([
      'medium version: FluxInstance it installs Flux 2.6.x instead of 2.8.x: its controllers restart, and kinds and fields that the other one lacks are lost',
    ]);
  });
});

test('a selector of objects that is empty selects them all', () => {
  const controller = (...args: string[]) => deployment('kustomize-controller', 'flux-system', { args });
  const watching = (from: string[], to: string[]) =>
    risks(controller(...from), controller(...to)).filter((one) => one.includes('watches'));
  expect(watching([], ['--watch-label-selector='])).toEqual([]);
  expect(watching(['--watch-label-selector=a=b'], ['--watch-label-selector='])).toEqual([]);
  expect(watching(['--watch-label-selector='], ['--watch-label-selector=false'])).toEqual([
    'medium availability: Deployment kustomize-controller watches objects with false alone: the others need another controller',
  ]);
  expect(watching([], ['--watch-all-namespaces=F'])).toEqual([
    'high availability: Deployment kustomize-controller no longer watches all namespaces: nobody reconciles objects outside of its own',
  ]);
  expect(watching([], ['--watch-all-namespaces='])).toEqual([]);
});

describe('another spelling is no change', () => {
  test('of a folder', () => {
    expect(risks(kustomization('far', './apps'), kustomization('far', 'apps/'))).toEqual([]);
    expect(risks(kustomization('far', './apps'), kustomization('far', './api'))).toHaveLength(1);
    const chart = (path: string) =>
      release({ chart: { spec: { chart: path, sourceRef: { kind: 'GitRepository', name: 'far' } } } });
    expect(risks(release(), chart('charts/web/'))).toEqual([]);
    expect(risks(release(), chart('./charts/api'))).not.toEqual([]);
  });

  test('of the address of a repository that something reads', () => {
    const source = (url: string) =>
      manifest(
        'source.toolkit.fluxcd.io/v1',
        'GitRepository',
        { spec: { url } },
        { name: 'far', namespace: 'flux-system' },
      );
    const reader = {
      ...kustomization('far', './deploy'),
      spec: { path: './deploy', prune: true, sourceRef: { kind: 'GitRepository', name: 'far' } },
    } as Manifest;
    const change = (to: string) =>
      guarded(treeOf(source('https://a.example.com/web'), reader), treeOf(source(to), reader));
    expect(change('https://a.example.com/web.git')).toMatchObject({ findings: [], passed: true });
    expect(refusals(change('https://a.example.com/api'))).toEqual(['replaced']);
  });

  test('of the key of a kubeconfig', () => {
    const given = (key?: string) => release({ kubeConfig: { secretRef: { name: 'k', ...(key ? { key } : {}) } } });
    expect(risks(given(), given('value'))).toEqual([]);
    expect(risks(given(), given('other'))).toEqual([expect.stringContaining('is installed on another cluster')]);
  });
});

test('a workload that shrinks to what its budget asks for', () => {
  const web = (replicas: number) => deployment('web', 'x', {}, { replicas });
  const budget = manifest('policy/v1', 'PodDisruptionBudget', {
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
  });
  const said = (from: number, to: number) =>
    all([budget, web(from)], [budget, web(to)]).flatMap(([, messages]) => messages as string[]);
  expect(said(2, 1)).toContain('PodDisruptionBudget it asks for 1 of 1 pods: nodes with them cannot be drained');
  expect(said(3, 2)).toEqual(['Deployment web goes from 3 to 2 replicas']);
});

test('hosts that are no longer served', () => {
  const route = (...hostnames: string[]) =>
    manifest('gateway.networking.k8s.io/v1', 'HTTPRoute', {
      spec: { hostnames, rules: [{ backendRefs: [{ name: 'web' }] }] },
    });
  expect(risks(route('a.b', 'c.d'), route('a.b'))).toEqual([
    'medium availability: HTTPRoute x/it no longer serves c.d',
  ]);
  expect(risks(route(), route('a.b'))).toContain('medium availability: HTTPRoute x/it no longer serves other hosts');
  expect(risks(route('a.b'), route('a.b', 'c.d'))).toEqual([expect.stringContaining('network-opened')]);
});

test('a folded text that becomes one of lines is a change, as kustomize breaks the one once more', () => {
  const text = (style: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: it, namespace: x}\ndata:\n  rule: ${style}\n    any(\n      a,\n    )\n`;
  const base = treeOf(configMap('it', 'x'));
  const file = base.paths.find((path) => base.text(path)!.includes('"it"') || /name: it$/m.test(base.text(path)!))!;
  const changes = (old: string, next: string) => {
    const [from, to] = [old, next].map((one) =>
      ManifestTree.of(base.paths.map((path) => [path, path === file ? one : base.text(path)!])),
    );
    return compare(from!, to!).changes.map(({ object, fields }) => [object.name, fields?.map(({ path }) => path)]);
  };
  expect(changes(text('>-'), text('|-'))).toEqual([['it', ['data.rule']]]);
  expect(changes(text('\n    >-'), text('|-'))).toEqual([['it', ['data.rule']]]);
  expect(changes(text('>-'), `# a comment\n${text('>-')}`)).toEqual([]);
});
