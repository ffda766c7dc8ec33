import { byteLength, checkDnsLabel, DNS_LABEL_MAX, quote } from '../../kubernetes/names';
import { TargetContext } from '../context';
import { ResolvedConfigSpace, ResolvedTenant, ResolvedTenantSecrets } from './resolved';

/** What a name is made of, as messages call it: `tenant "web"`, `track "1-0-x" of tenant "web"`. */
export function calledIn(tenant: string, track?: string, part?: string): string {
  const name = `tenant ${quote(tenant)}`;
  if (track !== undefined) return `track ${quote(track)} of ${name}`;
  return part === undefined ? name : `namespace ${quote(part)} of ${name}`;
}

/**
 * Checks the name that something needs, which is made of its own and others'. Said of the environment, as it is the same
 * on all clusters.
 *
 * @param what gives what needs the name, as messages call it: asked only then, as most names are short enough
 * @param kind the kind of what has the name
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

/** Checks the names of a tenant's Kustomizations, which Flux writes into labels. */
export function checkKustomizationNames<C extends object>(
  context: TargetContext<C>,
  { tenants, secrets, configs }: TenantsHere,
): void {
  const isRemote = context.cluster.managedBy !== undefined;
  const prefix = isRemote ? `${context.environment?.name}-` : '';
  // What is too long in itself, or makes too long a namespace, was said.
  const isGood = (name: string) => checkDnsLabel('', name) === undefined;
  const check = (address: readonly string[], what: () => string, name: string) =>
    checkMadeName(context, address, what, 'Kustomization', name);
  for (const { name, grants, spaces } of tenants) {
    if (!isGood(name) || !spaces.every(({ namespace }) => isGood(namespace))) continue;
    check([name], () => calledIn(name), `${prefix}${name}-access`);
    if (grants.length > 0) check([name], () => calledIn(name), `${prefix}${name}-grants`);
    for (const { namespace, track, apps } of spaces) {
      for (const app of apps) {
        if ((app.folder !== undefined && !isRemote) || !isGood(app.name)) continue;
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
