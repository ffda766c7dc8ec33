import { checkSourcePath, checkVariable } from '../flux/rules';
import { quote } from '../kubernetes/names';
import { App, AppSettings } from '../model/app';
import { TenantTarget, valueFor } from '../model/target';
import { decryptionFor } from './decryption';
import { byName } from './order';
import { AppPlan } from './plan';
import { prunes } from './prunes';
import { Site } from './site';

/** What is settled of an app at one place. */
interface Settled {
  readonly path: string;
  readonly substitutions: Readonly<Record<string, string>>;
  readonly enabled: boolean;
}

/** The apps of one namespace of a tenant at one site, by name. */
export function resolveApps<C extends object>(
  site: Site<C>,
  target: TenantTarget<C>,
  address: readonly string[],
  apps: ReadonlyArray<App<C>>,
): AppPlan[] {
  const here: Array<{ readonly app: App<C>; readonly plan: AppPlan }> = [];
  for (const app of apps) {
    if (!(app.props.placement?.selects(target) ?? true)) continue;
    const settled = site.attempt(`app ${quote(app.name)}`, [...address, app.name], () =>
      settle(site, target, address, app),
    );
    if (settled?.enabled) here.push({ app, plan: planOf(site, target, address, app, settled) });
  }
  const placed = new Set(here.map(({ app }) => app));
  for (const { app } of here) {
    for (const dependency of app.props.dependsOn ?? []) {
      if (!placed.has(dependency)) {
        site.report(
          'depends-on',
          [...address, app.name],
          `dependsOn ${quote(dependency.name)} is not here: place it here too, or leave it out`,
        );
      }
    }
  }
  return byName(here.map(({ plan }) => plan));
}

function planOf<C extends object>(
  site: Site<C>,
  target: TenantTarget<C>,
  address: readonly string[],
  app: App<C>,
  settled: Settled,
): AppPlan {
  const { path, substitutions } = settled;
  const decryption = decryptionFor(site, [...address, app.name], app.props.decryption, target);
  site.report('path', [...address, app.name], checkSourcePath('path', path));
  for (const [name, value] of Object.entries(substitutions)) {
    site.report(
      'substitution',
      [...address, app.name],
      checkVariable('variable', name),
      typeof value === 'string' ? undefined : `variable ${quote(name)} is ${quote(value)}: give a string`,
    );
  }
  return {
    name: app.name,
    path,
    ...(Object.keys(substitutions).length > 0 ? { substitutions } : {}),
    ...(decryption ? { decryption } : {}),
    ...prunes(site, [...address, app.name], app.props.prune, target),
    dependsOn: (app.props.dependsOn ?? []).map((dependency) => dependency.name).sort(),
  };
}

function settle<C extends object>(
  site: Site<C>,
  target: TenantTarget<C>,
  address: readonly string[],
  app: App<C>,
): Settled {
  const overrides = app.overrides
    .filter((override) => override.placement.selects(target))
    .map(({ settings }) => settings);
  const conflicts: string[] = [];
  const settled = {
    path: pick(overrides, 'path', app.props.path, target, conflicts),
    enabled: pick(overrides, 'enabled', app.props.enabled ?? true, target, conflicts),
    substitutions: mergeSubstitutions(overrides, app, target, conflicts),
  };
  for (const what of conflicts) {
    site.report(
      'override',
      [...address, app.name],
      `two overrides give ${what} different values here: narrow one of their placements`,
    );
  }
  return settled;
}

/** The one value that the overrides agree on, or the app's own when there is none. */
function pick<C extends object, K extends 'path' | 'enabled', T extends string | boolean>(
  overrides: ReadonlyArray<Partial<AppSettings<C>>>,
  key: K,
  own: T | ((target: TenantTarget<C>) => T),
  target: TenantTarget<C>,
  conflicts: string[],
): T {
  const given = overrides.map((settings) => settings[key]).filter((value) => value !== undefined);
  const values = new Set(given.map((value) => valueFor(value as typeof own, target)));
  if (values.size > 1) conflicts.push(key);
  // Sorted, so that what goes on after a conflict does not depend on the order of statements.
  const [first] = [...values].sort();
  return first ?? valueFor(own, target);
}

function mergeSubstitutions<C extends object>(
  overrides: ReadonlyArray<Partial<AppSettings<C>>>,
  app: App<C>,
  target: TenantTarget<C>,
  conflicts: string[],
): Record<string, string> {
  const exceptions: Record<string, string> = {};
  for (const { substitutions } of overrides) {
    for (const [name, value] of Object.entries(substitutions ? valueFor(substitutions, target) : {})) {
      if (Object.hasOwn(exceptions, name) && exceptions[name] !== value) conflicts.push(`substitution ${quote(name)}`);
      exceptions[name] = value;
    }
  }
  const own = app.props.substitutions ? valueFor(app.props.substitutions, target) : {};
  return { ...own, ...exceptions };
}
