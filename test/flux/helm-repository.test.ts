import { Duration, Testing } from 'cdk8s';
import { HelmRepository } from '../../src/flux-entry';

const url = 'https://charts.example.com';

test('the defaults: an interval of 30 minutes', () => {
  expect(HelmRepository.manifest({ url })).toEqual({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    spec: { interval: '30m', url },
  });
});

test('an OCI URL sets type oci', () => {
  expect(HelmRepository.manifest({ url: 'oci://ghcr.io/acme/charts' }).spec).toEqual({
    type: 'oci',
    interval: '30m',
    url: 'oci://ghcr.io/acme/charts',
  });
});

test('every option sets its field', () => {
  const { spec } = HelmRepository.manifest({
    url,
    interval: Duration.hours(1),
    secretRef: { name: 'login' },
    passCredentials: true,
    timeout: Duration.seconds(90),
    suspend: false,
  });
  expect(spec).toEqual({
    interval: '1h',
    url,
    secretRef: { name: 'login' },
    passCredentials: true,
    timeout: '90s',
    suspend: false,
  });
});

test('rejects an invalid URL and an invalid duration', () => {
  const chart = Testing.chart();
  expect(() => new HelmRepository(chart, 'a', { url: 'ssh://git@x/y' })).toThrow(
    /^Helm repository URL "ssh:\/\/.*x\/y" is not usable: begin it with https:\/\/ or http:\/\/ or oci:\/\/$/,
  );
  expect(() => new HelmRepository(chart, 'b', { url, interval: Duration.seconds(1) })).toThrow(
    /^interval of 1 s is too short: use at least 60 s$/,
  );
});
