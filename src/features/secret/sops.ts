import { readFileSync } from 'node:fs';
import { quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { allSopsEncrypted, isSopsEncrypted, readSopsMetadata } from '../../kubernetes/sops';
import { AgeIdentity, readAgeIdentities } from '../../kubernetes/sops-age';
import { verifySopsMac } from '../../kubernetes/sops-mac';
import { ObjectFile, readObjectFile } from './file';
import { checkSecretType } from './secret-type';

/** The content of a file that SOPS encrypted. */
export interface SopsReading {
  /** The file's text. */
  readonly text: string;
  /** The Secret as a cluster gets it, but without values. */
  readonly object: KubernetesObject;
  /** All recipients of the file. */
  readonly recipients: readonly string[];
}

const FIELDS = ['apiVersion', 'kind', 'metadata', 'type', 'immutable', 'data', 'stringData', 'sops'];

const ENCRYPT = `sops encrypt --encrypted-regex '^(data|stringData)$' --in-place`;

/** Files read so far, for each set of keys: functions of a program read the same file for every target. */
const readings = new WeakMap<readonly AgeIdentity[], Map<string, SopsReading | string>>();

/**
 * Reads a file that SOPS encrypted, and verifies its MAC with the age keys at hand.
 *
 * @returns the Secret, or the problem of the file
 */
export function readSopsFile(file: string): SopsReading | string {
  const identities = identitiesAtHand();
  if (typeof identities === 'string') return identities;
  const read = readObjectFile(file);
  if (typeof read === 'string') return read;
  let known = readings.get(identities);
  if (!known) readings.set(identities, (known = new Map<string, SopsReading | string>()));
  const key = `${file}\0${read.text}`;
  const reading = known.get(key) ?? readSops(file, read, identities);
  known.set(key, reading);
  return reading;
}

function readSops(file: string, { text, object, document }: ObjectFile, identities: readonly AgeIdentity[]) {
  const what = `secret file ${quote(file)}`;
  const { sops, ...plain } = object;
  const problem = checkPlain(plain);
  if (problem !== undefined) return `${what} ${problem}`;
  const metadata = readSopsMetadata(sops);
  if (typeof metadata === 'string') return `${what} ${metadata}: run ${ENCRYPT} ${file}`;
  for (const field of ['data', 'stringData']) {
    const open = Object.entries(object[field] ?? {}).filter(([, value]) => !allSopsEncrypted(value));
    if (open.length > 0) {
      const keys = open.map(([key]) => quote(key)).sort();
      return `${what} has ${field} that is not encrypted, under ${keys.join(', ')}: run ${ENCRYPT} ${file}, and change what was open`;
    }
  }
  if (verifySopsMac(document, metadata, identities) === 'changed') {
    return `${what} does not fit its MAC, so it was changed without SOPS: restore it, and change it with sops edit ${file}`;
  }
  return { text, object: withoutValues(plain), recipients: metadata.recipients };
}

/** The problem, if any, of the fields that SOPS leaves in plain text. Flux reads them before it decrypts. */
function checkPlain(object: KubernetesObject): string | undefined {
  const { apiVersion, kind, metadata, type } = object;
  const sealed = ['kind', 'apiVersion', 'metadata', 'type', 'immutable'].find((field) => hidden(object[field]));
  if (sealed !== undefined) {
    return `has encrypted ${sealed}, which Flux reads before it decrypts: encrypt with --encrypted-regex '^(data|stringData)$'`;
  }
  if (apiVersion !== 'v1' || kind !== 'Secret') {
    return `holds a ${apiVersion} ${kind}: give a v1 Secret`;
  }
  const unknown = Object.keys(object).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) return `has a field ${quote(unknown)} that no Secret has: leave it out`;
  const { data, stringData } = object;
  if ([data, stringData].some((one) => one !== undefined && one !== null && !isMap(one))) {
    return 'has data or stringData that is no map: give keys and values';
  }
  if (!isMap(data) && !isMap(stringData)) return 'holds neither data nor stringData: give one of them';
  // Flux would apply the encrypted text unchanged.
  if (Object.keys(metadata.annotations ?? {}).includes('kustomize.toolkit.fluxcd.io/decrypt')) {
    return 'has the annotation "kustomize.toolkit.fluxcd.io/decrypt", which turns decryption off: leave it out';
  }
  return checkSecretType(type);
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hidden(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isSopsEncrypted(value);
  return Object.values(value).some(hidden);
}

function withoutValues(object: KubernetesObject): KubernetesObject {
  const emptied = ['data', 'stringData']
    .filter((field) => isMap(object[field]))
    .map((field) => [field, Object.fromEntries(Object.keys(object[field] as object).map((key) => [key, '']))] as const);
  return { ...object, ...Object.fromEntries(emptied) };
}

let atHand: { readonly key: string; readonly identities: readonly AgeIdentity[] } | undefined;

/** The age keys that SOPS itself would use: $SOPS_AGE_KEY and the file that $SOPS_AGE_KEY_FILE names. */
function identitiesAtHand(): readonly AgeIdentity[] | string {
  const { SOPS_AGE_KEY: text = '', SOPS_AGE_KEY_FILE: file = '' } = process.env;
  const key = `${file}\0${text}`;
  if (atHand?.key === key) return atHand.identities;
  let fromFile = '';
  try {
    if (file !== '') fromFile = readFileSync(file, 'utf8');
  } catch {
    return `the age keys of SOPS_AGE_KEY_FILE ${quote(file)} cannot be read: mend the path, or unset it`;
  }
  atHand = { key, identities: readAgeIdentities(`${text}\n${fromFile}`) };
  return atHand.identities;
}
