import { defined } from '../../core/defined';
import { TargetContext } from '../context';
import {
  SecretSpec,
  DecryptionSpec,
  placedPullSecrets,
  resolveDecryption,
  givenSecrets,
  settleSecrets,
} from '../secret';
import { TenantTarget } from '../target';
import { ResolvedSecretSpace, ResolvedSpace, ResolvedTenant, ResolvedTenantSecrets, spaceName } from '../tenant';
import { appsIn, TenantIndex } from './tenants';

/** The Secrets of the tenants of one environment on one cluster, for tenants with Secrets or `decryption`. */
export function resolveTenantSecrets<C extends object>(
  context: TargetContext<C>,
  tenants: ReadonlyArray<TenantIndex<C>>,
  plans: readonly ResolvedTenant[],
): ResolvedTenantSecrets[] {
  if (!tenants.some(mayHaveSecrets)) return [];
  const { environment } = context.target;
  const indexes = new Map(tenants.map((index) => [index.tenant.name, index]));
  return plans.flatMap((plan) => {
    const index = indexes.get(plan.name);
    if (index === undefined || !mayHaveSecrets(index) || environment === undefined) return [];
    const target: TenantTarget<C> = { ...context.target, environment, tenant: index.tenant };
    const decryption = resolveDecryption(context, [plan.name], index.tenant.props.decryption, target);
    const spaces = plan.spaces.flatMap((space): ResolvedSecretSpace[] => {
      const secrets = secretsOf(context, target, index, space, decryption);
      if (secrets.length === 0) return [];
      const { namespace, track, part } = space;
      const isMain = track === undefined && part === undefined;
      return [{ name: spaceName(plan.name, space), isMain, namespace, secrets }];
    });
    if (spaces.length === 0 && decryption === undefined) return [];
    return [{ tenant: plan.name, ...defined({ decryption }), spaces }];
  });
}

/** True if the tenant, a track or an app has Secrets, or the tenant has `decryption`, at any target. */
function mayHaveSecrets<C extends object>({ tenant, hasSecrets }: TenantIndex<C>): boolean {
  return hasSecrets || tenant.props.decryption !== undefined;
}

function secretsOf<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  { tenant, apps, tracks }: TenantIndex<C>,
  space: ResolvedSpace,
  decryption: DecryptionSpec | undefined,
): SecretSpec[] {
  const { track: trackName, part, namespace } = space;
  const track = tracks.find((one) => one.track.name === trackName);
  const address = trackName === undefined ? [tenant.name] : [tenant.name, trackName];
  const own = trackName !== undefined ? track?.track.props.secrets : part === undefined ? tenant.props.secrets : [];
  const here = appsIn(space, { apps, tracks });
  const pulled = placedPullSecrets(tenant);
  const specs = [
    ...givenSecrets(context, target, address, own),
    ...givenSecrets(context, target, address, pulled),
    ...here.flatMap((app) => givenSecrets(context, target, [...address, app.name], app.props.secrets)),
  ];
  return settleSecrets(context, address, specs, { namespace, decryption, isTenants: true });
}
