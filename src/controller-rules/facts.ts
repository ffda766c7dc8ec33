import { apiGroup, KubernetesObject } from '../kubernetes/objects';
import { fluxCatalog, kubernetesCatalog } from '../schema/catalog';
import { Fields, fieldsIn, isGiven } from './fields';
import { Kind, kindOf } from './kinds';

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
  Canary: ['autoscalerRef', 'service', 'targetRef'],
  HorizontalPodAutoscaler: ['scaleTargetRef'],
  ScaledObject: ['scaleTargetRef'],
  ValidatingAdmissionPolicy: ['failurePolicy'],
  ValidatingAdmissionPolicyBinding: ['paramRef', 'policyName'],
  CustomResourceDefinition: ['group', 'names'],
};

/** Which objects of a kind matter, where not all do. */
const WORTH: Partial<Record<Kind, (spec: Fields) => boolean>> = {
  ValidatingAdmissionPolicy: (spec) => spec['failurePolicy'] === 'Ignore',
  ValidatingAdmissionPolicyBinding: (spec) => isGiven(spec['paramRef']),
};

/** Annotations that Flux copies into events begin with it. */
const EVENT_ANNOTATION = 'event.toolkit.fluxcd.io/';

/** The facts of the objects of a unit, in the same order. */
export function factsOf(objects: readonly KubernetesObject[]): Fact[] {
  const facts: Fact[] = [];
  for (const object of objects) {
    const kind = kindOf(object);
    const fields = kind && FIELDS[kind];
    if (kind === undefined || fields === undefined) continue;
    const given = fieldsIn(object['spec']);
    const spec: Record<string, unknown> = {};
    for (const field of fields) if (given[field] != null) spec[field] = given[field];
    if (WORTH[kind]?.(spec) ?? true) facts.push({ kind, metadata: metadataOf(object), spec });
  }
  // A workload matters beside an autoscaler alone.
  if (facts.some(({ kind }) => AUTOSCALERS.has(kind))) facts.push(...objects.flatMap(workloadFacts));
  // Custom resources matter beside a release alone, which may bring their kind.
  if (facts.some(({ kind }) => kind === 'HelmRelease')) facts.push(...objects.filter(isCustom).map(customFact));
  return facts;
}

const AUTOSCALERS: ReadonlySet<Kind> = new Set<Kind>(['HorizontalPodAutoscaler', 'ScaledObject']);

function workloadFacts(object: KubernetesObject): Fact[] {
  const kind = kindOf(object);
  if (kind !== 'Deployment' && kind !== 'StatefulSet') return [];
  const { replicas } = fieldsIn(object['spec']);
  return [{ kind, metadata: metadataOf(object), spec: replicas == null ? {} : { replicas } }];
}

/** Whether neither Flux nor Kubernetes has the kind of an object. */
function isCustom({ apiVersion }: KubernetesObject): boolean {
  const group = apiGroup(String(apiVersion));
  return group !== '' && !fluxCatalog().hasGroup(group) && !kubernetesCatalog().hasGroup(group);
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
    ...(namespace === undefined ? {} : { namespace }),
    ...(events.length === 0 ? {} : { annotations: Object.fromEntries(events) }),
  };
}
