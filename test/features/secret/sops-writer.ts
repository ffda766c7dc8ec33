import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { encodeBech32 } from '../../../src/kubernetes/sops-bech32';

/** An age key pair as text. */
export interface AgePair {
  readonly recipient: string;
  readonly identity: string;
  readonly secret: Buffer;
}

const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI = Buffer.from('302a300506032b656e032100', 'hex');

const privateKey = (secret: Buffer) =>
  createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: 'der', type: 'pkcs8' });
const publicOf = (secret: Buffer) =>
  createPublicKey(privateKey(secret)).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
const derive = (secret: Uint8Array, salt: Uint8Array, info: string) =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, 32));

function seal(key: Buffer, nonce: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** A new key pair. */
export function agePair(): AgePair {
  const secret = randomBytes(32);
  return {
    secret,
    recipient: encodeBech32('age', publicOf(secret)),
    identity: encodeBech32('age-secret-key-', secret).toUpperCase(),
  };
}

/** What `age --armor` writes for one recipient. */
export function ageEncrypt({ secret }: AgePair, plain: Buffer): string {
  const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  const ephemeral = randomBytes(32);
  const share = publicOf(ephemeral);
  const theirs = createPublicKey(privateKey(secret));
  const agreed = diffieHellman({ privateKey: privateKey(ephemeral), publicKey: theirs });
  const fileKey = randomBytes(16);
  const wrapping = derive(agreed, Buffer.concat([share, publicOf(secret)]), 'age-encryption.org/v1/X25519');
  const body = unpadded(seal(wrapping, Buffer.alloc(12), fileKey));
  const header = `age-encryption.org/v1\n-> X25519 ${unpadded(share)}\n${body}\n---`;
  const mac = createHmac('sha256', derive(fileKey, Buffer.alloc(0), 'header'))
    .update(header)
    .digest();
  const nonce = randomBytes(16);
  const last = Buffer.alloc(12);
  last[11] = 1;
  const payload = Buffer.concat([nonce, seal(derive(fileKey, nonce, 'payload'), last, plain)]);
  const file = Buffer.concat([Buffer.from(`${header} ${unpadded(mac)}\n`), payload]).toString('base64');
  return `-----BEGIN AGE ENCRYPTED FILE-----\n${file.match(/.{1,64}/g)!.join('\n')}\n-----END AGE ENCRYPTED FILE-----\n`;
}

/** What of an encrypted file a test may want otherwise. */
export interface SopsOptions {
  /** The pairs it is encrypted to. */
  readonly to: readonly AgePair[];
  readonly namespace?: string;
  readonly name?: string;
  readonly type?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  /** Lines put behind the metadata as they are, and as the MAC counts them. */
  readonly extra?: readonly { readonly line: string; readonly counted: string }[];
  readonly macOnlyEncrypted?: boolean;
  readonly metadata?: string;
}

/** A Secret as SOPS encrypts it, comments and all, in the few fields that tests need. */
export function sopsFile(options: SopsOptions): string {
  const { to, namespace, name = 'db', type, annotations = {}, extra = [], macOnlyEncrypted = false } = options;
  const stringData = options.stringData ?? { password: 'a value', empty: '' };
  const key = randomBytes(32);
  const hash = createHash('sha512');
  if (macOnlyEncrypted)
    hash.update(Buffer.from('8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69', 'hex'));
  const encrypt = (plain: string, boundTo: string, kind = 'str') => {
    if (plain === '') return '""';
    const iv = randomBytes(32);
    const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
    cipher.setAAD(Buffer.from(boundTo));
    const data = Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
    return `ENC[AES256_GCM,data:${data},iv:${iv.toString('base64')},tag:${cipher.getAuthTag().toString('base64')},type:${kind}]`;
  };
  const lines: string[] = ['# What this is for.'];
  const plain = (line: string, counted: string) => {
    lines.push(line);
    if (!macOnlyEncrypted) hash.update(counted);
  };
  plain('apiVersion: v1', 'v1');
  plain('kind: Secret', 'Secret');
  lines.push('metadata:');
  plain(`    name: ${name}`, name);
  if (namespace !== undefined) plain(`    namespace: ${namespace}`, namespace);
  if (Object.keys(annotations).length > 0) lines.push('    annotations:');
  for (const [one, value] of Object.entries(annotations)) plain(`        ${one}: ${JSON.stringify(value)}`, value);
  if (type !== undefined) plain(`type: ${type}`, type);
  for (const { line, counted } of extra) plain(line, counted);
  lines.push('stringData:', `    #${encrypt(' a note', 'stringData:', 'comment')}`);
  for (const [one, value] of Object.entries(stringData)) {
    lines.push(`    ${one}: ${encrypt(value, `stringData:${one}:`)}`);
    hash.update(value);
  }
  const date = '2026-01-02T03:04:05Z';
  const mac = encrypt(hash.digest('hex').toUpperCase(), date);
  lines.push('sops:', '    age:');
  for (const pair of to) {
    lines.push(`        - recipient: ${pair.recipient}`, '          enc: |');
    for (const line of ageEncrypt(pair, key).trimEnd().split('\n')) lines.push(`            ${line}`);
  }
  lines.push(`    lastmodified: "${date}"`, `    mac: ${mac}`);
  if (macOnlyEncrypted) lines.push('    mac_only_encrypted: true');
  if (options.metadata !== undefined) lines.push(options.metadata);
  lines.push('    encrypted_regex: ^(data|stringData)$', '    version: 3.13.3');
  return `${lines.join('\n')}\n`;
}
