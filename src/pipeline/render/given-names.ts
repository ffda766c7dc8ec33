import { isDelivered, ResolvedComponent } from '../../features/component';
import { GivenNames, INFRASTRUCTURE } from '../../features/control';
import { ResolvedTenant } from '../../features/tenant';

/** A control's elements. */
interface Named {
  readonly components: readonly ResolvedComponent[];
  readonly tenants?: readonly ResolvedTenant[];
}

/**
 * The names that the program gives Kustomizations of a control. Charts, and folders of components, have a Flux object of
 * their own with the name, and the Kustomization around it keeps the one that is made of other names.
 *
 * @param above those of the cluster, for the control of an environment
 */
export function givenNames(
  { components, tenants = [] }: Named,
  above?: GivenNames['here'],
): { readonly names?: GivenNames } {
  const given = [
    ...components
      .filter((one) => !isDelivered(one))
      .map(({ name, fluxName }) => [`${INFRASTRUCTURE}-${name}`, fluxName] as const),
    ...tenants.flatMap(({ name, fluxName, spaces }) => [
      [`${name}-access`, fluxName] as const,
      ...spaces.flatMap(({ namespace, apps }) =>
        apps
          .filter(({ release }) => release === undefined)
          .map((app) => [`${namespace}.${app.name}`, app.fluxName] as const),
      ),
    ]),
  ].filter(([, fluxName]) => fluxName !== undefined);
  if (given.length === 0 && above === undefined) return {};
  return { names: { here: Object.fromEntries(given) as GivenNames['here'], cluster: above ?? {} } };
}
