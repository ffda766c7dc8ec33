import * as path from 'node:path';
import { at, groupOf, identity, isFields, KubeObject, parseDocuments, parseObjects } from './objects';
import { patched } from './patch';
import { isFolder, isYaml, namesIn, Tree } from './tree';

/** An object of a build, and the file it was read from. */
export interface Built {
  readonly object: KubeObject;
  readonly file: string;
}

/** A resource during a build. Patches find it under every name it has had. */
interface Resource extends Built {
  readonly ids: readonly string[];
}

/** The supported fields of a kustomization.yaml. */
interface Kustomization {
  readonly resources: readonly string[];
  readonly patches: readonly string[];
  readonly namespace?: string;
  readonly namePrefix?: string;
}

/** A field of a kustomization.yaml to drop, because no build accepts it. */
export interface Repair {
  readonly folder: string;
  readonly field: 'namespace';
}

const API_GROUP = 'kustomize.config.k8s.io';
const KUSTOMIZE_FILE = 'kustomization.yaml';
const SUPPORTED = ['apiVersion', 'kind', 'resources', 'patchesStrategicMerge', 'namespace', 'namePrefix'];

/** Cluster-scoped kinds, as far as they occur. */
const CLUSTER_SCOPED = ['Namespace', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleBinding'];

/**
 * A small kustomize: resources, patchesStrategicMerge, namespace and namePrefix, and the kustomization.yaml that Flux
 * generates for a folder without one. Any other feature is an error.
 */
export class Kustomize {
  /** Files read by the builds so far. */
  public readonly read = new Set<string>();

  constructor(
    private readonly tree: Tree,
    private readonly repairs: readonly Repair[] = [],
  ) {}

  /** Builds a folder, or reads a file. */
  public build(entry: string): Built[] {
    return this.resource(entry).map(({ object, file }) => ({ object, file }));
  }

  private folder(folder: string): Resource[] {
    const { resources, patches, namespace, namePrefix } = this.kustomization(folder);
    let result = unique(
      folder,
      resources.flatMap((entry) => this.resource(path.posix.join(folder, entry))),
    );
    for (const file of patches) result = this.patch(result, path.posix.join(folder, file));
    if (namespace !== undefined) result = unique(folder, result.map(inNamespace(namespace)));
    if (namePrefix !== undefined) result = unique(folder, result.map(withPrefix(namePrefix)));
    return result;
  }

  private kustomization(folder: string): Kustomization {
    const file = path.posix.join(folder, KUSTOMIZE_FILE);
    if (!this.tree.has(file)) return { resources: this.detected(folder), patches: [] };
    const [fields = {}, ...more] = parseDocuments(this.text(file), file);
    if (more.length > 0) throw new Error(`${file}: more than one document`);
    const stranger = Object.keys(fields).find((key) => !SUPPORTED.includes(key));
    if (stranger !== undefined) throw new Error(`${file}: ${stranger} is not supported`);
    const repaired = this.repairs.filter((repair) => repair.folder === folder).map((repair) => repair.field);
    const { namespace, namePrefix } = fields as Partial<Record<string, string>>;
    return {
      resources: (fields.resources ?? []) as string[],
      patches: (fields.patchesStrategicMerge ?? []) as string[],
      ...(namespace !== undefined && !repaired.includes('namespace') ? { namespace } : {}),
      ...(namePrefix !== undefined ? { namePrefix } : {}),
    };
  }

  /**
   * The resources that Flux lists for a folder without kustomization.yaml: every YAML file and every folder with one.
   */
  private detected(folder: string): string[] {
    if (!isFolder(this.tree, folder)) throw new Error(`${folder}: there is no such folder`);
    return namesIn(this.tree, folder).flatMap((name) => {
      const inner = path.posix.join(folder, name);
      if (isYaml(name) || this.tree.has(path.posix.join(inner, KUSTOMIZE_FILE))) return [name];
      return this.detected(inner).map((file) => path.posix.join(name, file));
    });
  }

  private resource(entry: string): Resource[] {
    if (!this.tree.has(entry)) return this.folder(entry);
    return parseObjects(this.text(entry), entry).map((object) => {
      if (groupOf(object.apiVersion) === API_GROUP) throw new Error(`${entry}: a kustomization among the resources`);
      return { object, file: entry, ids: [fullIdentity(object)] };
    });
  }

  private patch(resources: readonly Resource[], file: string): Resource[] {
    return parseObjects(this.text(file), file).reduce<Resource[]>(
      (result, patch) => {
        const targets = result.filter((one) => one.ids.includes(fullIdentity(patch)));
        if (targets.length !== 1) throw new Error(`${file}: ${identity(patch)} matches ${targets.length} resources`);
        return result.map((one) => (one === targets[0] ? { ...one, object: patched(one.object, patch) } : one));
      },
      [...resources],
    );
  }

  private text(file: string): string {
    const text = this.tree.get(file);
    if (text === undefined) throw new Error(`${file}: there is no such file`);
    this.read.add(file);
    return text;
  }
}

/** The identity that kustomize distinguishes resources by. */
function fullIdentity(object: KubeObject): string {
  return `${groupOf(object.apiVersion)}/${identity(object)}`;
}

/** The same resources; an error if two have the same identity. */
function unique(folder: string, resources: Resource[]): Resource[] {
  const ids = resources.map(({ object }) => fullIdentity(object));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`${folder}: two resources are both ${twice.slice(twice.indexOf('/') + 1)}`);
  return resources;
}

function renamed(resource: Resource, metadata: object): Resource {
  const object = { ...resource.object, metadata: { ...resource.object.metadata, ...metadata } };
  return { ...resource, object, ids: [...resource.ids, fullIdentity(object)] };
}

/** The namespace transformer, which also renames Namespaces. */
function inNamespace(namespace: string): (resource: Resource) => Resource {
  return (resource) => {
    const { object, file } = resource;
    if (object.kind === 'Namespace') return renamed(resource, { name: namespace });
    if (CLUSTER_SCOPED.includes(object.kind)) return resource;
    const subjects = (object.subjects ?? []) as unknown[];
    if (subjects.some((subject) => isFields(subject) && (at(subject, 'namespace') ?? namespace) !== namespace)) {
      throw new Error(`${file}: the namespace of a binding's subject would change, which is not supported`);
    }
    return renamed(resource, { namespace });
  };
}

/** The prefix transformer, for kinds without references by name. */
function withPrefix(prefix: string): (resource: Resource) => Resource {
  return (resource) => {
    const { object, file } = resource;
    if (groupOf(object.apiVersion) !== 'kustomize.toolkit.fluxcd.io') {
      throw new Error(`${file}: namePrefix on a ${object.kind} is not supported`);
    }
    return renamed(resource, { name: prefix + object.metadata.name });
  };
}
