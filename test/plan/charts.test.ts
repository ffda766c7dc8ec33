import { ChartRequest, compare, KubernetesObject, ManifestTree, RenderChart } from '../../src/plan';
import { edited, GIT, kustomization, list, tree, yaml } from './fixture';

const release = (spec: object) => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { interval: '1h', ...spec },
});
const repository = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'HelmRepository',
  metadata: { name: 'charts', namespace: 'shop' },
  spec: { url: 'https://Charts.example.com' },
};
const chart = (version: string) => ({
  chart: { spec: { chart: 'web', version, sourceRef: { kind: 'HelmRepository', name: 'charts' } } },
});
const config = (data: object) => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'values', namespace: 'shop' }, data },
});

function fleet(spec: object, data: object = {}): ManifestTree {
  return tree({ eu: [{ name: 'shop', objects: [repository, config(data), release(spec)] }] });
}

/** Renders a ConfigMap with the values, and a claim with version 1. */
function renderer(asked: ChartRequest[] = []): RenderChart {
  return (request) => {
    asked.push(request);
    const { chart: from, values, releaseName, set } = request;
    const version = from.kind === 'files' ? from.files.get('Chart.yaml')!.toString() : from.version;
    const object = (kind: string, name: string, more: object = {}) =>
      ({ apiVersion: 'v1', kind, metadata: { name, ...more } }) as unknown as KubernetesObject;
    const made = { ...object('ConfigMap', releaseName), data: { version, values: JSON.stringify([values, set]) } };
    const claims = version.startsWith('1') ? [object('PersistentVolumeClaim', 'data')] : [];
    return [made, ...claims, object('Pod', 'test', { annotations: { 'helm.sh/hook': 'test' } })];
  };
}

function outcome(old: ManifestTree, next: ManifestTree, renderChart?: RenderChart): string[] {
  const { changes } = compare(old, next, renderChart ? { renderChart } : {});
  return changes.map(({ object: { kind, namespace, name }, effect }) => `${kind} ${namespace}/${name} ${effect}`);
}

test("a new version of a chart shows the chart's objects", () => {
  expect(outcome(fleet(chart('1.0.0')), fleet(chart('2.0.0')), renderer())).toEqual([
    'HelmRelease shop/web patched',
    'ConfigMap shop/web patched',
    'PersistentVolumeClaim shop/data pruned',
  ]);
});

test('what cannot be rendered is said once', () => {
  const [old, next] = [fleet(chart('1.0.0')), fleet(chart('2.0.0'))];
  for (const renderChart of [undefined, () => undefined]) {
    expect(outcome(old, next, renderChart)).toEqual(['HelmRelease shop/web patched']);
    const { notEvaluated, known } = compare(old, next, renderChart ? { renderChart } : {});
    expect(notEvaluated).toMatchObject([{ reason: 'chart', kustomizations: 1, changed: true }]);
    expect(known).toEqual({ kustomizations: 2, known: 1 });
  }
  expect(compare(old, old).notEvaluated).toEqual([
    { reason: 'chart', what: 'chart web 1.0.0', clusters: ['eu'], kustomizations: 1, changed: false },
  ]);
  expect(compare(old, old, { renderChart: renderer() }).notEvaluated).toEqual([]);
});

test('values are merged as Flux merges them', () => {
  const asked: ChartRequest[] = [];
  const spec = {
    ...chart('1.0.0'),
    targetNamespace: 'apps',
    valuesFrom: [
      { kind: 'ConfigMap', name: 'values' },
      { kind: 'ConfigMap', name: 'values', valuesKey: 'more' },
      { kind: 'ConfigMap', name: 'values', valuesKey: 'tag', targetPath: 'image.tag' },
    ],
    values: { a: { own: true }, list: [3] },
  };
  const data = (more: string) => ({ 'values.yaml': 'a: { b: 1, c: 2 }\nlist: [1, 2]\n', more, tag: 'v1' });
  const changes = outcome(fleet(spec, data('a: { b: 2 }\n')), fleet(spec, data('a: { b: 3 }\n')), renderer(asked));
  expect(changes).toEqual(['ConfigMap shop/values patched', 'ConfigMap apps/apps-web patched']);
  expect(asked.map(({ values }) => values)).toEqual([
    { a: { b: 2, c: 2, own: true }, list: [3] },
    { a: { b: 3, c: 2, own: true }, list: [3] },
  ]);
  expect(asked[0]).toMatchObject({
    releaseName: 'apps-web',
    namespace: 'apps',
    set: [['image.tag', 'v1']],
    chart: { kind: 'repository', url: 'https://Charts.example.com', name: 'web', version: '1.0.0' },
  });
});

test('values of a Secret are not known', () => {
  const spec = (version: string) => ({ ...chart(version), valuesFrom: [{ kind: 'Secret', name: 'values' }] });
  const { notEvaluated } = compare(fleet(spec('1.0.0')), fleet(spec('2.0.0')), { renderChart: renderer() });
  expect(notEvaluated).toMatchObject([{ reason: 'chart', changed: true }]);
});

test('a chart that is a folder of the repository is read from it', () => {
  const spec = {
    chart: {
      spec: {
        chart: './charts/web',
        sourceRef: { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' },
      },
    },
  };
  const at = (version: string) =>
    edited(fleet(spec), { 'charts/web/Chart.yaml': version, 'charts/web/templates/a.yaml': '' });
  expect(outcome(at('1'), at('2'), renderer())).toEqual([
    'ConfigMap shop/web patched',
    'PersistentVolumeClaim shop/data pruned',
  ]);
  expect(outcome(at('1'), at('1'), renderer())).toEqual([]);
});

test('a chart of an OCIRepository has its version from there', () => {
  const spec = { chartRef: { kind: 'OCIRepository', name: 'web', namespace: 'flux-system' } };
  const source = (tag: string) => ({
    ...{
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'OCIRepository',
      metadata: { name: 'web', namespace: 'flux-system' },
    },
    spec: { url: 'oci://charts.example.com/web', ref: { tag } },
  });
  const at = (tag: string) =>
    ManifestTree.of([
      ['clusters/eu/kustomization.yaml', list(['flux.yaml'])],
      [
        'clusters/eu/flux.yaml',
        yaml([GIT(), kustomization('flux-system', './clusters/eu'), source(tag), release(spec)]),
      ],
    ]);
  expect(outcome(at('1.0.0'), at('2.0.0'), renderer())).toEqual([
    'OCIRepository flux-system/web patched',
    'ConfigMap shop/web patched',
    'PersistentVolumeClaim shop/data pruned',
  ]);
});
