import { defined } from '../../core/defined';
import { checkDnsLabel, quote } from '../../kubernetes/names';
import { TargetContext } from '../context';
import { Override, settle, settleContext } from '../override';
import type { ResolvedProgressive } from '../progressive';
import { TenantTarget } from '../target';
import { calledIn, checkMadeName, ResolvedSpace, ResolvedTenant, spaceName } from '../tenant';
import { App, OWN, OwnSettings } from './app';
import { appsIn, TenantIndex } from './tenants';

// Loaded with the first app that is delivered progressively.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const feature = () => require('../progressive') as typeof import('../progressive');

/** End of the names of Kustomizations of progressive delivery. */
const PROGRESSIVE = '-progressive';

/** The progressive delivery of the apps of one environment on one cluster. */
export function resolveTenantProgressive<C extends object>(
  context: TargetContext<C>,
  tenants: ReadonlyArray<TenantIndex<C>>,
  plans: readonly ResolvedTenant[],
): ResolvedProgressive[] {
  const { environment } = context.target;
  const indexes = new Map(tenants.map((index) => [index.tenant.name, index]));
  return plans.flatMap((plan) => {
    const index = indexes.get(plan.name);
    if (!index?.hasProgressive || environment === undefined) return [];
    const target: TenantTarget<C> = { ...context.target, environment, tenant: index.tenant };
    return plan.spaces.flatMap((space) =>
      appsIn(space, index).flatMap((app) => progressiveOf(context, target, { plan, space, app }) ?? []),
    );
  });
}

function progressiveOf<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  { plan, space, app }: { readonly plan: ResolvedTenant; readonly space: ResolvedSpace; readonly app: App<C> },
): ResolvedProgressive | undefined {
  const { track, namespace, apps } = space;
  const { name } = app;
  const address = track === undefined ? [plan.name, name] : [plan.name, track, name];
  const overrides: ReadonlyArray<Override<OwnSettings<C>>> = app.overrides;
  const { progressive: props } = settle(OWN.settings, app.props, overrides, settleContext(context, address, target));
  const delivered = apps.find((one) => one.name === name);
  if (props === undefined || delivered === undefined) return undefined;
  if (apps.some((one) => one.name === `${name}${PROGRESSIVE}`)) {
    const message = `app ${quote(name + PROGRESSIVE)} has the name of the Kustomization that this app's progressive delivery needs: rename one`;
    context.report('progressive', address, message);
  }
  if (checkDnsLabel('', namespace) === undefined) {
    const prefix = context.cluster.managedBy === undefined ? '' : `${target.environment.name}-`;
    const made = `${prefix}${namespace}.${name}${PROGRESSIVE}`;
    checkMadeName(context, address, () => `app ${quote(name)} of ${calledIn(plan.name, track)}`, 'Kustomization', made);
  }
  const { hosts, gateways } = plan.isolation;
  return feature().resolveProgressive(context, {
    tenant: plan.name,
    app: name,
    address,
    namespace,
    space: spaceName(plan.name, space),
    ...defined({ objects: delivered.objects }),
    props,
    opened: { hosts, gateways },
  });
}
