import { Chart, Duration, Lazy, Testing } from 'cdk8s';
import {
  Bucket,
  GitRepository,
  HelmRelease,
  HelmRepository,
  ImageRepository,
  Kustomization,
  OCIRepository,
  Provider,
  setFluxContext,
} from '../../src/flux-entry';

const chart = () => new Chart(Testing.app(), 'apps', { namespace: 'shop' });

describe('objects outside of a fleet', () => {
  const timeout = '1h' as unknown as Duration;

  test.each<[string, () => unknown]>([
    ['Bucket', () => new Bucket(chart(), 'it', { bucketName: 'b', endpoint: 'e.example.com', timeout })],
    ['GitRepository', () => new GitRepository(chart(), 'it', { url: 'https://example.com/a', timeout })],
    ['HelmRepository', () => new HelmRepository(chart(), 'it', { url: 'https://example.com/a', timeout })],
    ['ImageRepository', () => new ImageRepository(chart(), 'it', { image: 'example.com/a', timeout })],
    ['OCIRepository', () => new OCIRepository(chart(), 'it', { url: 'oci://example.com/a', timeout })],
    [
      'Provider',
      () =>
        new Provider(chart(), 'it', {
          type: 'slack',
          address: 'https://example.com',
          specOverrides: { timeout },
        }),
    ],
  ])('%s takes no hours as timeout', (_kind, make) => {
    expect(make).toThrow(/^spec\.timeout is "1h": write a duration .*without hours$/);
  });

  test('meet the schema of their kind, and say all that is wrong', () => {
    expect(
      () =>
        new Kustomization(chart(), 'it', {
          sourceRef: { kind: 'GitRepository', name: 'a' },
          specOverrides: { prune: 'yes', force: 'no' } as object,
        }),
    ).toThrow(/spec\.force.*\n.*spec\.prune/s);
  });

  test('meet the rules of controllers', () => {
    const values = { valuesFrom: [{ kind: 'Secret', name: 'a', targetPath: 'a' }] } as object;
    const make = () =>
      new HelmRelease(chart(), 'it', {
        releaseName: 'a'.repeat(60),
        chartRef: { kind: 'OCIRepository', name: 'a' },
        specOverrides: values,
      });
    expect(make).toThrow(/releaseName/);
  });

  test('are checked for their version of Flux', () => {
    const make = (flux: '2.8' | '2.9') => {
      const within = chart();
      setFluxContext(within, { flux });
      return new Kustomization(within, 'it', {
        sourceRef: { kind: 'GitRepository', name: 'a' },
        specOverrides: { ignore: [] },
      });
    };
    expect(() => make('2.8')).toThrow(/spec\.ignore/);
    expect(() => make('2.9')).not.toThrow();
  });

  test('keep nulls among values, and tokens', () => {
    const within = chart();
    new HelmRelease(within, 'it', {
      releaseName: 'a',
      chartRef: { kind: 'OCIRepository', name: 'a' },
      values: { livenessProbe: null, name: Lazy.any({ produce: () => 'later' }) },
    });
    expect(Testing.synth(within)).toMatchObject([{ spec: { values: { livenessProbe: null, name: 'later' } } }]);
  });
});
