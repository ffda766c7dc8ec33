import { defined } from '../../core/defined';
import { isFluxKustomization } from '../tree/flux-spec';
import { Place, placeOfPath } from './place';
import { OwnedObject } from './prediction';
import { sourceKey, Unit, unitKey } from './walk';

/** The control namespace of an environment, or what is outside namespaces and is called after it. */
const CONTROL_NAMESPACE = /^(.+?)-flux-system(?:-|$)/;

/** Finds out where in the fleet an object is: by its Kustomization, its file, and for Flux's own objects what they do. */
export class Placer {
  /** Environments of control namespaces, by cluster and namespace. */
  private readonly namespaces = new Map<string, string>();
  /** Environments of the Kustomizations that read a source. */
  private readonly sources = new Map<string, Set<string>>();

  constructor(private readonly units: ReadonlyMap<string, Unit>) {
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

  /** Where an object is. */
  public place({ object, unit }: OwnedObject): Place {
    const { header, name, namespace } = object;
    const inherited = unit.place;
    if (header.flux) {
      const own = this.units.get(unitKey(unit.target, { namespace, name }));
      if (own?.directory !== undefined && own !== unit) return own.place;
    }
    if (inherited.tenant !== undefined) {
      const runs = isFluxKustomization(header) || header.kind === 'HelmRelease';
      return inherited.unit === 'apps' && runs ? { ...inherited, app: appName(object) } : inherited;
    }
    if (inherited.component !== undefined) return inherited;
    const place = { ...inherited, ...placeOfPath(object.file) };
    const environment = place.environment ?? inherited.environment ?? this.environment(unit.target, object);
    return { ...place, ...defined({ environment }) };
  }

  /** The environment whose control namespace, or whose source, an object is. */
  private environment(cluster: string, object: OwnedObject['object']): string | undefined {
    const { header, name, namespace, file } = object;
    const { kind } = header;
    // Its control namespace carries an environment's name, also when nothing is in the environment.
    if (file.endsWith('/environments.yaml')) {
      const control = CONTROL_NAMESPACE.exec(namespace === '' ? name : namespace)?.[1];
      if (control !== undefined) return control;
    }
    if (header.source !== undefined) {
      const users = this.sources.get(sourceKey(cluster, { kind, namespace, name }));
      if (users?.size === 1) return [...users][0] || undefined;
    }
    const own = this.namespaces.get(`${cluster}|${kind === 'Namespace' ? name : namespace}`);
    if (own !== undefined || namespace !== '') return own;
    // What is outside namespaces and belongs to one begins with its name.
    for (const [key, environment] of this.namespaces) {
      if (key.startsWith(`${cluster}|`) && name.startsWith(`${key.slice(cluster.length + 1)}-`)) return environment;
    }
    return undefined;
  }
}

/** An app's name: in a control namespace, what is behind the namespace that it deploys to and a dot. */
function appName({ name }: OwnedObject['object']): string {
  return name.slice(name.indexOf('.') + 1);
}
