/** A time in which apps run, as KEDA's trigger `cron` has it. */
export interface Uptime {
  readonly start: string;
  readonly end: string;
  readonly timezone: string;
}

/** A workload that is scaled down outside of its times. */
export interface ScaledWorkload {
  readonly namespace: string;
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly name: string;
  /** Name of its ScaledObject. */
  readonly scaler: string;
  /** Number of pods in times of running. */
  readonly replicas: number;
  /**
   * Whether KEDA restores the number that it found when the ScaledObject goes: what git says brings it back only where
   * git says one.
   */
  readonly restores?: true;
}

/** The workloads of one tenant at one target. */
export interface ResolvedScaleDown {
  /** The tenant's name. */
  readonly tenant: string;
  readonly uptime: readonly Uptime[];
  readonly workloads: readonly ScaledWorkload[];
  /** Components that seem to bring KEDA, which the objects wait for; undefined for none. */
  readonly keda?: { readonly here: readonly string[]; readonly cluster: readonly string[] };
}
