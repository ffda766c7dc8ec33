import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A user that an API server knows by a token. */
export interface User {
  readonly name: string;
  /** @default - none beyond `system:authenticated` */
  readonly groups?: readonly string[];
}

/** Files that an API server reads its users and service-account keys from. */
export interface CredentialFiles {
  readonly tokenFile: string;
  readonly signingKeyFile: string;
  readonly publicKeyFile: string;
  /** Token of each user, by name. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** Writes fresh keys and tokens into a directory. */
export async function writeCredentials(directory: string, users: readonly User[]): Promise<CredentialFiles> {
  const tokens = new Map(users.map(({ name }) => [name, randomBytes(24).toString('hex')]));
  const lines = users.map(({ name, groups = [] }) => `${tokens.get(name)},"${name}",${name},"${groups.join(',')}"`);
  // An elliptic curve: an RSA key pair takes a noticeable part of a second to make.
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const files = {
    tokenFile: join(directory, 'tokens.csv'),
    signingKeyFile: join(directory, 'service-account.key'),
    publicKeyFile: join(directory, 'service-account.pub'),
  };
  await Promise.all([
    writeFile(files.tokenFile, `${lines.join('\n')}\n`, { mode: 0o600 }),
    writeFile(files.signingKeyFile, privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 }),
    writeFile(files.publicKeyFile, publicKey.export({ type: 'spki', format: 'pem' })),
  ]);
  return { ...files, tokens };
}

/** A kubeconfig file's text, JSON being YAML, with everything embedded as Flux demands. */
export function kubeconfigText(name: string, server: string, caPem: string, token: string): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': Buffer.from(caPem).toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
