import { ProblemCollector } from '../../core/problem';
import { isDelivered } from '../../features/component';
import { FLUX_SYSTEM, INFRASTRUCTURE } from '../../features/control';
import { ownName, ResolvedDelivery } from '../../features/delivery';
import { quote } from '../../kubernetes/names';
import { ResolvedCluster } from './resolved-fleet';

/** A Flux object of a component, an app or a tenant. */
interface FluxObject {
  /** Kind, namespace and name. */
  readonly identity: string;
  /** Address of what it is of. */
  readonly at: string;
  /** The name, if the program gives it. */
  readonly given?: string | undefined;
  /** Kind, namespace and the name that is made of others, by which it is found whatever name it is given. */
  readonly made: string;
}

/**
 * Checks that no two Flux objects of a cluster have the same name where the program gives one of them its name, and that no
 * two names that are made of others are the same: another `fluxName` does not tell such objects apart.
 */
export function checkFluxNames(clusters: readonly ResolvedCluster[], problems: ProblemCollector): void {
  for (const cluster of clusters) {
    const all = objectsOf(cluster);
    const makers = new Map<string, string>();
    for (const { made, at } of all) {
      const maker = makers.get(made);
      if (maker === undefined) makers.set(made, at);
      else
        problems.add(
          'name',
          at,
          `${maker} makes ${made} of its name as well, and no fluxName changes that: rename one of the two`,
        );
    }
    const given = all.filter((one) => one.given !== undefined);
    if (given.length === 0) continue;
    const owners = new Map(all.filter((one) => one.given === undefined).map((one) => [one.identity, one.at]));
    for (const { identity, at, given: name } of given) {
      const owner = owners.get(identity);
      if (owner === undefined) owners.set(identity, at);
      else problems.add('name', at, `fluxName ${quote(name)}: ${owner} has ${identity} already: choose another`);
    }
  }
}

function objectsOf({ name: cluster, manager, components, environments }: ResolvedCluster): FluxObject[] {
  const isRemote = manager !== undefined;
  const own = components.flatMap((one) =>
    componentObjects(one, { at: cluster, namespace: isRemote ? cluster : FLUX_SYSTEM, prefix: '' }),
  );
  return [
    ...own,
    ...environments.flatMap(({ name, controlNamespace, components: theirs, tenants }) => {
      const at = `${name}/${cluster}`;
      const place = { at, namespace: isRemote ? cluster : controlNamespace, prefix: isRemote ? `${name}-` : '' };
      return [
        ...theirs.flatMap((one) => componentObjects(one, place)),
        ...tenants.flatMap((tenant) => {
          const address = `${at}/${tenant.name}`;
          return [
            kustomization(place.namespace, tenant.fluxName, `${place.prefix}${tenant.name}-access`, address),
            ...tenant.spaces.flatMap(({ namespace, track, apps }) =>
              apps.flatMap((app) => {
                const to = { at: track ? `${address}/${track}` : address, namespace, isRemote };
                return appObjects(app, to, place.namespace);
              }),
            ),
          ];
        }),
      ];
    }),
  ];
}

function componentObjects(
  one: ResolvedCluster['components'][number],
  { at, namespace, prefix }: { readonly at: string; readonly namespace: string; readonly prefix: string },
): FluxObject[] {
  const { name, fluxName, fluxNamespace = namespace, release } = one;
  const address = `${at}/${ownName(name)}`;
  const made = `${prefix}${INFRASTRUCTURE}-${name}`;
  if (!isDelivered(one)) return [kustomization(namespace, fluxName, made, address)];
  const delivers = release
    ? object('HelmRelease', fluxNamespace, fluxName, prefix + name, address)
    : kustomization(fluxNamespace, fluxName, `${made}.folder`, address);
  return [kustomization(namespace, undefined, made, address), delivers];
}

function appObjects(
  { name, fluxName, fluxNamespace, release, folder }: ResolvedDelivery & { readonly name: string },
  { at, namespace, isRemote }: { readonly at: string; readonly namespace: string; readonly isRemote: boolean },
  control: string,
): FluxObject[] {
  const address = `${at}/${ownName(name)}`;
  const made = `${namespace}.${name}`;
  if (folder && !isRemote) return [kustomization(namespace, fluxName, name, address)];
  if (release === undefined) return [kustomization(control, fluxName, made, address)];
  const helmRelease = object('HelmRelease', fluxNamespace ?? control, fluxName, fluxNamespace ? name : made, address);
  return [kustomization(control, undefined, made, address), helmRelease];
}

function kustomization(namespace: string, given: string | undefined, made: string, at: string): FluxObject {
  return object('Kustomization', namespace, given, made, at);
}

function object(kind: string, namespace: string, given: string | undefined, made: string, at: string): FluxObject {
  return { identity: `${kind} ${namespace}/${given ?? made}`, made: `${kind} ${namespace}/${made}`, at, given };
}
