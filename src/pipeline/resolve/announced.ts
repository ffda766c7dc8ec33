import { ResolvedTenant } from '../../features/tenant';
import { Removal } from '../../plan/guard/removal';

/** A place in the fleet, by names. */
interface Where {
  readonly cluster: string;
  readonly environment: string;
}

/**
 * Tenants with the namespaces marked whose removal is declared while they are still there: admission lets Flux delete
 * them when they go.
 */
export function announced(
  tenants: readonly ResolvedTenant[],
  declarations: readonly Removal[],
  { cluster, environment }: Where,
): readonly ResolvedTenant[] {
  const reasons = new Map<string, string>();
  for (const { spec } of declarations) {
    if (spec.what !== 'object' || spec.kind !== 'Namespace' || spec.contents || (spec.group ?? '') !== '') continue;
    if (spec.clusters?.includes(cluster) === false || spec.environments?.includes(environment) === false) continue;
    reasons.set(spec.name, spec.reason);
  }
  if (reasons.size === 0) return tenants;
  return tenants.map((tenant) => {
    if (!tenant.spaces.some(({ namespace }) => reasons.has(namespace))) return tenant;
    const spaces = tenant.spaces.map((space) => {
      const leaving = reasons.get(space.namespace);
      return leaving === undefined ? space : { ...space, leaving };
    });
    return { ...tenant, spaces };
  });
}
