import { byteLength, checkDnsLabel, DNS_LABEL_MAX, quote } from '../../kubernetes/names';
import { TargetContext } from '../context';
import { checkFluxName } from '../delivery';
import { TenantTarget, valueFor } from '../target';
import { TenantSettings } from './props';
import { ResolvedConfigSpace, ResolvedSpace, ResolvedTenant, ResolvedTenantSecrets } from './resolved';

/**
 * The elements that a name is composed of, in the words of messages: `tenant "web"`, `track "1-0-x" of tenant "web"`.
 */
export function calledIn(tenant: string, track?: string, part?: string): string {
  const name = `tenant ${quote(tenant)}`;
  if (track !== undefined) return `track ${quote(track)} of ${name}`;
  return part === undefined ? name : `namespace ${quote(part)} of ${name}`;
}

/** The name of a namespace without the environment's prefix, as long as the tenant gives it no other name. */
export function spaceName(tenant: string, { track, part }: Pick<ResolvedSpace, 'track' | 'part'>): string {
  return [track, tenant, part].filter((one) => one !== undefined).join('-');
}

/**
 * Checks the length of a name that is composed of several names. Problems are reported for the environment, as the name
 * is the same on all its clusters.
 *
 * @param what describes the element that needs the name, for messages; called only for a problem, as most names are
 * short enough
 * @param kind the kind of the object that has the name
 */
export function checkMadeName<C extends object>(
  context: TargetContext<C>,
  address: readonly string[],
  what: () => string,
  kind: string,
  name: string,
): void {
  const bytes = byteLength(name);
  if (bytes <= DNS_LABEL_MAX) return;
  const message = `${what()} needs the ${kind} ${JSON.stringify(name)}, which is ${bytes} bytes long: shorten one of its parts, to at most ${DNS_LABEL_MAX} in all`;
  context.reportInEnvironment('name', address, message);
}

/** The tenants of one environment on one cluster, with their Secrets and ConfigMaps. */
interface TenantsHere {
  readonly tenants: readonly ResolvedTenant[];
  readonly secrets: readonly ResolvedTenantSecrets[];
  readonly configs: readonly ResolvedConfigSpace[];
}

/** Checks the names of tenants' Kustomizations. Flux writes them into labels, so their length is limited. */
export function checkKustomizationNames<C extends object>(
  context: TargetContext<C>,
  { tenants, secrets, configs }: TenantsHere,
): void {
  const isRemote = context.cluster.managedBy !== undefined;
  const prefix = isRemote ? `${context.environment?.name}-` : '';
  // Names that are too long by themselves, or in a namespace's name, are reported elsewhere.
  const isGood = (name: string) => checkDnsLabel('', name) === undefined;
  const check = (address: readonly string[], what: () => string, name: string) =>
    checkMadeName(context, address, what, 'Kustomization', name);
  for (const { name, fluxName, grants, spaces } of tenants) {
    if (!isGood(name) || !spaces.every(({ namespace }) => isGood(namespace))) continue;
    if (fluxName === undefined) check([name], () => calledIn(name), `${prefix}${name}-access`);
    if (grants.length > 0) check([name], () => calledIn(name), `${prefix}${name}-grants`);
    for (const { namespace, track, apps } of spaces) {
      for (const app of apps) {
        if ((app.folder !== undefined && !isRemote) || !isGood(app.name)) continue;
        // The Kustomization around a HelmRelease keeps the name that is made of others.
        if (app.fluxName !== undefined && app.release === undefined) continue;
        const address = [name, ...(track === undefined ? [] : [track]), app.name];
        check(address, () => `app ${quote(app.name)} of ${calledIn(name, track)}`, `${namespace}.${app.name}`);
      }
    }
  }
  for (const { tenant, spaces } of secrets) {
    for (const { name, namespace } of spaces) {
      if (isGood(tenant) && isGood(namespace))
        check([tenant], () => `secrets of ${calledIn(tenant)}`, `${prefix}${name}-secrets`);
    }
  }
  for (const { tenant, name, namespace } of configs) {
    if (isGood(tenant) && isGood(namespace))
      check([tenant], () => `configMaps of ${calledIn(tenant)}`, `${prefix}${name}-config`);
  }
}

/** The name that the program gives the Kustomization of a tenant's access; undefined for none, or a faulty one. */
export function accessFluxName<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  given: TenantSettings<C>['fluxName'],
): string | undefined {
  const address = [target.tenant.name];
  if (given === undefined) return undefined;
  const name = context.attempt('its fluxName', address, () => {
    const value: string | undefined = valueFor(given, target);
    // As of a component or an app.
    if (value === undefined) throw new Error('undefined was returned');
    return value;
  });
  if (name === undefined) return undefined;
  const problems = checkFluxName(name).filter((problem) => problem !== undefined);
  context.report('name', address, ...problems);
  return problems.length > 0 ? undefined : name;
}
