import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { sourceReference } from '../../src/flux/source-reference';
import { GitRepository, HelmRelease, HelmRepository, Kustomization, OCIRepository } from '../../src/flux-entry';
import { Parsed } from '../support/fleets';

test('Flux objects reference each other as objects, in any chart', () => {
  // GIVEN
  const chart = new Chart(Testing.app(), 'infra', { namespace: 'infra' });
  const repository = new GitRepository(chart, 'apps', { url: 'https://github.com/acme/apps', ref: { branch: 'main' } });
  const charts = new HelmRepository(chart, 'charts', {
    url: 'https://charts.example.com',
    metadata: { name: 'charts' },
  });
  const artifact = new OCIRepository(chart, 'artifact', { url: 'oci://ghcr.io/acme/web', ref: { tag: '1.0.0' } });

  // WHEN
  const database = new Kustomization(chart, 'database', { sourceRef: repository, path: './database' });
  new Kustomization(chart, 'shop', { sourceRef: artifact, dependsOn: [database, { name: 'other' }] });
  const cache = new HelmRelease(chart, 'cache', {
    releaseName: 'cache',
    chart: { chart: 'redis', version: '1.2.3', sourceRef: charts },
  });
  new HelmRelease(chart, 'web', { releaseName: 'web', chartRef: artifact, dependsOn: [cache] });

  // THEN
  const objects = Testing.synth(chart) as Array<{ kind: string; metadata: { name: string }; spec: Parsed }>;
  const named = (construct: ApiObject) => objects.find(({ metadata }) => metadata.name === construct.name);
  expect(named(database)?.spec.sourceRef).toEqual({ kind: 'GitRepository', name: repository.name, namespace: 'infra' });
  expect(objects.find(({ metadata }) => metadata.name.includes('shop'))?.spec).toMatchObject({
    sourceRef: { kind: 'OCIRepository', name: artifact.name, namespace: 'infra' },
    dependsOn: [{ name: database.name, namespace: 'infra' }, { name: 'other' }],
  });
  expect(named(cache)?.spec.chart).toEqual({
    spec: {
      chart: 'redis',
      version: '1.2.3',
      sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'infra' },
    },
  });
  expect(objects.find(({ metadata }) => metadata.name.includes('web'))?.spec).toMatchObject({
    chartRef: { kind: 'OCIRepository', name: artifact.name, namespace: 'infra' },
    dependsOn: [{ name: cache.name, namespace: 'infra' }],
  });
  expect(objects.map(({ kind }) => kind)).toHaveLength(7);
});

test('references have no namespace in a chart without one', () => {
  const chart = Testing.chart();
  const repository = new GitRepository(chart, 'apps', { url: 'https://github.com/acme/apps' });
  new Kustomization(chart, 'shop', { sourceRef: repository });
  const kustomization = Testing.synth(chart)[1] as { spec: { sourceRef: object } };
  expect(kustomization.spec.sourceRef).toEqual({ kind: 'GitRepository', name: repository.name });
});

test('every supported Flux version serves the API versions', () => {
  const chart = Testing.chart();
  const sourceRef = { kind: 'GitRepository', name: 'x' } as const;
  new GitRepository(chart, 'git', { url: 'https://github.com/acme/apps' });
  new HelmRepository(chart, 'helm', { url: 'https://charts.example.com' });
  new OCIRepository(chart, 'oci', { url: 'oci://ghcr.io/acme/web' });
  new Kustomization(chart, 'kustomization', { sourceRef });
  new HelmRelease(chart, 'release', { releaseName: 'x', chartRef: { kind: 'OCIRepository', name: 'x' } });
  expect(
    (Testing.synth(chart) as Array<{ apiVersion: string; kind: string }>).map((object) => [
      object.kind,
      object.apiVersion,
    ]),
  ).toEqual([
    ['GitRepository', 'source.toolkit.fluxcd.io/v1'],
    ['HelmRepository', 'source.toolkit.fluxcd.io/v1'],
    ['OCIRepository', 'source.toolkit.fluxcd.io/v1'],
    ['Kustomization', 'kustomize.toolkit.fluxcd.io/v1'],
    ['HelmRelease', 'helm.toolkit.fluxcd.io/v2'],
  ]);
});

test('a reference by name is written unchanged, without empty fields', () => {
  const reference = sourceReference({ kind: 'Bucket', name: 'b', namespace: undefined });
  expect(reference).toEqual({ kind: 'Bucket', name: 'b' });
  expect(Object.keys(reference)).toEqual(['kind', 'name']);
});

test('a null among the values takes out a default of the chart, in any chart', () => {
  const app = Testing.app();
  const chart = new Chart(app, 'web', { namespace: 'shop' });
  const values = { livenessProbe: null, args: [null, 'a'], resources: { limits: { cpu: null, memory: '64Mi' } } };
  const release = new HelmRelease(chart, 'web', {
    releaseName: 'web',
    chartRef: { kind: 'OCIRepository', name: 'web' },
    values,
  });
  release.addJsonPatch(JsonPatch.remove('/spec/values/resources/limits/cpu'));
  const limits = { memory: '64Mi' };
  expect(Testing.synth(chart)[0].spec.values).toEqual({ ...values, resources: { limits } });
  expect(app.synthYaml()).toContain('livenessProbe: null');
});
