import { defined } from '../../core/defined';
import { quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { readObjectFile } from './file';
import { checkSecretType } from './secret-type';

/** Where a sealed secret can be decrypted: under its own name, anywhere in its namespace or anywhere in the cluster. */
export type SealedScope = 'strict' | 'namespace-wide' | 'cluster-wide';

/** The content of a SealedSecret file. */
export interface SealedReading {
  /** The SealedSecret, without its namespace and its status. */
  readonly object: KubernetesObject;
  /** Scope in which it can be decrypted. */
  readonly scope: SealedScope;
}

const API_VERSION = 'bitnami.com/v1alpha1';

/** Prefix of its annotations. */
const PREFIX = 'sealedsecrets.bitnami.com';

interface SealedFields {
  readonly encryptedData?: unknown;
  readonly template?: {
    readonly type?: unknown;
    readonly data?: unknown;
    readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown };
  };
}

/**
 * Reads a file that `kubeseal` wrote.
 *
 * @returns the SealedSecret, or the problem of the file
 */
export function readSealedFile(file: string): SealedReading | string {
  const read = readObjectFile(file);
  if (typeof read === 'string') return read;
  const problem = check(read.object);
  if (problem !== undefined) return `secret file ${quote(file)} ${problem}`;
  const { apiVersion, kind, metadata, spec } = read.object;
  const { name, namespace, labels, annotations } = metadata;
  return {
    object: {
      apiVersion,
      kind,
      metadata: {
        name,
        ...defined({ namespace, labels, annotations }),
      },
      spec: withoutNulls(spec),
    },
    scope: scopeOf(read.object),
  };
}

function check(object: KubernetesObject): string | undefined {
  if (object.apiVersion !== API_VERSION || object.kind !== 'SealedSecret') {
    return `holds a ${object.apiVersion} ${object.kind}: give a SealedSecret, as kubeseal writes it`;
  }
  const { encryptedData, template } = (object.spec ?? {}) as SealedFields;
  const sealed = Object.values(encryptedData ?? {});
  if (sealed.length === 0 || !sealed.every(isSealed))
    return 'has encryptedData that kubeseal did not write: seal it again';
  const { name, namespace } = object.metadata;
  const inner = template?.metadata ?? {};
  if (inner.name !== undefined && inner.name !== name) {
    return `is named ${quote(name)}, but its template ${quote(inner.name)}: seal it again under the name it is to have`;
  }
  if (inner.namespace !== undefined && inner.namespace !== namespace) {
    return `is for namespace ${quote(namespace)}, but its template for ${quote(inner.namespace)}: seal it again for its namespace`;
  }
  return checkSecretType(template?.type);
}

/** True for Base64 of at least the length of an RSA session key. */
function isSealed(value: unknown): boolean {
  return typeof value === 'string' && value.length > 300 && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
}

function scopeOf({ metadata }: KubernetesObject): SealedScope {
  const { annotations = {} } = metadata;
  if (annotations[`${PREFIX}/cluster-wide`] === 'true') return 'cluster-wide';
  return annotations[`${PREFIX}/namespace-wide`] === 'true' ? 'namespace-wide' : 'strict';
}

/** kubeseal writes `creationTimestamp: null`, which carries no information. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutNulls(inner)]));
}
