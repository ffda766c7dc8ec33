import { createPrivateKey, createPublicKey, KeyObject, scryptSync, sign, verify } from 'node:crypto';
import * as fs from 'node:fs';
import { quote } from '../kubernetes/names';
import { PushError } from './push-error';

/** The variable with the password of the key, as cosign has it. */
export const PASSWORD_VARIABLE = 'COSIGN_PASSWORD';

/** Types of keys that Flux verifies with SHA-256. */
const KEY_TYPES = ['ec', 'rsa'];

/** Content of the PEM block of a key of cosign. */
interface EncryptedKey {
  readonly kdf: { readonly name: string; readonly params: Record<'N' | 'p' | 'r', number>; readonly salt: string };
  readonly cipher: { readonly name: string; readonly nonce: string };
  readonly ciphertext: string;
}

const LABEL = /-----BEGIN ([A-Z ]+)-----([\s\S]+?)-----END/;
const ENCRYPTED_LABELS = ['ENCRYPTED SIGSTORE PRIVATE KEY', 'ENCRYPTED COSIGN PRIVATE KEY'];

/** Bytes of memory that deriving the key may take: N of 65,536 takes 64 MiB. */
const MOST_MEMORY = 256 * 1024 * 1024;

/** A private key that artifacts are signed with. */
export class SigningKey {
  /**
   * The key in a file that `cosign generate-key-pair` or `cosign import-key-pair` has written, or an unencrypted PEM.
   *
   * @throws PushError when it cannot be read
   */
  public static read(file: string, environment: NodeJS.ProcessEnv = process.env): SigningKey {
    const refuse = (message: string) => new PushError([{ at: file, message }]);
    let text: string;
    try {
      text = fs.readFileSync(file, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw refuse(`the key cannot be read (${code}): give --sign the file that cosign generate-key-pair has written`);
    }
    const [, label = '', base64 = ''] = LABEL.exec(text) ?? [];
    if (label === 'PUBLIC KEY') {
      throw refuse('the file has the public key, which Flux verifies with: give --sign the private one, cosign.key');
    }
    let key: KeyObject;
    if (ENCRYPTED_LABELS.includes(label)) {
      const pkcs8 = decrypted(base64, environment[PASSWORD_VARIABLE] ?? '');
      if (typeof pkcs8 === 'string') throw refuse(pkcs8);
      key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    } else {
      try {
        key = createPrivateKey(text);
      } catch {
        throw refuse('the file is no private key: give --sign the file that cosign generate-key-pair has written');
      }
    }
    if (!KEY_TYPES.includes(key.asymmetricKeyType ?? '')) {
      throw refuse(
        `the key is of the type ${quote(key.asymmetricKeyType ?? '')}: give one of ${KEY_TYPES.join(', ')}, as cosign generate-key-pair makes it`,
      );
    }
    return new SigningKey(key);
  }

  private readonly publicKey: KeyObject;

  private constructor(private readonly key: KeyObject) {
    this.publicKey = createPublicKey(key);
  }

  /** The signature of bytes, in base64. */
  public sign(bytes: Buffer): string {
    return sign('sha256', bytes, this.key).toString('base64');
  }

  /** Whether a signature in base64 is this key's. */
  public hasSigned(bytes: Buffer, signature: string): boolean {
    return verify('sha256', bytes, this.publicKey, Buffer.from(signature, 'base64'));
  }
}

/** The key in the block, or what is in the way. */
function decrypted(base64: string, password: string): Uint8Array | string {
  let block: EncryptedKey;
  try {
    block = JSON.parse(Buffer.from(base64, 'base64').toString()) as EncryptedKey;
  } catch {
    return 'the key is damaged: take it from where it is kept again';
  }
  const { kdf, cipher, ciphertext } = block;
  if (kdf?.name !== 'scrypt' || cipher?.name !== 'nacl/secretbox') {
    return `the key is encrypted with ${quote(`${kdf?.name} and ${cipher?.name}`)}: make one with cosign generate-key-pair`;
  }
  const { N, r, p } = kdf.params;
  // Before the password is tried: the file says how much memory that takes.
  if (128 * N * r > MOST_MEMORY)
    return `the key takes ${128 * N * r} bytes of memory to decrypt: make one with cosign generate-key-pair`;
  const derived = scryptSync(password, Buffer.from(kdf.salt, 'base64'), 32, { N, r, p, maxmem: 2 * MOST_MEMORY });
  // Loaded for keys that need it: Node has no cipher of this kind.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { xsalsa20poly1305 } = require('@noble/ciphers/salsa') as typeof import('@noble/ciphers/salsa');
  try {
    return xsalsa20poly1305(derived, Buffer.from(cipher.nonce, 'base64')).decrypt(Buffer.from(ciphertext, 'base64'));
  } catch {
    return password === ''
      ? `the key has a password: set ${PASSWORD_VARIABLE}`
      : `the password in ${PASSWORD_VARIABLE} is not that of the key: set the right one`;
  }
}
