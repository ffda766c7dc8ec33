import { NeededKeys } from './reference';

/** A key that is needed unless one of others comes in its place. */
const key = (name: string, ...instead: readonly string[]): NeededKeys => ({ key: name, instead });

const GIT_APP = ['githubAppID', 'githubAppClientID'];

/** Keys in place of a key of SSH. Its Secret may have a `password` too: the one of the private key. */
const INSTEAD_OF_SSH = ['username', 'bearerToken', ...GIT_APP];

const INSTEAD_OF_PASSWORD = ['bearerToken', ...GIT_APP, 'identity', '.dockerconfigjson'];

const INSTEAD_OF_APP = ['username', 'bearerToken', 'identity', 'token'];

/** Keys of an app of GitHub: exactly one of the last two is there. */
const APP: readonly NeededKeys[] = [
  key('githubAppID', 'githubAppClientID', ...INSTEAD_OF_APP),
  key('githubAppPrivateKey', ...INSTEAD_OF_APP),
  key('githubAppInstallationID', 'githubAppInstallationOwner', ...INSTEAD_OF_APP),
  key('githubAppInstallationOwner', 'githubAppInstallationID', ...INSTEAD_OF_APP),
];

const GIT: readonly NeededKeys[] = [
  key('username', ...INSTEAD_OF_PASSWORD),
  key('password', ...INSTEAD_OF_PASSWORD),
  key('identity', ...INSTEAD_OF_SSH),
  key('known_hosts', ...INSTEAD_OF_SSH),
  key('bearerToken', 'username', ...GIT_APP, 'identity'),
  ...APP,
  // The server may have a certificate that every system trusts.
  { key: 'ca.crt', instead: ['caFile', 'identity'], isSoft: true },
  { key: 'caFile', instead: ['ca.crt', 'identity'], isSoft: true },
];

const REGISTRY: readonly NeededKeys[] = [key('.dockerconfigjson', 'username', '.dockercfg')];

const CHARTS: readonly NeededKeys[] = [
  key('username', '.dockerconfigjson'),
  key('password', '.dockerconfigjson'),
  ...REGISTRY,
];

/** Keys of an account of Azure, which make those of an identity needless. */
const AZURE_KEYS = ['accountKey', 'sasKey'];

const BUCKET: readonly NeededKeys[] = [
  ...[['accesskey'], ['secretkey'], ['serviceaccount']],
  key('accountKey', 'sasKey', 'clientId'),
  key('sasKey', 'accountKey', 'clientId'),
  key('clientId', ...AZURE_KEYS),
  // With an id alone, the controller logs in as the managed identity of that id.
  { key: 'tenantId', instead: AZURE_KEYS, beside: ['clientSecret', 'clientCertificate'] },
  { key: 'clientSecret', instead: ['clientCertificate', ...AZURE_KEYS], beside: ['tenantId'] },
  { key: 'clientCertificate', instead: ['clientSecret', ...AZURE_KEYS], beside: ['tenantId'] },
];

const PROVIDER: readonly NeededKeys[] = [
  key('username', ...INSTEAD_OF_PASSWORD, 'token'),
  key('password', ...INSTEAD_OF_PASSWORD, 'token'),
  key('token', 'password', ...GIT_APP),
  ...APP,
];

const LOGINS: Readonly<Record<string, readonly NeededKeys[]>> = {
  Bucket: BUCKET,
  GitRepository: GIT,
  HelmRepository: CHARTS,
  ImageRepository: REGISTRY,
  OCIRepository: REGISTRY,
  Provider: PROVIDER,
  Receiver: [['token']],
};

/**
 * Keys of a Secret with a login for an object of Flux, as `fluxcd/pkg/runtime/secrets`, source-controller and
 * notification-controller read them. A key that is there is needed unless another way to log in comes for it.
 */
export function loginKeys(kind: string, hasAddress = true): readonly NeededKeys[] {
  const keys = LOGINS[kind] ?? [];
  return kind === 'Provider' && !hasAddress ? [...keys, ['address']] : keys;
}

/** Keys of a Secret with certificates for TLS. */
export const CERTIFICATES: readonly NeededKeys[] = [
  ['ca.crt', 'caFile'],
  ['tls.crt', 'certFile'],
  ['tls.key', 'keyFile'],
];

/** Keys of a proxy. One that lets everybody through needs no login. */
export const PROXY: readonly NeededKeys[] = [
  ['address'],
  { key: 'username', instead: [], isSoft: true },
  { key: 'password', instead: [], isSoft: true },
];

/** Public keys that signatures are verified with, under any names. */
export const PUBLIC_KEYS: readonly NeededKeys[] = [/./];

const DECRYPTS = /\.(?:asc|agekey)$|^sops\.(?:vault-token|(?:aws|gcp)-kms|azure-kv)$/;

/** Keys that kustomize-controller decrypts with, by the endings that it looks for (internal/decryptor). */
export const DECRYPTION: readonly NeededKeys[] = [
  ...[/\.asc$/, /\.agekey$/, /^sops\.vault-token$/, /^sops\.aws-kms$/, /^sops\.azure-kv$/, /^sops\.gcp-kms$/],
].map((pattern) => ({ pattern, unless: DECRYPTS }));

/** The kubeconfig in a Secret (`fluxcd/pkg/runtime/client`). */
export function kubeConfigKeys(key: string | undefined): readonly NeededKeys[] {
  return key === undefined || key === '' ? [['value', 'value.yaml']] : [[key]];
}
