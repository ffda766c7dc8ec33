import { App, Cluster, Component, Environment, HelmChart, Preset, Tenant } from '../../../src';
import { git, newFleet, objectsIn, problemsOf } from '../../support/fleets';

const chart = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1.0.0' });
const REPLICAS = ['Deployment', 'StatefulSet'].map((kind) => ({ paths: ['/spec/replicas'], target: { kind } }));

/** The drift detection of a component's release, by the defaults of a preset. */
function driftDetection(helmRelease: object, flux?: object): unknown {
  const fleet = newFleet();
  const preset = new Preset(fleet, 'strict', { defaults: { helmRelease } });
  const cluster = new Cluster(fleet, 'one', { presets: [preset] });
  new Component(cluster, 'web', { chart, ...(flux ? { flux } : {}) });
  const objects = objectsIn(fleet, 'clusters/one/infrastructure/web/web.yaml');
  return objects.find(({ kind }) => kind === 'HelmRelease').spec.driftDetection;
}

test('by preset', () => {
  expect(driftDetection({})).toEqual({ mode: 'enabled' });
  expect(driftDetection({ driftDetection: 'warn' })).toEqual({ mode: 'warn' });
  expect(driftDetection({ driftDetection: 'disabled', ignoreReplicas: true })).toEqual({ mode: 'disabled' });
});

test('what autoscalers write is left alone on request', () => {
  expect(driftDetection({ ignoreReplicas: true })).toEqual({ mode: 'enabled', ignore: REPLICAS });
  expect(driftDetection({ driftDetection: 'warn', ignoreReplicas: true })).toEqual({ mode: 'warn', ignore: REPLICAS });
});

test('rules of one component take their place', () => {
  const ignore = [{ paths: ['/spec/template'] }];
  expect(driftDetection({ ignoreReplicas: true }, { driftDetection: { ignore } })).toEqual({ mode: 'enabled', ignore });
});

const NO_MODE =
  /a Kustomization corrects drift at each interval, and has no mode that only warns: leave it out, list what differs with flux-fleet drift, and name fields that others write in flux\.ignore \(Flux 2\.9\)$/;

test.each([
  [
    'a default',
    { defaults: { kustomization: { driftDetection: 'warn' } } },
    {},
    /^\[acme\] defaults\.kustomization\.driftDetection is "warn", but /,
  ],
  [
    'an app',
    {},
    { flux: { driftDetection: { mode: 'warn' } } } as const,
    /^\[dev\/one\/web\/shop\] flux\.driftDetection is given, but |^\[web\/shop\] flux\.driftDetection is given, but /,
  ],
])('a Kustomization has no mode: %s', (_, props, flux, message) => {
  const fleet = newFleet(props as Parameters<typeof newFleet>[0]);
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'one')] });
  const tenant = new Tenant(fleet, 'web', { source: git });
  new App(tenant, 'shop', { path: './shop', ...flux });
  const problems = problemsOf(fleet);
  expect(problems).toEqual([expect.stringMatching(message)]);
  expect(problems[0]).toMatch(NO_MODE);
});
