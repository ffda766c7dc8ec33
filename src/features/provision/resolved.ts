import { ChartSpec } from '../source';
import { ProvisionProps } from './props';

/** A cluster's provisioning, as plain data. */
export interface ResolvedProvision extends Omit<ProvisionProps, 'chart' | 'managementCluster'> {
  /** Name of the cluster that is made, of its objects and of their namespace. */
  readonly cluster: string;
  /** Chart that makes the objects. */
  readonly chart?: ChartSpec;
  /** Whether the management cluster's Flux deploys to the cluster. Its namespace for that is made elsewhere then. */
  readonly isRemote: boolean;
}

/** Name of a pool's objects. */
export function poolObjectName(cluster: string, pool: string): string {
  return `${cluster}-${pool}`;
}
