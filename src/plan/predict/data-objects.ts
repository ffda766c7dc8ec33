import { defined } from '../../core/defined';
import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { ManifestIndex } from '../tree/manifest-index';
import { listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { BuiltObject } from './build';
import { OwnedObject } from './ownership-pair';

/** A Secret or ConfigMap that an object of the tree is, or that a controller makes of it. */
export interface DataObject {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly namespace: string;
  readonly name: string;
  /** Its keys; undefined where the tree does not tell. */
  readonly keys?: ReadonlySet<string>;
  /** Whether it goes with the object. */
  readonly goesAlong: boolean;
  /** Further Secrets that go with the object, as `namespace/name`. */
  readonly also?: readonly string[];
  /** Whether what it holds expires unless the object renews it. */
  readonly expires?: true;
}

/** Reads what an object makes; undefined for nothing. */
type Reader = (
  object: KubernetesObject,
) => (Omit<DataObject, 'kind' | 'namespace'> & { namespace?: string }) | undefined;

const keysAt = (object: unknown, ...fields: readonly string[]) =>
  fields.flatMap((field) => Object.keys(mapAt(object, field)));

const plain: Reader = (object) => ({
  name: object.metadata.name,
  keys: new Set(keysAt(object, 'data', 'stringData', 'binaryData')),
  goesAlong: true,
});

/** The Secret of Vault Secrets Operator, which owns it; without `create` it only fills one that somebody else makes. */
const ofVault: Reader = ({ spec }) => {
  const name = textAt(spec, 'destination', 'name');
  return name === undefined || valueAt(spec, 'destination', 'create') !== true ? undefined : { name, goesAlong: true };
};

const MADE_BY: Readonly<Record<string, Reader>> = {
  '/ConfigMap': plain,
  '/Secret': plain,
  // Its Secret has an owner reference to it (sealed-secrets 0.40, pkg/apis/sealedsecrets/v1alpha1: Unseal).
  'bitnami.com/SealedSecret': ({ metadata: { name }, spec }) => ({
    name,
    keys: new Set([...keysAt(spec, 'encryptedData'), ...keysAt(mapAt(spec, 'template'), 'data')]),
    goesAlong: true,
  }),
  // A Certificate owns its Secret only where cert-manager is told so by a flag.
  'cert-manager.io/Certificate': ({ metadata, spec }) => ({
    name: textAt(spec, 'secretName') ?? metadata.name,
    goesAlong: false,
    expires: true,
  }),
  'secrets.hashicorp.com/VaultDynamicSecret': ofVault,
  'secrets.hashicorp.com/VaultPKISecret': ofVault,
  'secrets.hashicorp.com/VaultStaticSecret': ofVault,
  'onepassword.com/OnePasswordItem': ({ metadata: { name } }) => ({ name, goesAlong: true }),
  'secrets.infisical.com/InfisicalSecret': ({ metadata, spec }) => {
    const single = valueAt(spec, 'managedSecretReference');
    const all = [...(single === undefined ? [] : [single]), ...listAt(spec, 'managedKubeSecretReferences')];
    const isOwned = (one: unknown) => textAt(one, 'creationPolicy') === 'Owner';
    const [made, ...others] = all;
    const [name, namespace] = [textAt(made, 'secretName'), textAt(made, 'secretNamespace')];
    if (name === undefined) return undefined;
    const also = others
      .filter(isOwned)
      .map((one) => `${textAt(one, 'secretNamespace') ?? metadata.namespace ?? ''}/${textAt(one, 'secretName') ?? ''}`);
    return { name, ...defined({ namespace, also: also.length > 0 ? also : undefined }), goesAlong: isOwned(made) };
  },
  // Its namespaces are chosen by labels, so that the Secret has none here. It goes with the ExternalSecrets in between.
  'external-secrets.io/ClusterExternalSecret': ({ metadata, spec }) => ({
    name: textAt(spec, 'externalSecretSpec', 'target', 'name') ?? textAt(spec, 'externalSecretName') ?? metadata.name,
    goesAlong: true,
  }),
  'external-secrets.io/ExternalSecret': ({ metadata, spec }) => {
    const keys = externalKeys(spec);
    return {
      name: textAt(spec, 'target', 'name') ?? metadata.name,
      ...defined({ keys }),
      goesAlong: (textAt(spec, 'target', 'creationPolicy') ?? 'Owner') === 'Owner',
    };
  },
};

/** Kinds of objects with keys, or from which objects with keys are made. */
export const HOLDS_KEYS: ReadonlySet<string> = new Set(Object.keys(MADE_BY));

/** The keys of an ExternalSecret's Secret; undefined where the store decides. */
function externalKeys(spec: unknown): ReadonlySet<string> | undefined {
  const template = valueAt(spec, 'target', 'template');
  const templated = keysAt(template, 'data');
  const isMerged = textAt(template, 'mergePolicy') === 'Merge';
  if (listAt(template, 'templateFrom').length > 0) return undefined;
  if (templated.length > 0 && !isMerged) return new Set(templated);
  if (listAt(spec, 'dataFrom').length > 0) return undefined;
  const own = listAt(spec, 'data').flatMap((one) => textAt(one, 'secretKey') ?? []);
  return new Set([...own, ...templated]);
}

/** Data held or made by an object; undefined for other kinds. */
export function dataObject(object: KubernetesObject): DataObject | undefined {
  const kind = `${apiGroup(object.apiVersion)}/${object.kind}`;
  const made = MADE_BY[kind]?.(object);
  if (made === undefined) return undefined;
  const namespace = object.metadata.namespace ?? '';
  return { namespace, ...made, kind: kind === '/ConfigMap' ? 'ConfigMap' : 'Secret' };
}

/** Data held or made by an object of a build. */
export function dataOf({ header, namespace, name }: BuiltObject, index: ManifestIndex): DataObject | undefined {
  if (!HOLDS_KEYS.has(`${header.group}/${header.kind}`)) return undefined;
  const body = index.body(header);
  return dataObject({ ...body, metadata: { ...body.metadata, name, namespace } });
}

/** The objects that a Secret or ConfigMap is, or is made from, by its cluster, kind, namespace and name. */
export type Holders = ReadonlyMap<string, ReadonlyArray<{ readonly key: string; readonly goesAlong: boolean }>>;

/** The holders among objects by key. */
export function holdersIn(objects: ReadonlyMap<string, readonly OwnedObject[]>, index: ManifestIndex): Holders {
  const found = new Map<string, Array<{ key: string; goesAlong: boolean }>>();
  for (const [key, [owned]] of objects) {
    const data = dataOf(owned!.object, index);
    if (data === undefined) continue;
    const holder = `${owned!.unit.target}|${data.kind}/${data.namespace}/${data.name}`;
    found.set(holder, [...(found.get(holder) ?? []), { key, goesAlong: data.goesAlong }]);
  }
  return found;
}

/** Groups whose objects make no Secrets, or none that this file does not know. */
const KNOWN_GROUP = /(?:^|\.)(?:k8s\.io|fluxcd\.io|controlplane\.io)$/;

/** Kinds of custom resources that stand for Secrets. */
const OF_SECRETS = /secret|password|credential|vault/i;

/** The fields under which controllers take the name of the Secret that they write. */
const WRITTEN = /destination|target|output|managed|generated/i;

/** Those of some Secrets that a custom resource of an unknown controller seems to make. */
export function guessedSecrets(
  { header, name }: BuiltObject,
  secrets: ReadonlySet<string>,
  index: ManifestIndex,
): readonly string[] {
  const { group, kind, content } = header;
  if (!group.includes('.') || KNOWN_GROUP.test(group) || HOLDS_KEYS.has(`${group}/${kind}`)) return [];
  const text = index.text(content);
  const names = [...secrets].filter((one) => text.includes(one));
  if (names.length === 0) return [];
  const isOfSecrets = OF_SECRETS.test(kind);
  const made = writtenNames(index.body(header).spec, isOfSecrets);
  return names.filter((one) => (isOfSecrets && one === name) || made.has(one));
}

/** Texts of a spec below fields with the name of what a controller writes. */
function writtenNames(value: unknown, isBelow: boolean): ReadonlySet<string> {
  if (typeof value === 'string') return new Set(isBelow ? [value] : []);
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(
    Object.entries(value).flatMap(([field, one]) => [...writtenNames(one, isBelow || WRITTEN.test(field))]),
  );
}
