import { Duration, Testing } from 'cdk8s';
import { Bucket, BucketProps } from '../../src/flux-entry';
import { bucket } from './samples';

const least = { bucketName: 'manifests', endpoint: 's3.amazonaws.com' };

test('the defaults: an interval of one minute', () => {
  expect(Bucket.manifest(least)).toEqual({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'Bucket',
    spec: { interval: '1m', ...least },
  });
});

test('every option sets its field', () => {
  expect(Bucket.manifest(bucket).spec).toEqual({
    ...least,
    interval: '5m',
    provider: 'aws',
    region: 'eu-west-1',
    prefix: 'fleet/',
    secretRef: { name: 'login' },
    certSecretRef: { name: 'ca' },
    proxySecretRef: { name: 'proxy' },
    timeout: '2m',
    ignore: '/docs\n',
    insecure: true,
    suspend: true,
  });
  expect(Bucket.manifest({ ...least, provider: 'gcp', serviceAccountName: 'reader' }).spec).toMatchObject({
    serviceAccountName: 'reader',
  });
});

test.each<[string, Partial<BucketProps>, RegExp]>([
  ['no bucket', { bucketName: '' }, /^bucketName "" is not a name: give that of the bucket$/],
  ['no endpoint', { endpoint: '' }, /^endpoint "" is not usable: give a host such as s3\.amazonaws\.com$/],
  ['an endpoint with a space', { endpoint: 'a b' }, /^endpoint "a b" is not usable: /],
  ['an account in the endpoint', { endpoint: 'user:hunter2@s3' }, /^endpoint carries credentials: name a Secret[^2]*$/],
  ['a token in the endpoint', { endpoint: 'https://x.blob.core.windows.net/?sig=hunter2' }, /^endpoint carries[^2]*$/],
  [
    'two ways in',
    { provider: 'aws', secretRef: { name: 'a' }, serviceAccountName: 'b' },
    /^a Bucket authenticates in one/,
  ],
  [
    'an account without its provider',
    { serviceAccountName: 'b' },
    /^serviceAccountName is not used by provider generic: /,
  ],
  ['an interval', { interval: Duration.seconds(1) }, /^interval of 1 s is too short: use at least 60 s$/],
])('rejects %s in the constructor', (_, props, message) => {
  expect(() => new Bucket(Testing.chart(), 'bucket', { ...least, ...props })).toThrow(message);
});
