export { Decryption, type DecryptionSpec } from './decryption';
export type { ExternalSecretProps } from './external';
export {
  checkPullSecrets,
  namesOf,
  placedOf,
  placedPullSecrets,
  PULL_SECRETS,
  type PullSecrets,
  pullSecretNames,
} from './pull-secrets';
export { decryptionFor, decryptionOf, secretFiles } from './render';
export { resolveDecryption } from './resolve-decryption';
export { givenSecrets, settleSecrets } from './resolve';
export type { SealedScope } from './sealed';
export { Secret, type SecretSpec } from './secret';
export { type DecryptionProps } from './decryption';
