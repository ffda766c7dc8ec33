import { Duration } from 'cdk8s';
import { defined } from '../core/defined';

/** How a source is looked at. */
export interface SourceDefaults {
  /**
   * How often Flux asks for a new revision, at least one minute.
   *
   * @default Duration.minutes(1) - a change is there soon, and asking costs little: nothing is fetched unless it is new
   */
  readonly interval?: Duration;

  /**
   * Limit for one operation.
   *
   * @default - Flux's own, 60 s
   */
  readonly timeout?: Duration;
}

/** How a Helm repository or a chart is looked at. */
export interface ChartSourceDefaults {
  /**
   * How often Flux looks for new versions, at least one minute.
   *
   * @default Duration.minutes(30) - each look fetches the whole index, which may be megabytes
   */
  readonly interval?: Duration;
}

/** How a Kustomization applies. */
export interface KustomizationDefaults {
  /**
   * How often Flux applies again, so that what others changed is undone; at least one minute.
   *
   * @default Duration.hours(1) - a new revision is applied at once, whatever the interval
   */
  readonly interval?: Duration;

  /**
   * Wait between retries after a failure.
   *
   * @default Duration.minutes(2) - Flux's own default is the interval: a failure that mends itself would last an hour
   */
  readonly retryInterval?: Duration;

  /**
   * Limit for applying and for health checks.
   *
   * @default Duration.minutes(5) - Flux's own default is the interval: a failure would be told after an hour
   */
  readonly timeout?: Duration;

  /**
   * Whether objects that leave the source are deleted from the cluster.
   *
   * @default true - otherwise what was removed goes on running
   */
  readonly prune?: boolean;

  /**
   * Whether Ready waits for the health of every applied object.
   *
   * @default true - without it, whoever depends on this Kustomization waits for nothing
   */
  readonly wait?: boolean;
}

/** What is done about a Helm action that fails: retried as it is, or undone first. */
export type RetryStrategy = 'RetryOnFailure' | 'RemediateOnFailure';

/** How a HelmRelease installs and upgrades. */
export interface HelmReleaseDefaults {
  /**
   * How often Flux compares the release with what it should be, at least one minute.
   *
   * @default Duration.hours(1) - a new chart or new values are installed at once, whatever the interval
   */
  readonly interval?: Duration;

  /**
   * Limit for one Helm action.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * What is done about an installation or upgrade that fails. Flux 2.7 and later.
   *
   * @default - with Flux 2.7 and later RetryOnFailure, which neither gives up nor takes down what runs, unless `retries`
   * is given; RemediateOnFailure where the version of Flux is not known
   */
  readonly strategy?: RetryStrategy;

  /**
   * Wait between retries of strategy RetryOnFailure.
   *
   * @default Duration.minutes(5) - each retry is a whole upgrade
   */
  readonly retryInterval?: Duration;

  /**
   * Retries of strategy RemediateOnFailure, each after a rollback or uninstallation. Flux's own default is none.
   *
   * @default 3
   */
  readonly retries?: number;

  /**
   * What is done about changes that others make to the release's objects.
   *
   * @default enabled - they are undone, as a Kustomization does
   */
  readonly driftDetection?: 'enabled' | 'warn' | 'disabled';

  /**
   * How the chart's CRDs are treated on installation and upgrade.
   *
   * @default CreateReplace - so that CRDs keep up with the chart
   */
  readonly crds?: 'Skip' | 'Create' | 'CreateReplace';
}

/** How an image repository is scanned. */
export interface ImageRepositoryDefaults {
  /**
   * How often the registry is asked for tags, at least one minute.
   *
   * @default Duration.minutes(5) - registries limit how often they may be asked
   */
  readonly interval?: Duration;

  /**
   * Limit for one scan.
   *
   * @default - Flux's own, the interval
   */
  readonly timeout?: Duration;
}

/** How an image update automation runs. */
export interface ImageUpdateAutomationDefaults {
  /**
   * How often the repository is checked for updates to commit, at least one minute.
   *
   * @default Duration.minutes(30) - a new image is committed at once, whatever the interval
   */
  readonly interval?: Duration;
}

/** What is written where an object does not say it, by kind. Each field wins over this library's own default. */
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

const EVERY_MINUTE = { interval: Duration.minutes(1) };
const EVERY_HALF_HOUR = { interval: Duration.minutes(30) };

/** What is written where neither an object nor a fleet says it. */
const OWN = {
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

type Own = typeof OWN;

/** The defaults of a kind: all that this library has one for is there. */
export type DefaultsOf<Kind extends keyof FluxDefaults> = NonNullable<FluxDefaults[Kind]> &
  Required<Pick<NonNullable<FluxDefaults[Kind]>, keyof NonNullable<FluxDefaults[Kind]> & keyof Own[Kind]>>;

/** One set of defaults over another; what is undefined says nothing. */
export function mergeDefaults(base: FluxDefaults = {}, over: FluxDefaults = {}): FluxDefaults {
  const kinds = new Set([...Object.keys(base), ...Object.keys(over)]) as ReadonlySet<keyof FluxDefaults>;
  return Object.fromEntries([...kinds].map((kind) => [kind, { ...base[kind], ...defined(over[kind] ?? {}) }]));
}

/** What is written for a kind where an object does not say it. */
export function defaultsOf<Kind extends keyof FluxDefaults>(kind: Kind, given: FluxDefaults = {}): DefaultsOf<Kind> {
  return { ...OWN[kind], ...defined(given[kind] ?? {}) } as unknown as DefaultsOf<Kind>;
}
