import type { App } from '../app';
import type { Placement } from '../placement';
import type { Tenant } from '../tenant';

/**
 * Props of `fleet.scaleDown`. Deployments and StatefulSets are scaled down; of an app in code with others that run pods,
 * such as CronJobs and DaemonSets, the warning `not-scaled-down` names these.
 */
export interface ScaleDownProps<C extends object = Record<string, unknown>> {
  /** The environments and clusters whose apps are scaled down. */
  readonly placement: Placement;

  /** The times in which apps run. Outside of all of them, their Deployments and StatefulSets have no pods. */
  readonly uptime: ReadonlyArray<{
    /** When it begins, as five fields of cron: `0 7 * * 1-5`. */
    readonly start: string;

    /** When it ends, as five fields of cron: `0 19 * * 1-5`. Pods go some five minutes later. */
    readonly end: string;

    /**
     * Time zone of both, by its name in the database of IANA, such as `Europe/Berlin`.
     *
     * @default Etc/UTC
     */
    readonly timezone?: string;
  }>;

  /**
   * Workloads of charts and folders, in which the library does not look them up. Their number of replicas is taken out
   * of what is applied. Those of manifests are known.
   *
   * @default - none
   */
  readonly workloads?: ReadonlyArray<{
    /** The app, or the tenant whose own chart has the workload. */
    readonly of: App<C> | Tenant<C>;

    /** Name of the object. */
    readonly name: string;

    /**
     * Its kind.
     *
     * @default Deployment
     */
    readonly kind?: 'Deployment' | 'StatefulSet';

    /**
     * Number of pods in times of running, at least 1.
     *
     * @default 1
     */
    readonly replicas?: number;
  }>;

  /**
   * Apps that run all the time, and tenants whose apps all do.
   *
   * @default - none
   */
  readonly except?: ReadonlyArray<App<C> | Tenant<C>>;
}
