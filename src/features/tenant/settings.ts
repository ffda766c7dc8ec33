import { TargetContext } from '../context';
import { ISOLATION_LINES } from '../isolation';
import { Override, settle, settleContext, Vocabulary } from '../override';
import { TenantTarget, valueFor } from '../target';
import { ReleaseSettings, TenantProps, TenantReleaseProps, TenantSettings } from './props';
import { Tenant, TenantRelease } from './tenant';

/** What of a tenant may be overridden. Who names an isolation gets all of it. */
export const TENANT: Vocabulary<TenantSettings<never>> = {
  replaced: [
    ...(['enabled', 'source', 'chart', 'namespaces', 'verify', 'isolation'] as const),
    ...ISOLATION_LINES.filter((line) => line !== 'quota'),
    ...(['allowIngressFrom', 'allowEgressTo'] as const),
  ],
  merged: ['values', 'quota'],
  added: [],
  required: ['enabled', 'source', 'chart'],
  restart: { key: 'isolation', of: ISOLATION_LINES },
};

/** What of a release may be overridden. */
export const RELEASE: Vocabulary<ReleaseSettings<never>> = {
  replaced: ['enabled', 'source'],
  merged: [],
  added: [],
  required: ['enabled', 'source'],
};

/** What is said of something at one place. */
export interface SettingsAt<P, S> {
  /** The props with the exceptions over them. */
  readonly props: P;
  /** The exceptions that count here. */
  readonly exceptions: ReadonlyArray<Override<S>>;
}

/** What is said of a tenant at one place; undefined when it is not there, or a function failed to say. */
export function tenantAt<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  tenant: Tenant<C>,
): SettingsAt<TenantProps<C>, TenantSettings<C>> | undefined {
  return settingsAt(context, target, [tenant.name], TENANT as Vocabulary<TenantSettings<C>>, tenant);
}

/** What is said of a release at one place; undefined when it is not there, or a function failed to say. */
export function releaseAt<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  release: TenantRelease<C>,
): SettingsAt<TenantReleaseProps<C>, ReleaseSettings<C>> | undefined {
  const address = [release.tenant.name, release.name];
  return settingsAt(context, target, address, RELEASE as Vocabulary<ReleaseSettings<C>>, release);
}

type Placed<C extends object> = Pick<TenantSettings<C>, 'enabled'> & Pick<TenantProps<C>, 'placement'>;

function settingsAt<C extends object, S extends object, P extends S & Placed<C>>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  address: readonly string[],
  vocabulary: Vocabulary<S>,
  { props: given, overrides }: { readonly props: P; readonly overrides: ReadonlyArray<Override<S>> },
): SettingsAt<P, S> | undefined {
  if (!(given.placement?.selects(target) ?? true)) return undefined;
  const exceptions = overrides.filter(({ placement }) => placement.selects(target));
  let props: P | undefined = given;
  if (exceptions.length > 0) props = overridden();
  if (props === undefined || !isEnabled(props.enabled)) return undefined;
  return { props, exceptions };

  function overridden(): P | undefined {
    let isSound = true;
    const attempt = <V>(what: string, body: () => V) => {
      const made = context.attempt(what, address, () => ({ value: body() }));
      isSound &&= made !== undefined;
      return made?.value;
    };
    const settling = { ...settleContext(context, address, target), attempt };
    const settled = settle(vocabulary, given, exceptions, settling);
    const { replaced, merged, added } = vocabulary;
    const known = new Set<string>([...replaced, ...merged, ...added]);
    const others = Object.fromEntries(Object.entries(given).filter(([key]) => !known.has(key)));
    return isSound ? ({ ...others, ...settled } as unknown as P) : undefined;
  }

  function isEnabled(enabled: Placed<C>['enabled']): boolean {
    if (enabled === undefined) return true;
    return (
      context.attempt('its enabled', address, () => {
        const value = valueFor(enabled, target);
        if (typeof value !== 'boolean') throw new Error(`${JSON.stringify(value)} was returned`);
        return value;
      }) ?? false
    );
  }
}
