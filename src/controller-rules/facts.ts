import { defined } from '../core/defined';
import { apiGroup, KubernetesObject } from '../kubernetes/objects';
import { podSecurityLabel } from '../kubernetes/pod-security-labels';
import { fluxCatalog, kubernetesCatalog } from '../schema/catalog';
import { Fields, fieldsIn, isGiven, mapsIn } from './fields';
import { Kind, kindOf, LATEST_POLICIES } from './kinds';

/**
 * The fields of an object that rules about whole clusters read. Units keep it instead of their objects, so that memory does not
 * hold every object of a fleet, and a unit recalled from an earlier run is judged like a new one.
 */
export interface Fact {
  readonly kind: Kind;
  readonly metadata: KubernetesObject['metadata'];
  readonly spec: Fields;
}

/** The fields of each kind's spec that rules about whole clusters read; a kind that is missing here has no facts. */
const FIELDS: Partial<Record<Kind, readonly string[]>> = {
  GitRepository: ['include', 'ref', 'sparseCheckout', 'url'],
  HelmRepository: ['type', 'url'],
  OCIRepository: ['ref', 'url'],
  HelmChart: ['chart', 'sourceRef', 'valuesFiles', 'verify'],
  ArtifactGenerator: ['artifacts', 'pathPattern', 'sources'],
  Kustomization: [
    ...['commonMetadata', 'components', 'dependsOn', 'images', 'kubeConfig', 'namePrefix', 'nameSuffix', 'patches'],
    ...['path', 'postBuild', 'sourceRef', 'suspend', 'targetNamespace'],
  ],
  HelmRelease: [
    ...['chart', 'chartRef', 'dependsOn', 'kubeConfig', 'releaseName', 'storageNamespace', 'suspend'],
    'targetNamespace',
  ],
  Alert: ['eventSeverity', 'eventSources', 'exclusionList', 'inclusionList', 'providerRef'],
  Provider: ['type'],
  ImageUpdateAutomation: ['git', 'sourceRef'],
  ResourceSet: ['dependsOn'],
  FluxInstance: [],
  Canary: ['analysis', 'autoscalerRef', 'revertOnDeletion', 'service', 'suspend', 'targetRef'],
  HorizontalPodAutoscaler: ['maxReplicas', 'scaleTargetRef'],
  ScaledObject: ['scaleTargetRef'],
  ValidatingAdmissionPolicy: ['failurePolicy'],
  ClusterPolicy: [],
  K8sDisallowedTags: [],
  Policy: [],
  ValidatingAdmissionPolicyBinding: ['paramRef', 'policyName'],
  PodDisruptionBudget: ['maxUnavailable', 'minAvailable', 'selector'],
  LimitRange: ['limits'],
  ResourceQuota: ['hard', 'scopeSelector', 'scopes'],
  Service: ['allocateLoadBalancerNodePorts', 'ports', 'selector', 'type'],
};

/** Policies that may forbid the tag `latest`. */
const TAG_POLICIES: ReadonlySet<Kind> = new Set(LATEST_POLICIES);

/** Whether a Service leads to a port by its name. */
const hasNamedPort = ({ ports, selector }: Fields): boolean =>
  isGiven(selector) && mapsIn(ports).some(({ targetPort }) => typeof targetPort === 'string');

const isAboutLatest = (spec: Fields): boolean => spec['latest'] === true;

/** Which objects of a kind matter, where not all do. */
const WORTH: Partial<Record<Kind, (spec: Fields) => boolean>> = {
  ...Object.fromEntries(['ClusterPolicy', 'K8sDisallowedTags', 'Policy'].map((kind) => [kind, isAboutLatest])),
  ValidatingAdmissionPolicy: (spec) => spec['failurePolicy'] === 'Ignore' || isAboutLatest(spec),
  ValidatingAdmissionPolicyBinding: (spec) => isGiven(spec['paramRef']),
  Service: (spec) => spec['type'] === 'LoadBalancer' || spec['type'] === 'NodePort' || hasNamedPort(spec),
};

/** Annotations that Flux copies into events begin with it. */
const EVENT_ANNOTATION = 'event.toolkit.fluxcd.io/';

/** The facts of the objects of a unit, in the same order. */
export function factsOf(objects: readonly KubernetesObject[]): Fact[] {
  const facts: Fact[] = [];
  const versions = new Map<string, Fact>();
  for (const object of objects) {
    const kind = kindOf(object);
    addVersion(versions, object);
    if (kind === undefined) continue;
    const fields = FIELDS[kind];
    if (fields === undefined) {
      const spec = computedFact(kind, object);
      if (spec !== undefined) facts.push({ kind, metadata: metadataOf(object), spec });
      continue;
    }
    const given = fieldsIn(object['spec']);
    const spec: Record<string, unknown> = {};
    for (const field of fields) if (given[field] != null) spec[field] = given[field];
    if (TAG_POLICIES.has(kind) && JSON.stringify(given).includes('latest')) spec['latest'] = true;
    if (WORTH[kind]?.(spec) ?? true) facts.push({ kind, metadata: metadataOf(object), spec });
  }
  facts.push(...versions.values());
  // Custom resources matter beside a release alone, which may bring their kind.
  if (facts.some(({ kind }) => kind === 'HelmRelease')) facts.push(...objects.filter(isCustom).map(customFact));
  return facts;
}

const ENFORCE = podSecurityLabel('enforce');

// Loaded with the first workload: most fleets deliver folders and charts.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const workloads = () => require('./workload-facts') as typeof import('./workload-facts');

/** Facts that are more than fields. */
function computedFact(kind: Kind, object: KubernetesObject): Fields | undefined {
  if (kind === 'CustomResourceDefinition') return definitionFact(object);
  if (kind === 'PersistentVolumeClaim') return { ...workloads().claimFact(object) };
  if (kind !== 'Namespace') return workloads().workloadFact(object);
  const { labels } = object.metadata;
  const enforce = labels?.[ENFORCE];
  return enforce === 'baseline' || enforce === 'restricted'
    ? { enforce, version: labels?.[`${ENFORCE}-version`] ?? 'latest' }
    : undefined;
}

/** The kind that a definition brings, and the versions that it serves: not the schemas, which are large. */
function definitionFact(object: KubernetesObject): Fields {
  const { group, names, versions } = fieldsIn(object['spec']);
  const served = mapsIn(versions).filter((one) => one['served'] === true);
  return { group, kind: fieldsIn(names)['kind'], served: served.map(({ name }) => name) };
}

/** Groups that neither Flux nor Kubernetes has, or that one of them has. */
const custom = new Map<string, boolean>();

/** Whether neither Flux nor Kubernetes has the kind of an object. */
function isCustom({ apiVersion }: KubernetesObject): boolean {
  const group = apiGroup(String(apiVersion));
  let is = custom.get(group);
  if (is === undefined) {
    is = group !== '' && !fluxCatalog().hasGroup(group) && !kubernetesCatalog().hasGroup(group);
    custom.set(group, is);
  }
  return is;
}

/** Notes the version of a custom resource, if it is the first of its unit. */
function addVersion(versions: Map<string, Fact>, object: KubernetesObject): void {
  if (!isCustom(object)) return;
  const { apiVersion, kind } = object;
  const key = `${apiVersion} ${kind}`;
  if (versions.has(key)) return;
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const spec = { group: apiGroup(apiVersion), kind, version };
  versions.set(key, { kind: 'CustomVersion', metadata: metadataOf(object), spec });
}

function customFact(object: KubernetesObject): Fact {
  const { apiVersion, kind } = object;
  return { kind: 'CustomResource', metadata: metadataOf(object), spec: { group: apiGroup(apiVersion), kind } };
}

function metadataOf({ metadata }: KubernetesObject): KubernetesObject['metadata'] {
  const { name, namespace, annotations } = metadata;
  if (annotations == null) return namespace === undefined ? { name } : { name, namespace };
  const events = Object.entries(annotations).filter(([key]) => key.startsWith(EVENT_ANNOTATION));
  return {
    name,
    ...defined({ namespace, annotations: events.length > 0 ? Object.fromEntries(events) : undefined }),
  };
}
