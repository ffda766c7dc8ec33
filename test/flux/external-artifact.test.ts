import { ApiObject, Chart, Testing } from 'cdk8s';
import { ExternalArtifact, Kustomization } from '../../src/flux';
import { externalArtifact } from './samples';

test('the defaults: nothing is said', () => {
  expect(ExternalArtifact.manifest()).toEqual({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'ExternalArtifact',
    spec: {},
  });
});

test('every option goes to its field', () => {
  expect(ExternalArtifact.manifest(externalArtifact).spec).toEqual({
    sourceRef: { apiVersion: 'acme.example/v1', kind: 'Renderer', name: 'web', namespace: 'infra' },
  });
});

test('is made from any object, and is a source by object', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
  const apiVersion = 'acme.example/v1';
  const renderer = new ApiObject(chart, 'renderer', { apiVersion, kind: 'Renderer', metadata: { name: 'web' } });
  const artifact = new ExternalArtifact(chart, 'artifact', { sourceRef: renderer, metadata: { name: 'rendered' } });
  new ExternalArtifact(chart, 'other');
  new Kustomization(chart, 'web', { sourceRef: artifact });
  const specs = (Testing.synth(chart) as { spec: Record<string, unknown> }[]).map(({ spec }) => spec?.sourceRef);
  expect(specs).toEqual([
    undefined,
    { apiVersion, kind: 'Renderer', name: 'web', namespace: 'infra' },
    undefined,
    { kind: 'ExternalArtifact', name: 'rendered', namespace: 'infra' },
  ]);
});
