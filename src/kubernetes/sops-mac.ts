import { createHash } from 'node:crypto';
import type { Document, Scalar } from 'yaml';
import { yamlReader } from '../core/yaml-reader';
import { decryptSopsValue, isSopsEncrypted, SopsMetadata } from './sops';
import { AgeIdentity, decryptAge } from './sops-age';

/**
 * Result of a verification: undefined if no key is available, or if the file contains something that only SOPS can
 * judge.
 */
export type MacVerdict = 'intact' | 'changed' | undefined;

/** Bytes that SOPS hashes first if only encrypted values count. */
const ONLY_ENCRYPTED = Buffer.from('8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69', 'hex');

/** A plain scalar on which YAML readers disagree: dates, octal numbers, digits with separators. */
const AMBIGUOUS = /^[-+.]?[0-9][-+0-9A-Fa-f_:,.xob]*(?:[Tt ].*)?$/;

/**
 * Verifies SOPS' checksum of a file's content, plain values included. Flux does not: its kustomize-controller decrypts
 * without checking the MAC. A hand-made change is noticed here or not at all.
 */
export function verifySopsMac(
  document: Document.Parsed,
  metadata: SopsMetadata,
  identities: readonly AgeIdentity[],
): MacVerdict {
  if (metadata.shared) return undefined;
  const mine = metadata.age.filter(({ recipient }) => identities.some((identity) => identity.recipient === recipient));
  const [key] = mine.map(({ enc }) => decryptAge(enc, identities)).filter((one) => one !== undefined);
  if (!key) return mine.length > 0 ? 'changed' : undefined;
  const stated = decryptSopsValue(metadata.mac, key, metadata.lastModified);
  if (!stated) return 'changed';
  const hash = createHash('sha512');
  if (metadata.macOnlyEncrypted) hash.update(ONLY_ENCRYPTED);
  const walked = walk(document.contents, [], (value, path) => {
    if (typeof value.value === 'string' && isSopsEncrypted(value.value)) {
      const plain = decryptSopsValue(value.value, key, `${path.join(':')}:`);
      if (!plain) return 'changed';
      if (plain.type !== 'comment') hash.update(plain.bytes);
    } else if (!metadata.macOnlyEncrypted && value.value !== null) {
      const bytes = plainBytes(value);
      if (bytes === undefined) return 'unknown';
      hash.update(bytes);
    }
    return undefined;
  });
  if (walked !== undefined) return walked === 'changed' ? 'changed' : undefined;
  return hash.digest('hex').toUpperCase() === stated.bytes.toString() ? 'intact' : 'changed';
}

type Outcome = 'changed' | 'unknown' | undefined;

/** Calls `leaf` for every scalar in text order, with the keys that lead to it; list indexes are not part of these. */
function walk(
  node: unknown,
  path: readonly string[],
  leaf: (value: Scalar, path: readonly string[]) => Outcome,
): Outcome {
  if (node === null) return undefined;
  const { isMap, isScalar, isSeq } = yamlReader();
  if (isScalar(node)) return leaf(node, path);
  if (isSeq(node)) return first(node.items, (item) => walk(item, path, leaf));
  if (!isMap(node)) return 'unknown';
  return first(node.items, ({ key, value }) => {
    if (!isScalar(key) || typeof key.value !== 'string') return 'unknown';
    return path.length === 0 && key.value === 'sops' ? undefined : walk(value, [...path, key.value], leaf);
  });
}

function first<T>(items: readonly T[], look: (item: T) => Outcome): Outcome {
  for (const item of items) {
    const outcome = look(item);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

/** A plain value in the form that SOPS hashes; undefined if its reader may read another type than ours. */
function plainBytes(scalar: Scalar): string | undefined {
  const { value, type, source } = scalar;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && source === String(value) ? source : undefined;
  }
  if (typeof value !== 'string') return undefined;
  return type === yamlReader().Scalar.PLAIN && AMBIGUOUS.test(value) ? undefined : value;
}
