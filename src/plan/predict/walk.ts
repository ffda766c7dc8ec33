import { KustomizationSpec, SourceKey } from '../tree/flux-spec';
import { ManifestIndex } from '../tree/manifest-index';
import { ManifestTree, normalizePath } from '../tree/manifest-tree';
import { Build, buildDirectory, BuiltObject, builtObjects, putInto } from './build';
import { Place, placeOfPath } from './place';
import { FLUX_SYSTEM, Root } from './roots';

/** A Flux Kustomization of a cluster and what it builds. */
export interface Unit {
  /** What identifies it: the cluster whose Flux runs it, its namespace and its name. */
  readonly key: string;
  /** The cluster whose Flux runs it. */
  readonly host: string;
  /** The cluster that its objects land on. */
  readonly target: string;
  readonly spec: KustomizationSpec;
  /** Directory of the tree; undefined when it reads from elsewhere. */
  readonly directory?: string;
  readonly build?: Build;
  /** The Kustomization that brings it; undefined for a root. */
  readonly parent?: Unit;
  /** The object that it is; undefined for a root that no file has. */
  readonly object?: BuiltObject;
  readonly place: Place;
}

/** Everything that follows from one root. */
export interface Walk {
  readonly root: Root;
  /** The units by key, each behind the one that brings it. */
  readonly units: ReadonlyMap<string, Unit>;
  /** Addresses of the sources, by cluster, kind, namespace and name. */
  readonly sources: ReadonlyMap<string, string>;
}

/** A tree as it is walked. `exists` says of a folder whether this tree or the one it is compared with has it. */
export interface Ground {
  readonly tree: ManifestTree;
  readonly index: ManifestIndex;
  readonly exists: (folder: string) => boolean;
}

/** The key of a unit. */
export function unitKey(host: string, spec: { readonly namespace: string; readonly name: string }): string {
  return `${host}|${spec.namespace}/${spec.name}`;
}

/** The key of a source. */
export function sourceKey(host: string, source: SourceKey): string {
  return `${host}|${source.kind}/${source.namespace}/${source.name}`;
}

/** Follows a cluster's Kustomizations from its root. */
export function walk(ground: Ground, root: Root): Walk {
  return new Walker(ground, root).run();
}

/** The objects of a unit. */
export function objectsOf(
  unit: Unit,
  index: ManifestIndex,
): { readonly objects: readonly BuiltObject[]; readonly error?: string } {
  return unit.build ? builtObjects(index, unit.build, unit.spec) : { objects: [] };
}

/** A unit as it would be with another tree: what Flux makes of it when nobody changes its Kustomization. */
export function rebuilt(unit: Unit, { tree, index }: Ground): Unit {
  return unit.directory === undefined ? unit : { ...unit, build: buildDirectory(tree, index, unit.directory) };
}

const REMOTE_FOLDER = /(?:^|\/)clusters\/[^/]+\/remotes\/([^/]+)(?:\/|$)/;

interface Child {
  readonly spec: KustomizationSpec;
  readonly parent: Unit;
  readonly object: BuiltObject;
}

class Walker {
  private readonly units = new Map<string, Unit>();
  private readonly sources = new Map<string, string>();
  private readonly remotes = new Map<string, string>();
  private readonly isEnvironment: (directory: string) => boolean;

  constructor(
    private readonly ground: Ground,
    private readonly root: Root,
  ) {
    this.isEnvironment = (directory) =>
      ['tenants', 'infrastructure'].some((name) => ground.exists(`${directory}/${name}`));
  }

  public run(): Walk {
    const { root } = this;
    const spec = root.spec ?? givenSpec(root);
    let waiting = this.add(root.cluster, { ...spec, path: root.directory }, root.directory, undefined, undefined);
    // A source may be brought by a later unit than the Kustomization that reads it.
    while (waiting.length > 0) {
      const decided = waiting.map((child) => ({ child, inTree: this.isInTree(child) }));
      const unsure = decided.every(({ inTree }) => inTree === undefined);
      waiting = decided.flatMap(({ child, inTree }) =>
        inTree === undefined && !unsure ? [child] : this.follow(child, inTree ?? this.looksInTree(child.spec)),
      );
    }
    return { root, units: this.units, sources: this.sources };
  }

  private follow({ spec, parent, object }: Child, inTree: boolean): Child[] {
    const path = this.treePath(spec);
    const key = unitKey(parent.target, spec);
    if (this.units.has(key)) return [];
    return this.add(parent.target, spec, inTree ? path : undefined, parent, object);
  }

  private add(
    host: string,
    spec: KustomizationSpec,
    directory: string | undefined,
    parent: Unit | undefined,
    object: BuiltObject | undefined,
  ): Child[] {
    const target = spec.kubeConfig === undefined ? host : this.remote(host, spec, spec.kubeConfig, directory);
    const build = directory === undefined ? undefined : buildDirectory(this.ground.tree, this.ground.index, directory);
    // A root may be in its own folder, and so prunes itself when it leaves it.
    const own = parent || !build ? object : this.ownObject(build, spec);
    const unit: Unit = {
      ...{ key: unitKey(host, spec), host, target, spec },
      ...(build ? { directory: build.directory, build } : {}),
      ...(parent ? { parent } : {}),
      ...(own ? { object: own } : {}),
      place: placeOfPath(directory ?? '', this.isEnvironment),
    };
    this.units.set(unit.key, unit);
    return this.children(unit);
  }

  private ownObject(build: Build, spec: KustomizationSpec): BuiltObject | undefined {
    for (const file of build.files) {
      for (const header of this.ground.index.fluxObjects(file.content)) {
        const object = putInto(header, file, spec);
        if (header.flux && object.name === spec.name && object.namespace === spec.namespace) return object;
      }
    }
    return undefined;
  }

  private children(unit: Unit): Child[] {
    const children: Child[] = [];
    for (const file of unit.build?.files ?? []) {
      for (const header of this.ground.index.fluxObjects(file.content)) {
        const object = putInto(header, file, unit.spec);
        const { namespace, name } = object;
        if (header.source !== undefined) {
          const source = { kind: header.kind, namespace, name };
          this.sources.set(sourceKey(unit.target, source), header.source);
        }
        if (header.flux) {
          // What a FluxInstance makes has another name than itself.
          const own = object.renamed ? { namespace, name } : { namespace };
          children.push({ spec: { ...header.flux, ...own }, parent: unit, object });
        }
      }
    }
    return children;
  }

  /** Whether a Kustomization reads from this tree; undefined when its source is not known yet. */
  private isInTree({ spec, parent }: Child): boolean | undefined {
    const root = this.units.values().next().value!;
    const address = this.sources.get(sourceKey(parent.target, spec.source));
    const own = this.sources.get(sourceKey(root.host, root.spec.source));
    if (address !== undefined && own !== undefined) return address === own;
    const same = sourceKey(parent.target, spec.source) === sourceKey(root.host, root.spec.source);
    return same ? true : undefined;
  }

  private looksInTree(spec: KustomizationSpec): boolean {
    const path = this.treePath(spec);
    return path !== undefined && path !== '' && this.ground.exists(path);
  }

  /** A Kustomization's path within the tree; undefined for one that leads to elsewhere in the repository. */
  private treePath(spec: KustomizationSpec): string | undefined {
    const path = normalizePath(spec.path);
    const { prefix } = this.root;
    if (path === undefined || prefix === '') return path;
    if (path === prefix) return '';
    if (path.startsWith(`${prefix}/`)) return path.slice(prefix.length + 1);
    return this.ground.exists(path) ? path : undefined;
  }

  private remote(host: string, spec: KustomizationSpec, kubeConfig: string, directory: string | undefined): string {
    const key = `${host}|${spec.namespace}/${kubeConfig}`;
    const named = directory === undefined ? undefined : REMOTE_FOLDER.exec(directory)?.[1];
    const known = named ?? this.remotes.get(key);
    if (known !== undefined) {
      this.remotes.set(key, known);
      return known;
    }
    const name = kubeConfig.replace(/-kube-?config$/, '');
    return [host, ...(name === spec.namespace ? [] : [spec.namespace]), name].join('/');
  }
}

/** The root Kustomization of a folder that somebody else applies, or that was bootstrapped without being committed. */
function givenSpec(root: Root): KustomizationSpec {
  return {
    ...{ namespace: FLUX_SYSTEM, name: FLUX_SYSTEM, path: root.directory, prune: true, deletionPolicy: 'MirrorPrune' },
    ...{ suspend: false, force: false, dependsOn: [], keeps: false, notEvaluated: [] },
    source: { kind: 'GitRepository', namespace: FLUX_SYSTEM, name: FLUX_SYSTEM },
  };
}
