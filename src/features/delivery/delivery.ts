import { Chart } from 'cdk8s';
import { HealthCheck, HealthCheckExpression } from '../../flux/kustomize';
import { Vocabulary } from '../override';
import { HelmChart, Source } from '../source';
import { PerTarget } from '../target';
import { Image } from './image';
import { Patch } from './patch';

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

/** What is wrong with how the parts of a delivery go together, one message each. */
export function checkDelivery<T>(what: string, props: DeliveryProps<T>): Array<string | undefined> {
  const kinds = (['chart', 'path', 'manifests'] as const).filter((kind) => props[kind] !== undefined);
  const [kind] = kinds;
  if (kinds.length !== 1)
    return [`${what} is one thing: give ${kinds.length ? 'only one' : 'one'} of chart, path and manifests`];
  const only = (field: keyof DeliveryProps<T>, ...takers: ReadonlyArray<typeof kind>) =>
    props[field] === undefined || takers.includes(kind)
      ? undefined
      : `${field} is for ${takers.join(' and ')}, but ${kind} is given: leave it out`;
  return [
    ...(['values', 'releaseName', 'crds'] as const).map((field) => only(field, 'chart')),
    ...(['source', 'substitutions'] as const).map((field) => only(field, 'path')),
    ...(['images', 'patches'] as const).map((field) => only(field, 'chart', 'path')),
    only('healthChecks', 'path', 'manifests'),
  ];
}

const OVERRIDABLE: Readonly<
  Record<'chart' | 'path' | 'manifests' | 'part', ReadonlyArray<keyof DeliverySettings<never>>>
> = {
  chart: ['chart', 'values', 'images', 'patches', 'enabled'],
  path: ['path', 'source', 'substitutions', 'images', 'patches', 'enabled'],
  manifests: ['enabled'],
  part: ['values', 'enabled'],
};

/** What an exception may set: a folder gets no values, and a chart no path. */
export function overridableOf<T>(props: DeliveryProps<T>): ReadonlyArray<keyof DeliverySettings<never>> {
  return OVERRIDABLE[
    props.chart ? 'chart' : props.path !== undefined ? 'path' : props.manifests ? 'manifests' : 'part'
  ];
}

/** What a component or an app consists of. */
export const DELIVERY: Vocabulary<DeliverySettings<never>> = {
  replaced: ['chart', 'path', 'source', 'enabled'],
  merged: ['values', 'substitutions', 'images'],
  added: ['patches'],
  required: ['chart', 'path', 'source', 'enabled'],
};
