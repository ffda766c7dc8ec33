import { defined } from '../../core/defined';
import { apiGroup, JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { Copy } from './generated-artifact';
import { isMap, listAt, mapAt, textAt, valueAt } from './parse-manifests';
import { SourceSelection } from './source-ignore';
import { HeldFolder, heldFolder, sourceAddress, SourceKey } from './source-key';

/** Flux's own manifests, which `flux bootstrap` commits and this library only lists. */
export const FLUX_COMPONENTS = 'gotk-components.yaml';

/** API group of Flux's Kustomizations, and prefix of its marks on objects. */
export const KUSTOMIZE_GROUP = 'kustomize.toolkit.fluxcd.io';

/** API group of Flux Operator, and prefix of its marks on objects. */
export const OPERATOR_GROUP = 'fluxcd.controlplane.io';

/** Whether an API group is Flux's or Flux Operator's. */
export function isFluxGroup(group: string): boolean {
  return /(?:^|\.)fluxcd\.(?:io|controlplane\.io)$/.test(group);
}

/** Annotation with which Flux Operator leaves an object alone: what a ResourceSet has made stays when it is deleted. */
export const RECONCILE = `${OPERATOR_GROUP}/reconcile`;

/** The fields of a Flux Kustomization that decide about the objects that it owns. */
export interface KustomizationSpec {
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly prune: boolean;
  readonly deletionPolicy: string;
  readonly suspend: boolean;
  readonly force: boolean;
  readonly targetNamespace?: string;
  /** Prefix and suffix of the names of all objects that it builds; they replace those of its folder's list. */
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  /** The Secret or ConfigMap with the kubeconfig, as `name` in the Kustomization's namespace. */
  readonly kubeConfig?: string;
  /** The kind of that object, unless it is a Secret. */
  readonly kubeConfigKind?: 'ConfigMap';
  readonly serviceAccountName?: string;
  readonly source: SourceKey;
  /** The app that it delivers, where a mark says so because its name does not. */
  readonly app?: string;
  /** Whether Flux Operator makes it with its source, which holds a folder of this repository. */
  readonly holds?: true;
  /** Fields that Flux leaves as they are once they are there. */
  readonly ignore?: readonly IgnoreRule[];
  /** Kustomizations that must be Ready first, as `namespace/name`. */
  readonly dependsOn: readonly string[];
  /** Whether its `commonMetadata` keeps every object from being pruned. */
  readonly keeps: boolean;
  /** The fields that decide about the build of its folder; undefined when it has none of them. */
  readonly build?: JsonObject;
}

/** Annotation of the Kustomization of an app whose name the program gives: the name of the app. */
export const DELIVERED_APP = 'fleet.cdk8s.io/app';

/** A rule of a Kustomization's `spec.ignore`. */
export interface IgnoreRule {
  /** JSON pointers. */
  readonly paths: readonly string[];
  readonly target?: Readonly<
    Partial<
      Record<'annotationSelector' | 'group' | 'kind' | 'labelSelector' | 'name' | 'namespace' | 'version', string>
    >
  >;
}

/** Fields of a Kustomization that decide about the build of its folder. */
const BUILD_FIELDS = new Set([
  ...['buildMetadata', 'commonMetadata', 'components', 'decryption', 'ignoreMissingComponents', 'images', 'namePrefix'],
  ...['nameSuffix', 'patches', 'patchesJson6902', 'patchesStrategicMerge', 'postBuild', 'targetNamespace'],
]);

/** Whether an object is a Flux Kustomization. */
export function isFluxKustomization(object: { readonly group: string; readonly kind: string }): boolean {
  return object.group === KUSTOMIZE_GROUP && object.kind === 'Kustomization';
}

/** Whether a label or annotation keeps its object from being pruned. Flux ignores the case of its value. */
export function keepsFromPruning(metadata: unknown): boolean {
  return isMarked(metadata, `${KUSTOMIZE_GROUP}/prune`, 'disabled');
}

/**
 * Whether a label or annotation keeps its object from being applied: `always`, or once it exists (`there`). Flux prunes
 * the object all the same: a mark that is never applied is not on the live object, from which Flux reads it.
 */
export function unappliedBy(metadata: unknown): 'always' | 'there' | undefined {
  if (isMarked(metadata, `${KUSTOMIZE_GROUP}/reconcile`, 'disabled')) return 'always';
  if (isMarked(metadata, `${KUSTOMIZE_GROUP}/ssa`, 'ignore')) return 'always';
  return isMarked(metadata, `${KUSTOMIZE_GROUP}/ssa`, 'ifnotpresent') ? 'there' : undefined;
}

/** Whether a label or annotation lets Flux recreate an object when an immutable field changes. */
export function isForced(metadata: unknown): boolean {
  return isMarked(metadata, `${KUSTOMIZE_GROUP}/force`, 'enabled');
}

function isMarked(metadata: unknown, key: string, value: string): boolean {
  return [mapAt(metadata, 'labels'), mapAt(metadata, 'annotations')].some(
    (marks) => typeof marks[key] === 'string' && marks[key].toLowerCase() === value,
  );
}

/** The spec of a Kustomization, or of the one that Flux creates for a FluxInstance; undefined for everything else. */
export function kustomizationSpec(object: KubernetesObject): KustomizationSpec | undefined {
  const group = apiGroup(object.apiVersion);
  if (isFluxKustomization({ group, kind: object.kind })) return specOf(object);
  return group === OPERATOR_GROUP && object.kind === 'FluxInstance' ? syncOf(object) : undefined;
}

function specOf(object: KubernetesObject): KustomizationSpec {
  const spec = mapAt(object, 'spec');
  const namespace = object.metadata.namespace ?? '';
  const reference = kubeConfigReference(spec);
  const kubeConfig = reference?.name;
  const kubeConfigKind = reference?.kind === 'ConfigMap' ? reference.kind : undefined;
  const targetNamespace = textAt(spec, 'targetNamespace');
  const namePrefix = textAt(spec, 'namePrefix');
  const nameSuffix = textAt(spec, 'nameSuffix');
  const serviceAccountName = textAt(spec, 'serviceAccountName');
  const app = object.metadata.annotations?.[DELIVERED_APP];
  return {
    namespace,
    name: object.metadata.name,
    path: textAt(spec, 'path') ?? '',
    prune: spec.prune === true,
    deletionPolicy: textAt(spec, 'deletionPolicy') ?? 'MirrorPrune',
    suspend: spec.suspend === true,
    force: spec.force === true,
    ...defined({ targetNamespace, namePrefix, nameSuffix, kubeConfig, kubeConfigKind, serviceAccountName, app }),
    source: {
      kind: textAt(spec, 'sourceRef', 'kind') ?? '',
      namespace: textAt(spec, 'sourceRef', 'namespace') ?? namespace,
      name: textAt(spec, 'sourceRef', 'name') ?? '',
    },
    dependsOn: listAt(spec, 'dependsOn').flatMap((one) => {
      const name = textAt(one, 'name');
      return name === undefined ? [] : [`${textAt(one, 'namespace') ?? namespace}/${name}`];
    }),
    keeps: keepsFromPruning(spec.commonMetadata),
    ...defined({ ignore: ignoreRules(spec) }),
    ...defined({ build: buildFields(spec) }),
  };
}

function ignoreRules(spec: JsonObject): readonly IgnoreRule[] | undefined {
  const rules = listAt(spec, 'ignore').map((rule) => ({
    paths: listAt(rule, 'paths').map(String),
    ...(valueAt(rule, 'target') === undefined ? {} : { target: mapAt(rule, 'target') as Record<string, string> }),
  }));
  return rules.length > 0 ? rules : undefined;
}

/** A FluxInstance owns one source and one Kustomization for the folder that it follows. */
function syncOf(object: KubernetesObject): KustomizationSpec | undefined {
  const sync = mapAt(object, 'spec', 'sync');
  const path = textAt(sync, 'path');
  if (path === undefined) return undefined;
  const namespace = object.metadata.namespace ?? '';
  const name = textAt(sync, 'name') ?? 'flux-system';
  return {
    namespace,
    name,
    path,
    prune: true,
    deletionPolicy: 'MirrorPrune',
    suspend: false,
    force: false,
    source: { kind: textAt(sync, 'kind') ?? '', namespace, name },
    ...(heldFolder(object) === undefined ? {} : { holds: true as const }),
    dependsOn: [],
    keeps: false,
  };
}

/** Sync of a FluxInstance that a HelmRelease of the chart `flux-instance` makes: its path, and kind and name of its source. */
export interface InstanceSync {
  readonly path: string;
  readonly kind: string;
  readonly name: string;
}

/** The folder that the FluxInstance of a HelmRelease follows, by its values; undefined for other releases. */
export function instanceSync({ spec }: KubernetesObject): InstanceSync | undefined {
  const sync = mapAt(spec, 'values', 'instance', 'sync');
  const path = textAt(sync, 'path');
  if (path === undefined || textAt(sync, 'url') === undefined) return undefined;
  return { path, kind: textAt(sync, 'kind') ?? 'GitRepository', name: textAt(sync, 'name') ?? 'flux-system' };
}

function buildFields(spec: JsonObject): JsonObject | undefined {
  const fields = Object.entries(spec).filter(([field, value]) => BUILD_FIELDS.has(field) && isGiven(value));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

function isGiven(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : isMap(value) ? Object.keys(value).length > 0 : true;
}

/** Kinds of Flux's sources. */
export const SOURCE_KINDS = [
  'Bucket',
  'ExternalArtifact',
  'GitRepository',
  'HelmChart',
  'HelmRepository',
  'OCIRepository',
];

/** The Secret or ConfigMap with the kubeconfig of a Kustomization or HelmRelease, by its spec; undefined for none. */
export function kubeConfigReference(
  spec: JsonObject,
): { readonly kind: 'ConfigMap' | 'Secret'; readonly name: string } | undefined {
  const [secret, map] = ['secretRef', 'configMapRef'].map((ref) => textAt(spec, 'kubeConfig', ref, 'name'));
  if (secret !== undefined) return { kind: 'Secret', name: secret };
  return map === undefined ? undefined : { kind: 'ConfigMap', name: map };
}

/**
 * The spec of the OCIRepository that helm-controller makes of a HelmRelease, in its namespace (api/v2/helmrelease_types.go of
 * helm-controller 1.7: HelmChartTemplate); undefined for other HelmReleases.
 */
export function inlineRepository({ spec }: KubernetesObject): JsonObject | undefined {
  const chart = mapAt(spec, 'chart');
  return textAt(chart, 'kind') === 'OCIRepository' ? mapAt(chart, 'spec') : undefined;
}

/** The name or folder of a HelmRelease's chart, or the URL of its repository; undefined where another object tells. */
export function chartPath(release: KubernetesObject): string | undefined {
  const repository = inlineRepository(release);
  return repository ? textAt(repository, 'url') : textAt(release, 'spec', 'chart', 'spec', 'chart');
}

/** The reference to an OCI artifact that Flux follows: it takes a digest before a range, and that before a tag. */
export function artifactVersion(ref: JsonValue | undefined): string {
  return textAt(ref, 'digest') ?? textAt(ref, 'semver') ?? textAt(ref, 'tag') ?? 'latest';
}

/** The last name of a path or URL. */
export function lastSegment(path: string): string {
  return path.replace(/\/+$/, '').replace(/^.*\//, '');
}

/** The version of a HelmRelease's chart, or the range of versions; undefined where it does not say one. */
export function chartVersion(release: KubernetesObject): string | undefined {
  const repository = inlineRepository(release);
  return repository ? artifactVersion(repository.ref) : textAt(release, 'spec', 'chart', 'spec', 'version');
}

/** The chart of a HelmRelease for people: its name and version, or the source that it refers to. */
export function chartName(release: KubernetesObject): string {
  const path = chartPath(release) ?? textAt(release, 'spec', 'chartRef', 'name') ?? '';
  // A URL may hold credentials.
  const name = inlineRepository(release) ? lastSegment(path).replace(/^.*@/, '') : path;
  return [name, chartVersion(release)].filter((part) => part !== undefined && part !== '').join(' ');
}

/** Content of a Flux source. */
export interface FluxSource {
  /** The address as it is written. */
  readonly url: string;
  /** The normalized address, so that equal addresses are equal texts. */
  readonly address: string;
  /** Branch, tag or commit, as a text that is equal where they are. */
  readonly ref: string;
  /** Its branch, if it follows one. */
  readonly branch?: string;
  /** Part of this repository that it claims to hold, whatever its address is. A Git repository takes what it selects. */
  readonly holds?: HeldFolder;
  /** The parts of the repository that it takes. */
  readonly selection: SourceSelection;
  /** Artifacts of other sources that it takes in, and the folders that they come to. */
  readonly include: readonly IncludedSource[];
  /** Copies of an ArtifactGenerator into it; undefined for a source that reads an address. */
  readonly copies?: ReadonlyArray<Copy & { readonly source: SourceKey }>;
}

/** Another source's artifact within a source's. */
export interface IncludedSource {
  /** The other GitRepository, in the same namespace. */
  readonly repository: string;
  readonly from: string;
  readonly to: string;
}

/** The part of a source that the plan follows; undefined for other objects. */
export function fluxSource(object: KubernetesObject): FluxSource | undefined {
  if (apiGroup(object.apiVersion) !== 'source.toolkit.fluxcd.io') return undefined;
  const url = textAt(object, 'spec', 'url') ?? textAt(object, 'spec', 'endpoint');
  if (url === undefined) return undefined;
  const ignore = textAt(object, 'spec', 'ignore');
  const held = heldFolder(object);
  const sparse = listAt(object, 'spec', 'sparseCheckout').filter((one) => typeof one === 'string');
  const holds = held && object.kind === 'GitRepository' ? { folder: '', without: [] } : held;
  return {
    ...defined({ holds }),
    url,
    address: sourceAddress(url),
    ref: JSON.stringify(valueAt(object, 'spec', 'ref') ?? ''),
    ...defined({ branch: textAt(object, 'spec', 'ref', 'branch') }),
    selection: { ...defined({ ignore, sparse: sparse.length > 0 ? sparse : undefined }) },
    include: listAt(object, 'spec', 'include').flatMap((one) => {
      const repository = textAt(one, 'repository', 'name');
      const to = textAt(one, 'toPath') ?? repository;
      return repository === undefined ? [] : [{ repository, from: textAt(one, 'fromPath') ?? '', to: to! }];
    }),
  };
}
