import { isConstant } from '../core/constant';
import { byteLength } from '../kubernetes/names';
import { below, Finding, FindingId } from './finding';

type Fields = Readonly<Record<string, unknown>>;

/** Maximum size of the data in a ConfigMap or a Secret, in bytes. */
export const DATA_MAX = 1_048_576;

/**
 * Maximum size of an object as JSON, in bytes: etcd's request limit less a margin for the fields that the server adds.
 */
export const OBJECT_MAX = 1_500_000;

const KEY = /^[-._a-zA-Z0-9]+$/;
const KEY_MAX = 253;

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value as Fields) : [];
}

function checkKey(field: string, key: string): string | undefined {
  const valid = KEY.test(key) && byteLength(key) <= KEY_MAX && key !== '.' && !key.startsWith('..');
  return valid ? undefined : `${below(field, key)} is not a valid key: use letters, digits, "-", "_" and "."`;
}

/** Size of base64 text after decoding, in bytes. */
function decodedLength(value: string): number {
  const text = value.replace(/[\r\n]/g, '');
  return (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
}

/** Checks the keys and the data size of a ConfigMap or a Secret. */
function checkData(add: (id: FindingId, path: string, message: string) => void, object: Fields, kind: string): void {
  const encoded = kind === 'Secret' ? 'data' : 'binaryData';
  const plain = kind === 'Secret' ? 'stringData' : 'data';
  let size = 0;
  for (const field of [encoded, plain]) {
    for (const [key, value] of entries(object[field])) {
      const problem = checkKey(field, key);
      if (problem) add('metadata', below(field, key), problem);
      if (typeof value === 'string') size += field === encoded ? decodedLength(value) : byteLength(value);
    }
  }
  const keys = new Set(entries(object[plain]).map(([key]) => key));
  const twice = kind === 'ConfigMap' ? entries(object[encoded]).filter(([key]) => keys.has(key)) : [];
  for (const [key] of twice) {
    add('duplicate', below(plain, key), `${below(plain, key)} is in binaryData too: keep one of the two`);
  }
  if (size > DATA_MAX)
    add('size', plain, `the data of this ${kind} is ${size} bytes: a ${kind} holds at most ${DATA_MAX}`);
}

/** Maximum size in JSON of one character of a string, and of a scalar that is not a string, in bytes. */
const CHARACTER_MAX = 6;
const SCALAR_MAX = 32;

/** Nesting limit, far above that of real objects. */
const DEPTH_MAX = 64;

const sizes = new WeakMap<object, number>();

/** Upper bound of a value's size in JSON; infinite beyond the nesting limit. */
function maxJsonBytes(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || !isConstant(value)) return bytesOf(value, depth);
  let size = sizes.get(value);
  // Wherever it stands: real objects are far from the nesting limit.
  if (size === undefined) sizes.set(value, (size = bytesOf(value, depth)));
  return size;
}

function bytesOf(value: unknown, depth: number): number {
  if (typeof value === 'string') return CHARACTER_MAX * value.length + 2;
  if (typeof value !== 'object' || value === null) return SCALAR_MAX;
  if (depth > DEPTH_MAX) return Infinity;
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      size += 1 + maxJsonBytes(item, depth + 1);
      if (size > OBJECT_MAX) return size;
    }
    return size;
  }
  for (const key in value) {
    size += CHARACTER_MAX * key.length + 4 + maxJsonBytes((value as Fields)[key], depth + 1);
    if (size > OBJECT_MAX) return size;
  }
  return size;
}

/** Checks the size of an object and the data of a ConfigMap or Secret. No message contains a value. */
export function checkSize(findings: Finding[], object: Fields, group: string, kind: string): void {
  const add = (id: FindingId, path: string, message: string) =>
    void findings.push({ id, severity: 'error', at: path, message });
  if (group === '' && (kind === 'ConfigMap' || kind === 'Secret')) checkData(add, object, kind);
  // Serializing every object would take longer than all other size checks.
  if (maxJsonBytes(object) <= OBJECT_MAX) return;
  const size = byteLength(JSON.stringify(object));
  if (size > OBJECT_MAX)
    add('size', '', `this ${kind} is ${size} bytes as JSON: an API server takes about ${OBJECT_MAX}`);
}
