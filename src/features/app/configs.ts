import { nothingLeft } from '../../core/nothing-left';
import { byName } from '../../core/order';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';
import { TargetContext } from '../context';
import { Override, settle, settleContext } from '../override';
import { TenantTarget } from '../target';
import { ConfigContent, readConfigData, ResolvedConfigSpace, ResolvedTenant, spaceName } from '../tenant';
import { App, OWN, OwnSettings } from './app';
import { appsIn, TenantIndex } from './tenants';

/** The ConfigMaps of the apps of one environment on one cluster, by namespace; namespaces without any are left out. */
export function resolveTenantConfigs<C extends object>(
  context: TargetContext<C>,
  tenants: ReadonlyArray<TenantIndex<C>>,
  plans: readonly ResolvedTenant[],
): ResolvedConfigSpace[] {
  if (!tenants.some(({ hasConfigs }) => hasConfigs)) return [];
  const { environment } = context.target;
  const indexes = new Map(tenants.map((index) => [index.tenant.name, index]));
  return plans.flatMap((plan) => {
    const index = indexes.get(plan.name);
    if (!index?.hasConfigs || environment === undefined) return [];
    const target: TenantTarget<C> = { ...context.target, environment, tenant: index.tenant };
    return plan.spaces.flatMap((space): ResolvedConfigSpace[] => {
      const { namespace, track, part } = space;
      const address = track === undefined ? [plan.name] : [plan.name, track];
      const found = new Map<string, ConfigContent>();
      for (const app of appsIn(space, index)) addConfig(context, target, [...address, app.name], app, found);
      if (found.size === 0) return [];
      const configMaps = byName([...found].map(([name, content]) => ({ name, ...content })));
      const isMain = track === undefined && part === undefined;
      return [{ tenant: plan.name, name: spaceName(plan.name, space), isMain, namespace, configMaps }];
    });
  });
}

function addConfig<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  address: readonly string[],
  app: App<C>,
  found: Map<string, ConfigContent>,
): void {
  const overrides: ReadonlyArray<Override<OwnSettings<C>>> = app.overrides;
  const settled = settle(OWN.settings, app.props, overrides, settleContext(context, address, target));
  const { configMaps = {}, progressive: _, ...rest } = settled;
  nothingLeft(rest);
  for (const [name, data] of Object.entries(configMaps)) {
    context.report('config', address, checkDnsSubdomain('configMap', name));
    const content = readConfigData(name, data, (message) => context.report('config', address, message));
    const other = found.get(name);
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(content)) {
      context.report('duplicate', address, `configMap ${quote(name)} is given twice and differs: rename one`);
    }
    found.set(name, content);
  }
}
