import { Duration, Testing } from 'cdk8s';
import { HELM_CHART_LAYER, OCIRepository } from '../../src/flux-entry';

const url = 'oci://ghcr.io/acme/manifests';

test('the defaults: an interval of one minute', () => {
  expect(OCIRepository.manifest({ url })).toEqual({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    spec: { interval: '1m', url },
  });
});

test('every option sets its field', () => {
  const { spec } = OCIRepository.manifest({
    url,
    interval: Duration.minutes(10),
    ref: { semver: '1.x', semverFilter: '.*-rc.*' },
    secretRef: { name: 'pull' },
    provider: 'aws',
    timeout: Duration.minutes(2),
    layerSelector: HELM_CHART_LAYER,
    insecure: true,
    suspend: true,
  });
  expect(spec).toEqual({
    interval: '10m',
    url,
    ref: { semver: '1.x', semverFilter: '.*-rc.*' },
    secretRef: { name: 'pull' },
    provider: 'aws',
    timeout: '2m',
    layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
    insecure: true,
    suspend: true,
  });
});

test('rejects an invalid URL and an invalid duration', () => {
  const chart = Testing.chart();
  expect(() => new OCIRepository(chart, 'a', { url: 'ghcr.io/acme' })).toThrow(
    /^OCI URL "ghcr\.io\/acme" is not usable: begin it with oci:\/\/$/,
  );
  expect(() => new OCIRepository(chart, 'b', { url, timeout: Duration.millis(NaN) })).toThrow(
    /^timeout of NaN ms cannot be written for Flux: use a whole number of milliseconds$/,
  );
});
