import { createDecipheriv } from 'node:crypto';
import { isMap } from '../core/is-map';

/** Pattern of a value that SOPS encrypted. */
const ENCRYPTED =
  /^ENC\[AES256_GCM,data:([A-Za-z0-9+/=]*),iv:([A-Za-z0-9+/=]+),tag:([A-Za-z0-9+/=]+),type:(str|int|float|bool|bytes|time|comment)\]$/;

/** Pattern of SOPS' date, which the MAC is bound to. */
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[-+]\d\d:\d\d)$/;

type Fields = Readonly<Record<string, unknown>>;

/** The part of SOPS' metadata that is read here. */
export interface SopsMetadata {
  /** Everyone who can decrypt the file, as named in `.sops.yaml`, sorted: `age1…`, ARNs, resource ids, URLs. */
  readonly recipients: readonly string[];
  /** The data key, encrypted to age recipients. */
  readonly age: ReadonlyArray<{ readonly recipient: string; readonly enc: string }>;
  /** Whether decryption needs keys of several groups together. */
  readonly shared: boolean;
  /** The encrypted checksum of the content. */
  readonly mac: string;
  /** Time of encryption; the checksum is bound to it. */
  readonly lastModified: string;
  /** Whether the checksum ignores plain values. */
  readonly macOnlyEncrypted: boolean;
}

/** Whether SOPS encrypted a value. */
export function isSopsEncrypted(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('ENC[') && ENCRYPTED.test(value);
}

/** Whether every leaf of a value is encrypted. SOPS leaves empty strings and null unencrypted; they contain nothing. */
export function allSopsEncrypted(value: unknown): boolean {
  if (value === null || value === '') return true;
  if (typeof value !== 'object') return isSopsEncrypted(value);
  return Object.values(value).every(allSopsEncrypted);
}

/** Content and type of an encrypted value; undefined if the key does not fit or the value was changed. */
export function decryptSopsValue(
  value: string,
  key: Uint8Array,
  boundTo: string,
): { readonly bytes: Buffer; readonly type: string } | undefined {
  const [, data, iv, tag, type] = ENCRYPTED.exec(value) ?? [];
  if (data === undefined || iv === undefined || tag === undefined || type === undefined) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(boundTo));
    decipher.setAuthTag(Buffer.from(tag, 'base64'));
    return { bytes: Buffer.concat([decipher.update(data, 'base64'), decipher.final()]), type };
  } catch {
    return undefined;
  }
}

/**
 * Reads the field `sops` of an encrypted object.
 *
 * @returns the metadata, or a message
 */
export function readSopsMetadata(sops: unknown): SopsMetadata | string {
  if (!isMap(sops)) return 'is not encrypted with SOPS, it has no field "sops"';
  const { mac, lastmodified } = sops;
  if (typeof mac !== 'string' || !isSopsEncrypted(mac)) return 'has no "sops.mac" that SOPS wrote';
  if (typeof lastmodified !== 'string' || !DATE.test(lastmodified)) return 'has no "sops.lastmodified" that SOPS wrote';
  const groups = listOf(sops.key_groups);
  const holders = [sops, ...groups];
  const recipients = holders.flatMap((holder) =>
    Object.entries(NAMES).flatMap(([kind, name]) => named(holder[kind], name)),
  );
  if (recipients.length === 0) return 'names no recipient that could open it';
  return {
    recipients: [...new Set(recipients)].sort(),
    age: holders
      .flatMap((holder) => listOf(holder.age))
      .map(({ recipient, enc }) => ({ recipient: textOf(recipient), enc: textOf(enc) })),
    shared: groups.length > 1,
    mac,
    lastModified: lastmodified,
    macOnlyEncrypted: sops.mac_only_encrypted === true,
  };
}

/** For each kind of key that SOPS supports: its name in SOPS' configuration. */
const NAMES: Readonly<Record<string, (key: Fields) => string>> = {
  age: (key) => textOf(key.recipient),
  azure_kv: (key) => `${textOf(key.vault_url)}/keys/${textOf(key.name)}/${textOf(key.version)}`,
  gcp_kms: (key) => textOf(key.resource_id),
  hckms: (key) => textOf(key.key_id),
  hc_vault: (key) => `${textOf(key.vault_address)}/v1/${textOf(key.engine_path)}/keys/${textOf(key.key_name)}`,
  kms: (key) => textOf(key.arn),
  pgp: (key) => textOf(key.fp),
};

function named(keys: unknown, name: (key: Fields) => string): string[] {
  return listOf(keys)
    .map(name)
    .filter((one) => one !== '');
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
