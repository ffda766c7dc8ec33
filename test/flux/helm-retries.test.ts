import { Duration } from 'cdk8s';
import { FluxContext, HelmRelease, HelmReleaseProps } from '../../src/flux-entry';

/** The install fields; the upgrade fields are the same. */
function written(props: Partial<HelmReleaseProps>, context?: FluxContext): unknown {
  const chartRef = { kind: 'OCIRepository', name: 'web' } as const;
  const { spec } = HelmRelease.manifest({ releaseName: 'web', chartRef, ...props }, context);
  const { crds: _, ...install } = spec.install as Record<string, unknown>;
  const { crds: __, ...upgrade } = spec.upgrade as Record<string, unknown>;
  expect(upgrade).toEqual(install);
  return install;
}

const remediated = (retries: number) => ({ remediation: { retries } });
const retried = (retryInterval: string) => ({ strategy: { name: 'RetryOnFailure', retryInterval } });

test.each<[FluxContext['flux'], object]>([
  ['2.6', remediated(3)],
  ['2.6.4', remediated(3)],
  ['2.7', retried('5m')],
  ['2.8', retried('5m')],
  ['2.9.5', retried('5m')],
])('with Flux %s', (flux, expected) => {
  expect(written({}, { flux })).toEqual(expected);
});

test('without a Flux version: fields that every version accepts', () => {
  expect(written({})).toEqual(remediated(3));
});

test.each<[string, Partial<HelmReleaseProps>, object]>([
  ['retries', { retries: 0 }, remediated(0)],
  ['no end of retries', { retries: -1 }, remediated(-1)],
  ['a retry interval', { retryInterval: Duration.minutes(2) }, retried('2m')],
  ['a strategy', { strategy: 'RetryOnFailure' }, retried('5m')],
  [
    'the other strategy',
    { strategy: 'RemediateOnFailure' },
    { strategy: { name: 'RemediateOnFailure' }, ...remediated(3) },
  ],
])('%s sets the strategy', (_, props, expected) => {
  expect(written(props)).toEqual(expected);
  expect(written(props, { flux: '2.9' })).toEqual(expected);
});

test("the strategy's name is omitted for a Flux version without the field", () => {
  expect(written({ strategy: 'RemediateOnFailure', retries: 1 }, { flux: '2.6' })).toEqual(remediated(1));
});

test('defaults apply to a release without its own strategy', () => {
  const flux = '2.9';
  const five: FluxContext = { flux, defaults: { helmRelease: { retries: 5 } } };
  expect(written({}, five)).toEqual(remediated(5));
  expect(written({ retries: 1 }, five)).toEqual(remediated(1));
  expect(written({ strategy: 'RetryOnFailure' }, five)).toEqual(retried('5m'));
  const often: FluxContext = { flux, defaults: { helmRelease: { retryInterval: Duration.minutes(1) } } };
  expect(written({}, often)).toEqual(retried('1m'));
  expect(written({ retries: 1 }, often)).toEqual(remediated(1));
  const named: FluxContext = { flux, defaults: { helmRelease: { strategy: 'RemediateOnFailure' } } };
  expect(written({}, named)).toEqual({ strategy: { name: 'RemediateOnFailure' }, ...remediated(3) });
});

test.each<[string, Partial<HelmReleaseProps>, RegExp]>([
  [
    'retries without an end',
    { strategy: 'RetryOnFailure', retries: 3 },
    /^retries is for strategy RemediateOnFailure, as/,
  ],
  [
    'retries and their interval',
    { retryInterval: Duration.minutes(1), retries: 3 },
    /^retries is for strategy Remediate/,
  ],
  [
    'an interval that is not used',
    { strategy: 'RemediateOnFailure', retryInterval: Duration.minutes(1) },
    /^retryInterval is for strategy RetryOnFailure, as RemediateOnFailure retries at once: leave it out$/,
  ],
  ['half a retry', { retries: 0.5 }, /^retries 0\.5 is not a number of retries: use a whole number, or -1 for no end$/],
  [
    'an interval',
    { retryInterval: Duration.millis(NaN) },
    /^install\.strategy\.retryInterval of NaN ms cannot be written/,
  ],
])('rejects %s', (_, props, message) => {
  expect(() => written(props)).toThrow(message);
});
