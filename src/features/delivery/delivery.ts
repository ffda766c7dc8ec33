import { Chart } from 'cdk8s';
import { HealthCheck, HealthCheckExpression } from '../../flux/kustomize';
import { checkSourcePath } from '../../flux/rules';
import { Fields, FieldTable } from '../override';
import { HelmChart, Source } from '../source';
import { PerTarget } from '../target';
import { checkChart, checkSource, checkSubstitutions, checkValues } from './check';
import { checkImages, Image } from './image';
import { checkPatch, Patch } from './patch';

/** What a component or an app consists of, as far as it may differ by place and may be overridden for some. */
export interface DeliverySettings<T> {
  /**
   * A Helm chart that is installed.
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
   * Folder within the source, beginning with `./`: manifests or a Kustomize overlay.
   *
   * @default - `chart` or `manifests` say what there is
   */
  readonly path?: PerTarget<string, T>;

  /**
   * Where the folder is: a Git repository or an OCI artifact.
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
   * Images whose tag, digest or name is set here, for a folder or a chart, by their name as it stands in the manifests,
   * without tag and digest.
   *
   * @default - as the folder or the chart has them
   */
  readonly images?: PerTarget<Readonly<Record<string, Image>>, T>;

  /**
   * Changes to the objects of a folder or a chart, made one after the other.
   *
   * @default - none
   */
  readonly patches?: PerTarget<readonly Patch[], T>;

  /**
   * Whether it is there at all.
   *
   * @default true
   */
  readonly enabled?: PerTarget<boolean, T>;
}

/** What a component or an app consists of. Exactly one of `chart`, `path` and `manifests` is given. */
export interface DeliveryProps<T> extends DeliverySettings<T> {
  /**
   * Objects in code. The function fills a cdk8s chart for each target; objects without a namespace get the one of the
   * component or app.
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
   * How the chart's CRDs are treated on installation and upgrade.
   *
   * @default - as the fleet's defaults say
   */
  readonly crds?: 'Skip' | 'Create' | 'CreateReplace';

  /**
   * Objects whose health says that a folder is Ready; then others of it do not count.
   *
   * @default - all
   */
  readonly healthChecks?: readonly HealthCheck[];

  /**
   * How the health of custom resources is read. For charts, Flux 2.8 and later.
   *
   * @default - by their conditions
   */
  readonly healthCheckExprs?: readonly HealthCheckExpression[];
}

/** What a delivery is one of. */
const SORTS = ['chart', 'path', 'manifests'] as const;

/** Which sort of delivery something is; a part of a tenant's own chart gives none of the three. */
export type DeliverySort = (typeof SORTS)[number] | 'part';

/** What is known of each option that says what a component or an app consists of. */
export const DELIVERY_FIELDS = {
  chart: {
    for: ['chart'],
    merge: 'replace',
    overridable: true,
    explained: true,
    required: true,
    check: { id: 'source', of: checkChart },
  },
  values: {
    for: ['chart', 'part'],
    merge: 'keys',
    overridable: true,
    explained: true,
    check: { id: 'values', of: checkValues },
  },
  path: {
    for: ['path'],
    merge: 'replace',
    overridable: true,
    explained: true,
    required: true,
    check: { id: 'path', of: (path) => [checkSourcePath('path', path)] },
  },
  source: {
    for: ['path'],
    merge: 'replace',
    overridable: true,
    explained: true,
    required: true,
    check: { id: 'source', of: checkSource },
  },
  substitutions: {
    for: ['path'],
    merge: 'keys',
    overridable: true,
    explained: true,
    check: { id: 'substitution', of: checkSubstitutions },
  },
  images: {
    for: ['chart', 'path'],
    merge: 'keys',
    overridable: true,
    explained: true,
    check: { id: 'image', of: (images, sort) => checkImages(images, sort === 'chart') },
  },
  patches: {
    for: ['chart', 'path'],
    merge: 'append',
    overridable: true,
    explained: true,
    check: { id: 'patch', of: (patches) => patches.flatMap(checkPatch) },
  },
  enabled: { for: 'all', merge: 'replace', overridable: true, explained: true, required: true },
  manifests: { for: ['manifests'], merge: 'replace', overridable: false, explained: false },
  releaseName: { for: ['chart'], merge: 'replace', overridable: false, explained: true },
  crds: { for: ['chart'], merge: 'replace', overridable: false, explained: true },
  healthChecks: { for: ['path', 'manifests'], merge: 'replace', overridable: false, explained: true },
  healthCheckExprs: { for: [...SORTS], merge: 'replace', overridable: false, explained: true },
} satisfies FieldTable<DeliveryProps<never>, DeliverySettings<never>, DeliverySort>;

/** The fields of a delivery. */
export const DELIVERY = Fields.of(DELIVERY_FIELDS);

/** Which sort of delivery props give. */
export function sortOf<T>(props: DeliveryProps<T>): DeliverySort {
  return SORTS.find((sort) => props[sort] !== undefined) ?? 'part';
}

/**
 * What is wrong with how the parts of a delivery go together, one message each.
 *
 * @param fields those of the props
 */
export function checkDelivery<T>(what: string, fields: Fields, props: DeliveryProps<T>): string[] {
  const [sort, ...others] = SORTS.filter((one) => props[one] !== undefined);
  if (sort === undefined || others.length > 0) {
    return [`${what} is one thing: give ${sort ? 'only one' : 'one'} of chart, path and manifests`];
  }
  const given = Object.keys(props).filter((key) => props[key as keyof typeof props] !== undefined);
  return given.flatMap((key) => {
    const takers = fields.takersOf(key);
    if (takers === undefined || takers === 'all' || takers.includes(sort)) return [];
    const named = takers.filter((taker) => taker !== 'part').join(' and ');
    return [`${key} is for ${named}, but ${sort} is given: leave it out`];
  });
}
