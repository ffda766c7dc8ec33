import { readFileSync } from 'node:fs';
import type { Document } from 'yaml';
import { yamlReader } from '../../core/yaml-reader';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { isSopsEncrypted } from '../../kubernetes/sops';

/** A file that holds one Kubernetes object. */
export interface ObjectFile {
  /** The file's text, byte for byte. */
  readonly text: string;
  /** The object. */
  readonly object: KubernetesObject;
  /** The object with the order and the notation of every value. */
  readonly document: Document.Parsed;
}

/** Size limit of a Secret in bytes, and so of a file that holds one. */
const LARGEST = 1_048_576;

/**
 * Reads a file with one object. The message about a problem quotes nothing from the file: it may be a secret that
 * somebody forgot to encrypt.
 *
 * @param file path, from the working directory
 * @returns the file, or its problem
 */
export function readObjectFile(file: string): ObjectFile | string {
  const bytes = readBytes(file);
  if (typeof bytes === 'string') return bytes;
  const what = `secret file ${quote(file)}`;
  if (bytes.length > LARGEST) return `${what} has ${bytes.length} bytes: use at most ${LARGEST}`;
  const text = bytes.toString();
  if (!Buffer.from(text).equals(bytes)) return `${what} is not UTF-8: save it as UTF-8`;
  const documents = yamlReader().parseAllDocuments(text);
  const [document, ...more] = documents;
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken) return `${what} is not YAML (${broken.code} in line ${broken.linePos?.[0].line ?? 1}): mend it there`;
  if (!document || more.length > 0) {
    return `${what} holds ${documents.length} documents: give each object a file of its own`;
  }
  const object: unknown = document.toJS();
  return isObject(object)
    ? (checkName(what, object) ?? { text, object, document: document })
    : `${what} holds no Kubernetes object: it needs apiVersion, kind and metadata.name in plain text`;
}

function readBytes(file: string): Buffer | string {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    return `secret file ${quote(file)} cannot be read (${code}): give its path from the working directory`;
  }
}

function isObject(value: unknown): value is KubernetesObject {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Partial<KubernetesObject>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
}

function checkName(what: string, { metadata }: KubernetesObject): string | undefined {
  // The caller explains the fix for an encrypted name.
  if (isSopsEncrypted(metadata.name)) return undefined;
  const name = checkDnsSubdomain('metadata.name', metadata.name);
  if (name !== undefined) return `${what}: ${name}`;
  return metadata.namespace === undefined || typeof metadata.namespace === 'string'
    ? undefined
    : `${what} has a metadata.namespace that is no name: give one, or leave it out`;
}
