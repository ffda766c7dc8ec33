import { defined } from '../core/defined';
import { FleetError } from '../core/problem';
import { Cluster } from '../features/cluster';
import { Environment } from '../features/environment';
import { FleetScope } from '../features/fleet';
import { quote } from '../kubernetes/names';

/** A target by its names, and an element at it. */
export interface Address {
  readonly cluster: string;
  readonly environment?: string;
  /** Name of the element, as in messages after the target. */
  readonly of?: string;
}

/**
 * The target and element of an address as in messages: `eu-1`, `prod/eu-1`, `prod/eu-1/shop/web`, `eu-1/nginx`.
 *
 * @throws FleetError when its first name is of neither an environment nor a cluster
 */
export function addressOf<C extends object>(fleet: FleetScope<C>, target: string): Address {
  const [first = '', second, ...rest] = target.split('/');
  const { children } = fleet.node;
  const environment = children.find((one) => one instanceof Environment && one.name === first);
  const cluster = children.find((one) => one instanceof Cluster && one.name === first);
  if (environment && second !== undefined) return address(second, rest, first);
  if (cluster) return address(first, second === undefined ? [] : [second, ...rest]);
  const what = environment
    ? `names an environment alone`
    : `begins with ${quote(first)}, which is no cluster and no environment`;
  throw new FleetError([
    {
      id: 'target',
      at: fleet.name,
      message: `${quote(target)} ${what}: give a target as in messages, eu-1 or prod/eu-1/shop/web`,
    },
  ]);
}

function address(cluster: string, of: readonly string[], environment?: string): Address {
  return {
    cluster,
    ...defined({ environment, of: of.length > 0 ? of.join('/') : undefined }),
  };
}
