import { Duration } from 'cdk8s';
import { Cluster, Component, Environment, Fleet, HelmChart } from '../../../src';
import { fluxDefaults, plainDefaults } from '../../../src/features/context/defaults';
import { FluxDefaults, GitRepository } from '../../../src/flux-entry';
import { git, problemsOf } from '../../support/fleets';

function fleetWith(defaults: FluxDefaults, flux?: '2.6' | '2.9') {
  const fleet = new Fleet({ name: 'acme', source: git, defaults, ...(flux ? { flux } : {}) });
  const eu = new Cluster(fleet, 'eu-1');
  const dev = new Environment(fleet, 'dev', { clusters: [eu] });
  const chart = HelmChart.repository({ url: 'https://example.com/charts', chart: 'nginx', version: '1.2.3' });
  new Component(dev, 'nginx', { chart });
  new Component(fleet, 'charts', {
    manifests: (scope) => void new GitRepository(scope, 'charts', { url: 'https://example.com/charts' }),
  });
  return fleet;
}

const FILES = {
  root: 'clusters/eu-1/flux-system/gotk-sync.yaml',
  release: 'clusters/eu-1/dev/infrastructure/nginx/nginx.yaml',
  code: 'clusters/eu-1/infrastructure/charts/charts.yaml',
};

test("a fleet's defaults apply to rendered objects and to objects in code", () => {
  const { tree, resolved } = fleetWith({
    gitRepository: { interval: Duration.minutes(3) },
    kustomization: { retryInterval: Duration.seconds(45), interval: undefined },
    helmRelease: { driftDetection: 'warn' },
  }).synthesize();
  expect(tree.get(FILES.root)).toMatch(/kind: GitRepository[^]*interval: 3m\n[^]*retryInterval: 45s/);
  expect(tree.get(FILES.release)).toMatch(/mode: warn/);
  expect(tree.get(FILES.code)).toMatch(/kind: GitRepository[^]*interval: 3m\n/);
  expect(resolved.defaults).toEqual({
    gitRepository: { interval: { ms: 180_000 } },
    kustomization: { retryInterval: { ms: 45_000 } },
    helmRelease: { driftDetection: 'warn' },
  });
});

test("a release retries as its cluster's Flux version supports", () => {
  expect(fleetWith({}).synthesize().tree.get(FILES.release)).toMatch(/install:[^]*strategy:\n +name: RetryOnFailure/);
  const old = fleetWith({}, '2.6').synthesize().tree.get(FILES.release);
  expect(old).toMatch(/install:[^]*remediation:\n +retries: 3/);
  expect(old).not.toMatch(/strategy/);
});

test('defaults survive serialization of the resolved fleet', () => {
  const defaults = {
    bucket: { interval: Duration.hours(2) },
    helmRelease: { retries: 5 },
    kustomization: { wait: false },
  };
  const plain = plainDefaults(defaults);
  expect(fluxDefaults(JSON.parse(JSON.stringify(plain)) as typeof plain)).toEqual({
    ...defaults,
    bucket: { interval: Duration.millis(7_200_000) },
  });
});

test('invalid defaults are rejected in the constructor', () => {
  expect(
    problemsOf(
      fleetWith({
        gitRepository: { interval: Duration.seconds(5) },
        helmRelease: { timeout: Duration.millis(0.5) },
        kustomization: { retryInterval: Duration.seconds(5) },
      }),
    ),
  ).toEqual([
    '[acme] defaults.gitRepository.interval of 5 s is too short: use at least 60 s',
    '[acme] defaults.helmRelease.timeout of 0.5 ms cannot be written for Flux: use a whole number of milliseconds',
  ]);
});
