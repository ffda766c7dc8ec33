import { Validator } from '../../src/schema';
import type { KubernetesVersion } from '../../src/schema/known-versions';
import { changed, REFUSED_CHANGES } from './refused-changes';

const messagesOf = (object: object, kubernetes: KubernetesVersion = '1.36') =>
  new Validator({ kubernetes }).validate(object).map(({ message }) => message);

test.each(REFUSED_CHANGES)('%s with %j', (kind, changes, message) => {
  expect(messagesOf(changed(kind, {}))).toEqual([]);
  expect(messagesOf(changed(kind, changes))).toContainEqual(expect.stringMatching(message));
});

test('names that only these kinds have', () => {
  const legacy = changed('APIService', { 'metadata.name': 'v1.', 'spec.group': '', 'spec.version': 'v1' });
  expect(messagesOf(legacy)).toEqual([]);
  const bundle = {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'ClusterTrustBundle',
    metadata: { name: 'example.com:signer:roots' },
    spec: { signerName: 'example.com/signer', trustBundle: 'x' },
  };
  expect(messagesOf(bundle, '1.37')).toEqual([]);
});

test('the longest name of a signer', () => {
  const named = (length: number) => {
    const signerName = `${'a.'.repeat(125)}bcd/${'a.'.repeat(100)}`;
    return messagesOf(changed('CertificateSigningRequest', { 'spec.signerName': signerName.padEnd(length, 'b') }))
      .length;
  };
  expect([named(571), named(572)]).toEqual([0, 1]);
});

test('what a server drops is not judged', () => {
  const slice = changed('ResourceSlice', { 'spec.devices.0.taints.0.key': 'not a key' });
  expect([messagesOf(slice, '1.34').length, messagesOf(slice, '1.36').length]).toEqual([0, 1]);
});
