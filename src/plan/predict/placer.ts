import { defined } from '../../core/defined';
import { Layout } from '../conventions/conventions';
import { Place } from '../conventions/place';
import { isFluxKustomization } from '../tree/flux-spec';
import { OwnedObject } from './ownership-pair';
import { sourceKey, Unit, unitKey } from './unit';

/** A file's folder does not tell an environment: the place of its Kustomization does. */
const NO_FOLDER = () => false;

/** Finds an object's place in the fleet by its Kustomization, its file and, for Flux's own objects, its references. */
export class Placer {
  /** Environments of control namespaces, by cluster and namespace. */
  private readonly namespaces = new Map<string, string>();
  /** Environments of the Kustomizations that read each source. */
  private readonly sources = new Map<string, Set<string>>();

  constructor(
    private readonly units: ReadonlyMap<string, Unit>,
    private readonly layout: Layout,
  ) {
    for (const { place, host, spec, parent, key } of units.values()) {
      const { environment } = place;
      const source = sourceKey(host, spec.source);
      this.sources.set(source, (this.sources.get(source) ?? new Set()).add(environment ?? ''));
      const top = place.tenant === undefined && place.component === undefined && place.cluster === host;
      if (environment !== undefined && top && parent && parent.key !== key) {
        this.namespaces.set(`${host}|${spec.namespace}`, environment);
      }
    }
  }

  /** The place of an object. */
  public place({ object, unit }: OwnedObject): Place {
    const { header, name, namespace } = object;
    const inherited = unit.place;
    if (header.flux) {
      const own = this.units.get(unitKey(unit.target, { namespace, name }));
      if (own?.directory !== undefined && own !== unit) return own.place;
    }
    if (inherited.tenant !== undefined) {
      const runs = isFluxKustomization(header) || header.kind === 'HelmRelease';
      const app = runs ? this.layout.appOf(inherited, header.flux?.app ?? name) : undefined;
      return app === undefined ? inherited : { ...inherited, app };
    }
    if (inherited.component !== undefined) return inherited;
    const place = { ...inherited, ...this.layout.placeOf(object.file, NO_FOLDER) };
    const environment = place.environment ?? inherited.environment ?? this.environment(unit.target, object);
    return { ...place, ...defined({ environment }) };
  }

  /** The environment that an object is the control namespace or the source of. */
  private environment(cluster: string, object: OwnedObject['object']): string | undefined {
    const { header, name, namespace, file } = object;
    const { kind } = header;
    const told = this.layout.environmentOf({ file, namespace, name });
    if (told !== undefined) return told;
    if (header.source !== undefined) {
      const users = this.sources.get(sourceKey(cluster, { kind, namespace, name }));
      if (users?.size === 1) return [...users][0] || undefined;
    }
    const own = this.namespaces.get(`${cluster}|${kind === 'Namespace' ? name : namespace}`);
    if (own !== undefined || namespace !== '') return own;
    // Cluster-scoped objects of a namespace begin with its name.
    for (const [key, environment] of this.namespaces) {
      if (key.startsWith(`${cluster}|`) && name.startsWith(`${key.slice(cluster.length + 1)}-`)) return environment;
    }
    return undefined;
  }
}
