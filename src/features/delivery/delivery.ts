import { Chart } from 'cdk8s';
import { byTarget, callback, flag, freeMap, instance, list, mapOf, oneOf, text } from '../../core/options';
import { VALUES_REFERENCE } from '../../flux/helm-release-options';
import { ValuesReference } from '../../flux/helm-release-parts';
import { HEALTH_CHECK, HEALTH_CHECK_EXPRESSION, HealthCheck, HealthCheckExpression } from '../../flux/kustomize';
import { checkSourcePath } from '../../flux/rules';
import { Fields, FieldTable } from '../override';
import { HelmChart, Source } from '../source';
import { PerTarget } from '../target';
import { checkChart, checkSource, checkSubstitutions, checkValues, checkFluxName, checkFluxNamespace } from './check';
import { checkFluxFields, FluxFields } from './flux-fields';
import { checkImages, Image, IMAGE_OPTIONS } from './image';
import { checkPatch, Patch, PATCH_OPTIONS } from './patch';
import {
  checkSubstitutionsFrom,
  checkValuesFrom,
  SUBSTITUTIONS_REFERENCE,
  SubstitutionsReference,
} from './values-from';

/** Delivery options of a component or an app that may differ by target and may be overridden. */
export interface DeliverySettings<T> {
  /**
   * Helm chart to install.
   *
   * @default - `path` or `manifests` say what there is
   */
  readonly chart?: PerTarget<HelmChart, T>;

  /**
   * The chart's values.
   *
   * @default - the chart's own
   */
  readonly values?: PerTarget<object, T>;

  /**
   * Folder within the source, starting with `./`: manifests or a Kustomize overlay.
   *
   * @default - `chart` or `manifests` say what there is
   */
  readonly path?: PerTarget<string, T>;

  /**
   * Source of the folder: a Git repository or an OCI artifact.
   *
   * @default - the tenant's source for an app; for a component the source of its environment, else of the fleet
   */
  readonly source?: PerTarget<Source, T>;

  /**
   * Variables that Flux replaces in the folder's files when it applies them.
   *
   * @default - none
   */
  readonly substitutions?: PerTarget<Readonly<Record<string, string>>, T>;

  /**
   * ConfigMaps and Secrets that the cluster has, whose keys are variables of the folder: in the namespace of the
   * Kustomization, which is the control namespace for components and the tenant's for apps. `substitutions` win over them,
   * later ones over earlier ones. A plan takes their values for unknown.
   *
   * @example
   * new Component(fleet, 'ingress', {
   *   path: './ingress',
   *   substitutionsFrom: [{ kind: 'ConfigMap', name: 'cluster-info', keys: ['ZONE', 'DOMAIN'] }],
   * });
   *
   * @default - none
   */
  readonly substitutionsFrom?: PerTarget<readonly SubstitutionsReference[], T>;

  /**
   * ConfigMaps and Secrets that the cluster has, with values of the chart: in the control namespace, with the HelmRelease.
   * `values` win over them, later ones over earlier ones. A plan takes their values for unknown.
   *
   * @default - none
   */
  readonly valuesFrom?: PerTarget<readonly ValuesReference[], T>;

  /**
   * Tag, digest or name of images of a folder or a chart. Each key is the image's name as written in the manifests,
   * without tag and digest.
   *
   * @default - as the folder or the chart has them
   */
  readonly images?: PerTarget<Readonly<Record<string, Image>>, T>;

  /**
   * Changes to the objects of a folder or a chart, applied in order.
   *
   * @default - none
   */
  readonly patches?: PerTarget<readonly Patch[], T>;

  /**
   * Fields of the Flux object that delivers: of the HelmRelease for a chart, else of the Kustomization. They are merged
   * over the defaults of the fleet and its presets, and those of overrides over these: maps key by key, lists as a whole.
   * A field that the cluster's Flux does not have is refused.
   *
   * @example
   * new Component(fleet, 'database', {
   *   chart,
   *   flux: { timeout: Duration.minutes(20), upgrade: { remediation: { retries: 3 } } },
   * });
   *
   * @default - as the defaults say
   */
  readonly flux?: PerTarget<FluxFields, T>;

  /**
   * Whole name of the Flux object that delivers: of the HelmRelease for a chart, else of the Kustomization. For a running
   * cluster that is taken over, whose object has that name. It is at most 63 bytes long, and no other object of the kind
   * may have it in the namespace. To change it later is a rename: what has the old name goes.
   *
   * @example
   * new Component(fleet, 'database', { chart, fluxName: 'postgres-operator' });
   *
   * @default - a name made of those of the component or app and its place
   */
  readonly fluxName?: PerTarget<string, T>;

  /**
   * Namespace of the Flux object that delivers a chart or a folder, and of its source: that of the component or app itself,
   * where a running cluster that is taken over has it, or the control namespace. Secrets and ConfigMaps that the object or
   * its source names are in it too. A component then has an account there, which only this Flux object uses and which stays
   * when the component goes, as does the namespace; an app uses the account of its tenant, which has to deploy `Secret` for
   * a chart, as Helm keeps its releases in Secrets. Flux objects of remote clusters are beside their kubeconfig only. To
   * change it later is a move, which uninstalls a chart.
   *
   * @example
   * new Component(fleet, 'database', { chart, namespace: 'db', fluxNamespace: 'db' });
   *
   * @default - the control namespace; for folders of apps that of the app
   */
  readonly fluxNamespace?: PerTarget<string, T>;

  /**
   * Delivers the component or app; `false` leaves it out.
   *
   * @default true
   */
  readonly enabled?: PerTarget<boolean, T>;
}

/**
 * Delivery options of a component or an app: a `chart` or a `path`, with or without `manifests` beside it, or `manifests`
 * alone.
 */
export interface DeliveryProps<T> extends DeliverySettings<T> {
  /**
   * Objects in code. The function fills a cdk8s chart for each target. Objects without a namespace get the namespace of
   * the component or app. Beside a chart or a folder, those of Kubernetes' own kinds and definitions of kinds are applied
   * before it, and custom resources when it is Ready.
   *
   * @default - `chart` or `path` say what there is
   */
  readonly manifests?: (chart: Chart, target: T) => void;

  /**
   * Name of the Helm release, at most 53 bytes.
   *
   * @default - the name of the component or app
   */
  readonly releaseName?: string;

  /**
   * Handling of the chart's CRDs on installation and upgrade.
   *
   * @default - as the fleet's defaults say
   */
  readonly crds?: 'Skip' | 'Create' | 'CreateReplace';

  /**
   * Objects whose health decides that a folder is Ready. If given, the folder's other objects do not count. One of
   * Kubernetes or Flux without a `namespace` is in that which objects of the app or component are moved to.
   *
   * @default - all
   */
  readonly healthChecks?: readonly HealthCheck[];

  /**
   * Expressions that read the health of custom resources. For charts, Flux 2.8 and later.
   *
   * @default - by their conditions
   */
  readonly healthCheckExprs?: readonly HealthCheckExpression[];
}

/** Contents of a delivery: of several, the first one decides which options it takes. */
const SORTS = ['chart', 'path', 'manifests'] as const;

/** Sort of a delivery; `part` is a part of a tenant's own chart, which gives none of the three. */
export type DeliverySort = (typeof SORTS)[number] | 'part';

/** Field table of the delivery options of components and apps. */
export const DELIVERY_FIELDS = {
  chart: {
    takes: byTarget(instance('a HelmChart', () => HelmChart)),
    for: ['chart'],
    merge: 'replace',
    overridable: true,
    explained: true,
    required: true,
    check: { id: 'source', of: checkChart },
  },
  values: {
    takes: byTarget(freeMap),
    for: ['chart', 'part'],
    merge: 'keys',
    overridable: true,
    explained: true,
    check: { id: 'values', of: checkValues },
  },
  path: {
    takes: byTarget(text),
    for: ['path'],
    merge: 'replace',
    overridable: true,
    explained: true,
    required: true,
    check: { id: 'path', of: (path) => [checkSourcePath('path', path)] },
  },
  source: {
    takes: byTarget(instance('a Source', () => Source)),
    for: ['path'],
    merge: 'replace',
    overridable: true,
    explained: true,
    required: true,
    check: { id: 'source', of: checkSource },
  },
  substitutions: {
    takes: byTarget(mapOf(text)),
    for: ['path'],
    merge: 'keys',
    overridable: true,
    explained: true,
    check: { id: 'substitution', of: checkSubstitutions },
  },
  substitutionsFrom: {
    takes: byTarget(list(SUBSTITUTIONS_REFERENCE)),
    for: ['path'],
    merge: 'replace',
    overridable: true,
    explained: true,
    check: { id: 'substitution', of: checkSubstitutionsFrom },
  },
  valuesFrom: {
    takes: byTarget(list(VALUES_REFERENCE)),
    for: ['chart'],
    merge: 'replace',
    overridable: true,
    explained: true,
    check: { id: 'values', of: checkValuesFrom },
  },
  images: {
    takes: byTarget(mapOf(IMAGE_OPTIONS)),
    for: ['chart', 'path'],
    merge: 'keys',
    overridable: true,
    explained: true,
    check: { id: 'image', of: (images, sort) => checkImages(images, sort === 'chart') },
  },
  patches: {
    takes: byTarget(list(PATCH_OPTIONS)),
    for: ['chart', 'path'],
    merge: 'append',
    overridable: true,
    explained: true,
    check: { id: 'patch', of: (patches) => patches.flatMap(checkPatch) },
  },
  flux: {
    takes: byTarget(freeMap),
    for: ['chart', 'path', 'manifests'],
    merge: 'keys',
    overridable: true,
    explained: true,
    check: { id: 'flux', of: checkFluxFields },
  },
  fluxName: {
    takes: byTarget(text),
    for: ['chart', 'path', 'manifests'],
    merge: 'replace',
    overridable: true,
    explained: true,
    required: true,
    check: { id: 'name', of: (name) => checkFluxName(name) },
  },
  fluxNamespace: {
    takes: byTarget(text),
    for: ['chart', 'path'],
    merge: 'replace',
    overridable: true,
    explained: true,
    required: true,
    check: { id: 'namespace', of: checkFluxNamespace },
  },
  enabled: { takes: byTarget(flag), for: 'all', merge: 'replace', overridable: true, explained: true, required: true },
  manifests: { takes: callback, for: [...SORTS], merge: 'replace', overridable: false, explained: false },
  releaseName: { takes: text, for: ['chart'], merge: 'replace', overridable: false, explained: true },
  crds: {
    takes: oneOf('Skip', 'Create', 'CreateReplace'),
    for: ['chart'],
    merge: 'replace',
    overridable: false,
    explained: true,
  },
  healthChecks: {
    takes: list(HEALTH_CHECK),
    for: ['path', 'manifests'],
    merge: 'replace',
    overridable: false,
    explained: true,
  },
  healthCheckExprs: {
    takes: list(HEALTH_CHECK_EXPRESSION),
    for: [...SORTS],
    merge: 'replace',
    overridable: false,
    explained: true,
  },
} satisfies FieldTable<DeliveryProps<never>, DeliverySettings<never>, DeliverySort>;

/** Fields of a delivery. */
export const DELIVERY = Fields.of('a delivery', DELIVERY_FIELDS);

/** Sort of delivery that the props give. */
export function sortOf<T>(props: DeliveryProps<T>): DeliverySort {
  return SORTS.find((sort) => props[sort] !== undefined) ?? 'part';
}

/**
 * Problems in the combination of a delivery's options, one message each.
 *
 * @param fields fields of the props
 */
export function checkDelivery<T>(what: string, fields: Fields, props: DeliveryProps<T>): string[] {
  const [sort, other] = SORTS.filter((one) => props[one] !== undefined);
  if (sort === undefined) return [`${what} is nothing: give one of chart, path and manifests`];
  if (sort === 'chart' && other === 'path') {
    return [`${what} is two things: give one of chart and path, with manifests beside it if they belong together`];
  }
  const given = Object.keys(props).filter((key) => props[key as keyof typeof props] !== undefined);
  return given.flatMap((key) => {
    const takers = fields.takersOf(key);
    if (takers === undefined || takers === 'all' || takers.includes(sort)) return [];
    const named = takers.filter((taker) => taker !== 'part').join(' and ');
    return [`${key} is for ${named}, but ${sort} is given: leave it out`];
  });
}
