import { Duration } from 'cdk8s';
import { defined } from '../core/defined';
import { flag, number, object, oneOf, OptionType, shown } from '../core/options';
import { DURATION } from './option-types';

/** Defaults for fetching a source. */
export interface SourceDefaults {
  /**
   * How often Flux checks for a new revision, at least one minute.
   *
   * @default Duration.minutes(1) - changes arrive quickly, and a check is cheap: only a new revision is fetched
   */
  readonly interval?: Duration;

  /**
   * Timeout for one operation.
   *
   * @default - Flux's default, 60 s
   */
  readonly timeout?: Duration;
}

/** Defaults for fetching a Helm repository or a chart. */
export interface ChartSourceDefaults {
  /**
   * How often Flux checks for new versions, at least one minute.
   *
   * @default Duration.minutes(30) - each check fetches the whole index, possibly megabytes
   */
  readonly interval?: Duration;
}

/** Defaults for applying a Kustomization. */
export interface KustomizationDefaults {
  /**
   * How often Flux reapplies and so reverts drift, at least one minute.
   *
   * @default Duration.hours(1) - a new revision is applied at once, whatever the interval
   */
  readonly interval?: Duration;

  /**
   * Delay between retries after a failure.
   *
   * @default Duration.minutes(2) - Flux defaults to the interval: a transient failure would last an hour
   */
  readonly retryInterval?: Duration;

  /**
   * Timeout for applying and for health checks.
   *
   * @default Duration.minutes(5) - Flux defaults to the interval: a failure would be reported after an hour
   */
  readonly timeout?: Duration;

  /**
   * Whether objects removed from the source are deleted from the cluster.
   *
   * @default true - otherwise removed objects keep running
   */
  readonly prune?: boolean;

  /**
   * Whether Ready requires every applied object to be healthy.
   *
   * @default true - otherwise dependents start before this Kustomization's objects are healthy
   */
  readonly wait?: boolean;
}

/** Reaction to a failed Helm action: retry in place, or roll back (or uninstall) first. */
export type RetryStrategy = 'RetryOnFailure' | 'RemediateOnFailure';

/** Defaults for installing and upgrading a HelmRelease. */
export interface HelmReleaseDefaults {
  /**
   * How often Flux reconciles the release, at least one minute.
   *
   * @default Duration.hours(1) - a new chart version or new values are applied at once, whatever the interval
   */
  readonly interval?: Duration;

  /**
   * Timeout for one Helm action.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * Reaction to a failed installation or upgrade. Flux 2.7 and later.
   *
   * @default - RetryOnFailure with Flux 2.7 and later unless `retries` is given, because it neither gives up nor stops
   * running workloads; RemediateOnFailure if the Flux version is unknown
   */
  readonly strategy?: RetryStrategy;

  /**
   * Delay between retries with strategy RetryOnFailure.
   *
   * @default Duration.minutes(5) - each retry is a full upgrade
   */
  readonly retryInterval?: Duration;

  /**
   * Number of retries with strategy RemediateOnFailure, each after a rollback or uninstallation. Flux defaults to none.
   *
   * @default 3
   */
  readonly retries?: number;

  /**
   * Reaction to drift: changes that others make to the release's objects.
   *
   * @default enabled - drift is reverted, as it is for a Kustomization
   */
  readonly driftDetection?: 'enabled' | 'warn' | 'disabled';

  /**
   * Whether drift detection leaves `spec.replicas` of Deployments and StatefulSets alone, which autoscalers write. For
   * charts that set it beside a HorizontalPodAutoscaler: one that leaves it out then has no such drift.
   *
   * @default false - a number that somebody changed is corrected
   */
  readonly ignoreReplicas?: boolean;

  /**
   * How to treat the chart's CRDs on installation and upgrade.
   *
   * @default CreateReplace - keeps the CRDs in step with the chart
   */
  readonly crds?: 'Skip' | 'Create' | 'CreateReplace';
}

/** Defaults for scanning an image repository. */
export interface ImageRepositoryDefaults {
  /**
   * How often the registry is scanned for tags, at least one minute.
   *
   * @default Duration.minutes(5) - registries limit the rate of requests
   */
  readonly interval?: Duration;

  /**
   * Timeout for one scan.
   *
   * @default - Flux's default, the interval
   */
  readonly timeout?: Duration;
}

/** Defaults for an image update automation. */
export interface ImageUpdateAutomationDefaults {
  /**
   * How often the repository is checked for pending updates, at least one minute.
   *
   * @default Duration.minutes(30) - a new image is committed at once, whatever the interval
   */
  readonly interval?: Duration;
}

/** Defaults by kind, for fields that an object leaves out. Each field takes precedence over this library's default. */
export interface FluxDefaults {
  /** For every GitRepository. */
  readonly gitRepository?: SourceDefaults;
  /** For every OCIRepository. */
  readonly ociRepository?: SourceDefaults;
  /** For every Bucket. */
  readonly bucket?: SourceDefaults;
  /** For every HelmRepository. */
  readonly helmRepository?: ChartSourceDefaults;
  /** For every HelmChart. */
  readonly helmChart?: ChartSourceDefaults;
  /** For every Kustomization. */
  readonly kustomization?: KustomizationDefaults;
  /** For every HelmRelease. */
  readonly helmRelease?: HelmReleaseDefaults;
  /** For every ImageRepository. */
  readonly imageRepository?: ImageRepositoryDefaults;
  /** For every ImageUpdateAutomation. */
  readonly imageUpdateAutomation?: ImageUpdateAutomationDefaults;
}

/** Handling of a chart's CRDs. */
export const CRDS = oneOf('Skip', 'Create', 'CreateReplace');

const SOURCE = object<SourceDefaults>({ interval: DURATION, timeout: DURATION });

const CHART_SOURCE = object<ChartSourceDefaults>({ interval: DURATION });

/** Options of {@link FluxDefaults}. */
export const FLUX_DEFAULTS = object<FluxDefaults>({
  gitRepository: SOURCE,
  ociRepository: SOURCE,
  bucket: SOURCE,
  helmRepository: CHART_SOURCE,
  helmChart: CHART_SOURCE,
  kustomization: correctingDrift(
    object<KustomizationDefaults>({
      interval: DURATION,
      retryInterval: DURATION,
      timeout: DURATION,
      prune: flag,
      wait: flag,
    }),
  ),
  helmRelease: object<HelmReleaseDefaults>({
    interval: DURATION,
    timeout: DURATION,
    strategy: oneOf('RetryOnFailure', 'RemediateOnFailure'),
    retryInterval: DURATION,
    retries: number({ least: 0, whole: true }),
    driftDetection: oneOf('enabled', 'warn', 'disabled'),
    ignoreReplicas: flag,
    crds: CRDS,
  }),
  imageRepository: object<ImageRepositoryDefaults>({ interval: DURATION, timeout: DURATION }),
  imageUpdateAutomation: object<ImageUpdateAutomationDefaults>({ interval: DURATION }),
});

/** Advice about drift of objects that a Kustomization applies. */
export const NO_DRIFT_MODE =
  'a Kustomization corrects drift at each interval, and has no mode that only warns: leave it out, list what differs with flux-fleet drift, and name fields that others write in flux.ignore (Flux 2.9)';

/** Says of a Kustomization's drift detection that there is none to choose. */
function correctingDrift(type: OptionType<KustomizationDefaults>): OptionType<KustomizationDefaults> {
  return {
    ...type,
    check: (value, path, owner, found) => {
      const { driftDetection, ...rest } = (value ?? {}) as { readonly driftDetection?: unknown };
      if (driftDetection === undefined) type.check(value, path, owner, found);
      else {
        found('value', `${path}.driftDetection is ${shown(driftDetection)}, but ${NO_DRIFT_MODE}`);
        type.check(rest, path, owner, found);
      }
    },
  };
}

const EVERY_MINUTE = { interval: Duration.minutes(1) };
const EVERY_HALF_HOUR = { interval: Duration.minutes(30) };

/** This library's defaults: used when neither the object nor the fleet sets a field. */
const LIBRARY_DEFAULTS = {
  gitRepository: EVERY_MINUTE,
  ociRepository: EVERY_MINUTE,
  bucket: EVERY_MINUTE,
  helmRepository: EVERY_HALF_HOUR,
  helmChart: EVERY_HALF_HOUR,
  kustomization: {
    interval: Duration.hours(1),
    retryInterval: Duration.minutes(2),
    timeout: Duration.minutes(5),
    prune: true,
    wait: true,
  },
  helmRelease: {
    interval: Duration.hours(1),
    timeout: Duration.minutes(5),
    driftDetection: 'enabled',
    crds: 'CreateReplace',
  },
  imageRepository: { interval: Duration.minutes(5) },
  imageUpdateAutomation: EVERY_HALF_HOUR,
} as const satisfies FluxDefaults;

type LibraryDefaults = typeof LIBRARY_DEFAULTS;

/** The defaults of a kind. Fields with a library default are required. */
export type DefaultsOf<Kind extends keyof FluxDefaults> = NonNullable<FluxDefaults[Kind]> &
  Required<Pick<NonNullable<FluxDefaults[Kind]>, keyof NonNullable<FluxDefaults[Kind]> & keyof LibraryDefaults[Kind]>>;

/** Merges two sets of defaults by field; undefined fields of `over` are ignored. */
export function mergeDefaults(base: FluxDefaults = {}, over: FluxDefaults = {}): FluxDefaults {
  const kinds = new Set([...Object.keys(base), ...Object.keys(over)]) as ReadonlySet<keyof FluxDefaults>;
  return Object.fromEntries([...kinds].map((kind) => [kind, { ...base[kind], ...defined(over[kind] ?? {}) }]));
}

/** The effective defaults of a kind. */
export function defaultsOf<Kind extends keyof FluxDefaults>(kind: Kind, given: FluxDefaults = {}): DefaultsOf<Kind> {
  return { ...LIBRARY_DEFAULTS[kind], ...defined(given[kind] ?? {}) } as unknown as DefaultsOf<Kind>;
}
