import {
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  getCiphers,
  hkdfSync,
} from 'node:crypto';
import { decodeBech32, encodeBech32 } from './sops-bech32';

/**
 * Decrypts age files with an X25519 recipient, by the format's specification (age-encryption.org/v1). The primitives
 * are Node's; this file only parses. A package exists, but it is asynchronous, and synthesis is not. Nothing here
 * encrypts.
 */

/** An age key pair: the recipient is public, the key never leaves this object. */
export interface AgeIdentity {
  /** Recipient that files are encrypted to: `age1…`. */
  readonly recipient: string;
  /** The shared secret of a key exchange, 32 bytes. */
  agree(share: Uint8Array): Buffer;
  /** The public key. */
  readonly publicKey: Buffer;
}

const SECRET_KEY = 'age-secret-key-';

// Prefix of the 32 key bytes by RFC 8410.
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI_X25519 = Buffer.from('302a300506032b656e032100', 'hex');

const KEY_BYTES = 32;

const CIPHER = 'chacha20-poly1305';

/**
 * The identities of a key file: one per line, `#` starts a comment. Identities of plugins and of other key types are
 * ignored, because they decrypt nothing here.
 */
export function readAgeIdentities(text: string): AgeIdentity[] {
  // A FIPS build of Node lacks the cipher, and every file would seem changed.
  if (!getCiphers().includes(CIPHER)) return [];
  return text.split(/\r?\n/).flatMap((line) => {
    const decoded = decodeBech32(line.trim());
    return decoded?.prefix === SECRET_KEY && decoded.bytes.length === KEY_BYTES ? [identityOf(decoded.bytes)] : [];
  });
}

function identityOf(secret: Buffer): AgeIdentity {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_X25519, secret]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const publicKey = spki.subarray(SPKI_X25519.length);
  return {
    recipient: encodeBech32('age', publicKey),
    publicKey,
    agree: (share) =>
      diffieHellman({
        privateKey,
        publicKey: createPublicKey({ key: Buffer.concat([SPKI_X25519, share]), format: 'der', type: 'spki' }),
      }),
  };
}

/**
 * Content of an armored age file; undefined if none of the identities decrypts it or the file is not valid. Only files
 * of one chunk (64 kB) are supported: SOPS stores 32 bytes in them.
 */
export function decryptAge(armored: string, identities: readonly AgeIdentity[]): Buffer | undefined {
  const file = dearmor(armored);
  const parts = file && parse(file);
  if (!parts) return undefined;
  for (const identity of identities) {
    for (const stanza of parts.stanzas) {
      const fileKey = unwrap(stanza, identity);
      if (fileKey) return openPayload(parts, fileKey);
    }
  }
  return undefined;
}

interface Stanza {
  readonly type: string;
  readonly args: readonly string[];
  readonly body: Buffer;
}

interface AgeFile {
  readonly stanzas: readonly Stanza[];
  /** The bytes that the header's MAC covers. */
  readonly covered: Buffer;
  readonly mac: Buffer;
  readonly payload: Buffer;
}

function dearmor(text: string): Buffer | undefined {
  const body = /^\s*-----BEGIN AGE ENCRYPTED FILE-----\s+([A-Za-z0-9+/=\s]+?)\s+-----END AGE ENCRYPTED FILE-----\s*$/;
  const [, base64] = body.exec(text) ?? [];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

function parse(file: Buffer): AgeFile | undefined {
  const end = file.indexOf('\n--- ');
  const afterMac = end < 0 ? -1 : file.indexOf('\n', end + 1);
  if (afterMac < 0) return undefined;
  const [version, ...lines] = file.subarray(0, end).toString('latin1').split('\n');
  if (version !== 'age-encryption.org/v1') return undefined;
  const stanzas: Stanza[] = [];
  for (let index = 0; index < lines.length;) {
    const [arrow, type = '', ...args] = lines[index++]!.split(' ');
    if (arrow !== '->') return undefined;
    let body = '';
    // A stanza's body ends with the first line that is not full.
    for (let full = true; full && index < lines.length; index++) {
      body += lines[index]!;
      full = lines[index]!.length === 64;
    }
    stanzas.push({ type, args, body: Buffer.from(body, 'base64') });
  }
  return {
    stanzas,
    covered: file.subarray(0, end + '\n---'.length),
    mac: Buffer.from(file.subarray(end + '\n--- '.length, afterMac).toString('latin1'), 'base64'),
    payload: file.subarray(afterMac + 1),
  };
}

function unwrap({ type, args, body }: Stanza, identity: AgeIdentity): Buffer | undefined {
  const share = Buffer.from(args[0] ?? '', 'base64');
  if (type !== 'X25519' || args.length !== 1 || share.length !== KEY_BYTES) return undefined;
  const salt = Buffer.concat([share, identity.publicKey]);
  try {
    const key = derive(identity.agree(share), salt, 'age-encryption.org/v1/X25519');
    return open(key, Buffer.alloc(12), body);
  } catch {
    // Encrypted to another recipient.
    return undefined;
  }
}

function openPayload({ covered, mac, payload }: AgeFile, fileKey: Buffer): Buffer | undefined {
  const macKey = derive(fileKey, Buffer.alloc(0), 'header');
  if (!createHmac('sha256', macKey).update(covered).digest().equals(mac)) return undefined;
  const key = derive(fileKey, payload.subarray(0, 16), 'payload');
  const nonce = Buffer.alloc(12);
  nonce[11] = 1; // Marks the first chunk as the last.
  try {
    return open(key, nonce, payload.subarray(16));
  } catch {
    return undefined;
  }
}

function derive(secret: Uint8Array, salt: Uint8Array, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, KEY_BYTES));
}

function open(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: 16 });
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}
