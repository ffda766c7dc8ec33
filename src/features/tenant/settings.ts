import { TargetContext } from '../context';
import { Fields, Override, settle, settleContext } from '../override';
import { TenantTarget, valueFor } from '../target';
import { TENANT, TRACK } from './fields';
import { TenantProps, TenantSettings, TenantTrackProps, TenantTrackSettings } from './props';
import { Tenant, TenantTrack } from './tenant';

/** The settings of a tenant or track at one target. */
export interface SettingsAt<P, S> {
  /** The props with the overrides applied. */
  readonly props: P;
  /** The overrides that apply at this target. */
  readonly overrides: ReadonlyArray<Override<S>>;
}

/**
 * The settings of a tenant at one target; undefined if it is not deployed there, or if a function of the program
 * failed.
 */
export function tenantAt<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  tenant: Tenant<C>,
): SettingsAt<TenantProps<C>, TenantSettings<C>> | undefined {
  return settingsAt(context, target, [tenant.name], TENANT, tenant);
}

/**
 * The settings of a track at one target; undefined if it is not deployed there, or if a function of the program failed.
 */
export function trackAt<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  track: TenantTrack<C>,
): SettingsAt<TenantTrackProps<C>, TenantTrackSettings<C>> | undefined {
  const address = [track.tenant.name, track.name];
  return settingsAt(context, target, address, TRACK, track);
}

type Placed<C extends object> = Pick<TenantSettings<C>, 'enabled'> & Pick<TenantProps<C>, 'placement'>;

function settingsAt<C extends object, S extends object, P extends S & Placed<C>>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  address: readonly string[],
  fields: Fields<keyof S & string>,
  { props: given, overrides: all }: { readonly props: P; readonly overrides: ReadonlyArray<Override<S>> },
): SettingsAt<P, S> | undefined {
  if (!(given.placement?.selects(target) ?? true)) return undefined;
  const overrides = all.filter(({ placement }) => placement.selects(target));
  let props: P | undefined = given;
  if (overrides.length > 0) props = overridden();
  if (props === undefined || !isEnabled(props.enabled)) return undefined;
  return { props, overrides };

  function overridden(): P | undefined {
    let isSound = true;
    const attempt = <V>(what: string, body: () => V) => {
      const made = context.attempt(what, address, () => ({ value: body() }));
      isSound &&= made !== undefined;
      return made?.value;
    };
    const settling = { ...settleContext(context, address, target), attempt };
    const settled = settle(fields.settings, given, overrides, settling);
    return isSound ? (fields.at(given, settled) as unknown as P) : undefined;
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
