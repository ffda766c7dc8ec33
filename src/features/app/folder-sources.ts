import { sharedName, sourceKey } from '../delivery';
import { SourceSpec } from '../source';
import { accountOf, ResolvedSpace, TenantData } from '../tenant';

/** Names that the objects of equal sources of one namespace would have, each with an object of its own. */
interface Wanted {
  readonly source: SourceSpec;
  /** Those of the sources of the tenant and its tracks. */
  readonly spaces: Set<string>;
  /** Those of apps' own sources. */
  readonly apps: Set<string>;
}

/**
 * Names of the source objects of a tenant's folders: equal sources of one namespace are one object. An app whose own
 * source is that of its tenant reads the tenant's.
 */
export function folderSourceNames(data: TenantData): (space: ResolvedSpace, source: SourceSpec) => string {
  const { control } = data;
  const wanted = new Map<string, Wanted>();
  const want = (space: ResolvedSpace, source: SourceSpec): Wanted => {
    const key = keyOf(data, space, source);
    const known = wanted.get(key) ?? { source, spaces: new Set(), apps: new Set() };
    wanted.set(key, known);
    return known;
  };
  for (const space of data.tenant.spaces) {
    for (const { name, folder } of space.apps) {
      if (folder === undefined) continue;
      if (folder.source === undefined) {
        if (space.source) want(space, space.source).spaces.add(ownerOf(data, space));
      } else {
        // Without the name that the program may give, which is that of the Kustomization alone.
        const own = control.kubeConfig ? `${space.namespace}.${name}` : name;
        want(space, folder.source).apps.add(`${own}-source`);
      }
    }
  }
  const { environment, kubeConfig } = control;
  // The namespace of a remote cluster has the sources of all its environments and tenants.
  const owner = kubeConfig ? `${environment}-${data.tenant.name}-apps` : data.tenant.name;
  const names = new Map([...wanted].map(([key, one]) => [key, nameOf(one, owner)]));
  return (space, source) => names.get(keyOf(data, space, source))!;
}

/** Whose source a space's own is: on a remote cluster, all namespaces have their sources in one. */
function ownerOf({ tenant, control }: TenantData, { namespace }: ResolvedSpace): string {
  return control.kubeConfig ? namespace : tenant.name;
}

function keyOf(data: TenantData, space: ResolvedSpace, source: SourceSpec): string {
  return `${accountOf(data, space).namespace} ${sourceKey(source)}`;
}

function nameOf({ source, spaces, apps }: Wanted, owner: string): string {
  const [name, ...others] = spaces.size > 0 ? spaces : apps;
  return name !== undefined && others.length === 0 ? name : sharedName(owner, sourceKey(source), source.url);
}
