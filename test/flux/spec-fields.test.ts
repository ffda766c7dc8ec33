import { Duration } from 'cdk8s';
import { fluxManifest } from '../../src/flux/flux-object';
import { FluxManifest, HelmRelease, Kustomization, KustomizationProps } from '../../src/flux-entry';

const sourceRef = { kind: 'GitRepository', name: 'apps' } as const;

function kustomization(props: Partial<KustomizationProps>): FluxManifest['spec'] {
  return Kustomization.manifest({ sourceRef, ...props }).spec;
}

describe('durations', () => {
  function written(fields: object, apiVersion = 'kustomize.toolkit.fluxcd.io/v1'): unknown {
    return fluxManifest(apiVersion, 'Any', fields, undefined).spec;
  }

  test('are formatted as in Go at any depth', () => {
    expect(written({ interval: Duration.minutes(90), list: [{ retryInterval: Duration.seconds(30) }] })).toEqual({
      interval: '1h30m',
      list: [{ retryInterval: '30s' }],
    });
    expect(written({ interval: '5m', deep: { timeout: Duration.hours(1) } })).toEqual({
      interval: '5m',
      deep: { timeout: '1h' },
    });
  });

  test.each(['source', 'image', 'notification'])('of group %s have timeouts without hours', (group) => {
    const apiVersion = `${group}.toolkit.fluxcd.io/v1`;
    expect(written({ timeout: Duration.hours(2) }, apiVersion)).toEqual({ timeout: '120m' });
    expect(written({ timeout: Duration.seconds(90) }, apiVersion)).toEqual({ timeout: '90s' });
    expect(written({ timeout: Duration.millis(1500) }, apiVersion)).toEqual({ timeout: '1500ms' });
    expect(written({ interval: Duration.hours(2) }, apiVersion)).toEqual({ interval: '2h' });
  });

  test.each<[object, RegExp]>([
    [{ interval: Duration.seconds(59) }, /^interval of 59 s is too short: use at least 60 s$/],
    [{ chart: { interval: Duration.seconds(59) } }, /^chart\.interval of 59 s is too short: use at least 60 s$/],
    [{ steps: [{ timeout: Duration.millis(NaN) }] }, /^steps\[0\]\.timeout of NaN ms cannot be written for Flux: /],
    [{ timeout: 300 }, /^timeout 300 is not a Duration: give one such as Duration\.minutes\(5\)$/],
    [{ timeout: '5 minutes' }, /^timeout "5 minutes" is not a Duration: /],
    [{ window: '5m\n' }, /^window "5m\\n" is not a Duration: /],
  ])('%j is rejected', (fields, message) => {
    expect(() => written(fields)).toThrow(message);
    expect(() => fluxManifest('a/v1', 'Any', {}, fields)).toThrow(message);
  });

  test('user-defined content is unchanged', () => {
    const own = { interval: 'often', timeout: 5, nothing: undefined };
    expect(written({ values: own, postBuild: { substitute: own } })).toEqual({
      values: own,
      postBuild: { substitute: own },
    });
  });

  test('class instances are unchanged', () => {
    const own = new Map([['a', 1]]);
    expect((written({ other: own }) as { other: unknown }).other).toBe(own);
  });
});

describe('specOverrides', () => {
  test('set fields that no prop covers', () => {
    const ignore = [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }];
    expect(kustomization({ specOverrides: { ignore, buildMetadata: ['originAnnotations'] } })).toMatchObject({
      ignore,
      buildMetadata: ['originAnnotations'],
      prune: true,
    });
  });

  test('come last', () => {
    expect(
      kustomization({ timeout: Duration.minutes(1), specOverrides: { timeout: Duration.minutes(9) } }),
    ).toMatchObject({ timeout: '9m' });
  });

  test('merge maps and replace lists', () => {
    const spec = kustomization({
      substitutions: { a: '1', b: '2' },
      dependsOn: [{ name: 'x' }, { name: 'y' }],
      decryption: { provider: 'sops', secretRef: { name: 'age' } },
      specOverrides: {
        postBuild: { substitute: { b: '3' }, substituteStrategy: 'Always' },
        dependsOn: [{ name: 'z' }],
        decryption: { serviceAccountName: 'kms' },
      },
    });
    expect(spec).toMatchObject({
      postBuild: { substitute: { a: '1', b: '3' }, substituteStrategy: 'Always' },
      dependsOn: [{ name: 'z' }],
      decryption: { provider: 'sops', secretRef: { name: 'age' }, serviceAccountName: 'kms' },
    });
  });

  test('null removes a field, undefined is ignored', () => {
    const spec = kustomization({ specOverrides: { retryInterval: null, timeout: undefined, path: null } });
    expect(spec).not.toHaveProperty('retryInterval');
    expect(spec).not.toHaveProperty('path');
    expect(spec).toHaveProperty('timeout', '5m');
  });

  test('null is a value in Helm values', () => {
    const { spec } = HelmRelease.manifest({
      releaseName: 'web',
      chartRef: { kind: 'OCIRepository', name: 'web' },
      values: { a: 1, b: { c: 1 } },
      specOverrides: { values: { b: { c: null } } },
    });
    expect(spec.values).toEqual({ a: 1, b: { c: null } });
  });

  test('do not modify the given objects', () => {
    const specOverrides = { postBuild: { substitute: { b: '3' } } };
    const substitutions = { a: '1' };
    kustomization({ substitutions, specOverrides });
    expect([substitutions, specOverrides]).toEqual([{ a: '1' }, { postBuild: { substitute: { b: '3' } } }]);
  });

  test('are checked like props', () => {
    expect(() => kustomization({ specOverrides: { path: '../x' } })).toThrow(/^path "\.\.\/x" is not relative to its/);
    expect(() => kustomization({ specOverrides: { interval: Duration.seconds(5) } })).toThrow(
      /^interval of 5 s is too/,
    );
    expect(() => kustomization({ specOverrides: [] as never })).toThrow(
      /^specOverrides \[\] is not a map: give fields/,
    );
  });
});
