import { App, Cluster, Environment, Fleet, FleetProps, KubernetesObject, Tenant, TenantProps } from '../../../src';
import { git, Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

/** A fleet with the environments `dev` and `prod` on one cluster, and tenants in both. */
export function fleetWith(
  tenants: Readonly<Record<string, Partial<TenantProps<Loose>>>>,
  props: Partial<FleetProps<Loose>> = {},
): Fleet<Loose> {
  const fleet = newFleet({ policies: 'none', ...props });
  const clusters = [new Cluster(fleet, 'eu-1')];
  new Environment(fleet, 'prod', { clusters });
  for (const [name, tenant] of Object.entries(tenants)) addTenant(fleet, name, tenant);
  return fleet;
}

/** A tenant with an app. */
export function addTenant(fleet: Fleet<Loose>, name: string, props: Partial<TenantProps<Loose>> = {}): Tenant<Loose> {
  const tenant = new Tenant(fleet, name, { source: git, ...props });
  new App(tenant, 'shop', { path: './shop' });
  return tenant;
}

/** What is wrong with a tenant `web`. */
export function problemsWith(props: Parsed): string[] {
  return problemsOf(fleetWith({ web: props as Partial<TenantProps<Loose>> }));
}

/** Objects of a tenant's access. */
export function accessOf(fleet: Fleet<Loose>, file = 'access', tenant = 'web'): KubernetesObject[] {
  return objectsIn(fleet, `clusters/eu-1/prod/tenants/${tenant}/access/${file}.yaml`);
}

/** One object of a list, by kind and name. */
export function find(objects: readonly KubernetesObject[], kind: string, name: string): Parsed {
  const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  if (found.length === 0) throw new Error(`no ${kind} ${name}`);
  return found[0];
}
