import { ApiObject, Chart, Testing } from 'cdk8s';
import { ExternalArtifact, Kustomization } from '../../src/flux-entry';
import { externalArtifact } from './samples';

test('minimal props: an empty spec', () => {
  expect(ExternalArtifact.manifest()).toEqual({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'ExternalArtifact',
    spec: {},
  });
});

test('every option sets its field', () => {
  expect(ExternalArtifact.manifest(externalArtifact).spec).toEqual({
    sourceRef: { apiVersion: 'acme.example/v1', kind: 'Renderer', name: 'web', namespace: 'infra' },
  });
});

test('accepts any object as its source, and serves as a source itself', () => {
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
