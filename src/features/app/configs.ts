import { byName } from '../../core/order';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';
import { TargetContext } from '../context';
import { settle, settleContext, Vocabulary } from '../override';
import { TenantTarget } from '../target';
import { ConfigContent, readConfigData, ResolvedConfigSpace, ResolvedTenant } from '../tenant';
import { App, AppSettings, CONFIG } from './app';
import { appsIn, TenantIndex } from './tenants';

/** The ConfigMaps that the apps of one environment on one cluster need, by namespace, where there are some. */
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
      const { namespace, release, part } = space;
      const address = release === undefined ? [plan.name] : [plan.name, release];
      const found = new Map<string, ConfigContent>();
      for (const app of appsIn(space, index)) addConfig(context, target, [...address, app.name], app, found);
      if (found.size === 0) return [];
      const configMaps = byName([...found].map(([name, content]) => ({ name, ...content })));
      const isMain = release === undefined && part === undefined;
      return [{ tenant: plan.name, name: namespace.slice(environment.prefix.length), isMain, namespace, configMaps }];
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
  const vocabulary: Vocabulary<AppSettings<C>> = CONFIG;
  const { config = {} } = settle(vocabulary, app.props, app.overrides, settleContext(context, address, target));
  for (const [name, data] of Object.entries(config)) {
    context.report('config', address, checkDnsSubdomain('config', name));
    const content = readConfigData(name, data, (message) => context.report('config', address, message));
    const other = found.get(name);
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(content)) {
      context.report('duplicate', address, `config ${quote(name)} is given twice and differs: rename one`);
    }
    found.set(name, content);
  }
}
