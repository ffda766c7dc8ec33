import type { ProgressiveProps } from './props';
import type { ProgressiveAutoscaler } from './types';

/** Durations become texts, so that the data survives JSON. */
type Timed<T, K extends keyof T> = Omit<T, K> & { readonly [N in K]?: string };

type ItemOf<K extends 'metrics' | 'webhooks'> = NonNullable<ProgressiveProps[K]>[string];

/** Progressive delivery of one app at one target. */
export interface ResolvedProgressive extends Omit<
  ProgressiveProps,
  'autoscaler' | 'interval' | 'metrics' | 'progressDeadline' | 'webhooks'
> {
  /** The tenant's name. */
  readonly tenant: string;
  /** The app's name. */
  readonly app: string;
  /** The app's namespace. */
  readonly namespace: string;
  /** The namespace's name without the environment's prefix. */
  readonly space: string;
  /** Name of the Deployment that is analysed. */
  readonly target: string;
  /** Components that seem to bring Flagger, which the Canary waits for; undefined for none. */
  readonly flagger?: { readonly here: readonly string[]; readonly cluster: readonly string[] };
  /** Its autoscaler; undefined for none. */
  readonly autoscaler?: ProgressiveAutoscaler & { readonly apiVersion: string };
  /** Time between two steps, as Flagger reads it. */
  readonly interval: string;
  /** Time in which the new version must become ready, in seconds; undefined for Flagger's. */
  readonly progressDeadline?: number;
  /** The metrics, by name. */
  readonly metrics?: Readonly<Record<string, Timed<ItemOf<'metrics'>, 'interval'>>>;
  /** The webhooks, by name. */
  readonly webhooks?: Readonly<Record<string, Timed<ItemOf<'webhooks'>, 'timeout'>>>;
}
