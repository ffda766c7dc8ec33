import { Conventions } from '../conventions/conventions';
import { Place } from '../conventions/place';
import { KustomizationSpec, SourceKey } from '../tree/flux-spec';
import { ManifestIndex } from '../tree/manifest-index';
import { hasSameFiles, ManifestTree, normalizePath } from '../tree/manifest-tree';
import {
  Build,
  buildDirectory,
  BuiltObject,
  builtObjects,
  isSameBuild,
  isSameObject,
  putInto,
  readsOwnFolder,
} from './build';
import { FLUX_SYSTEM, Root } from './roots';

/** A Flux Kustomization of a cluster with its build. */
export interface Unit {
  /** Its identity: the cluster whose Flux runs it, its namespace and its name. */
  readonly key: string;
  /** The cluster whose Flux runs it. */
  readonly host: string;
  /** The cluster that its objects are applied to. */
  readonly target: string;
  readonly spec: KustomizationSpec;
  /** Directory of the tree; undefined when it reads from another source. */
  readonly directory?: string;
  readonly build?: Build;
  /** The Kustomization that applies it; undefined for a root. */
  readonly parent?: Unit;
  /** Its manifest; undefined for a root that no file holds. */
  readonly object?: BuiltObject;
  readonly place: Place;
}

/** All Kustomizations that follow from one root. */
export interface Walk {
  readonly root: Root;
  /** The units by key, each after its parent. */
  readonly units: ReadonlyMap<string, Unit>;
  /** Addresses of the sources, by cluster, kind, namespace and name. */
  readonly sources: ReadonlyMap<string, string>;
  /** The clusters that the units apply objects to. */
  readonly targets: ReadonlySet<string>;
}

/** A tree to walk. `exists` tells whether a folder is in this tree or in the one that it is compared with. */
export interface Ground {
  readonly tree: ManifestTree;
  readonly index: ManifestIndex;
  readonly exists: (folder: string) => boolean;
  readonly conventions: Conventions;
  /** The tree that it is compared with, if that was walked already. */
  readonly base?: ManifestTree;
}

/** The key of a unit. */
export function unitKey(host: string, spec: { readonly namespace: string; readonly name: string }): string {
  return `${host}|${spec.namespace}/${spec.name}`;
}

/** The key of a source. */
export function sourceKey(host: string, source: SourceKey): string {
  return `${host}|${source.kind}/${source.namespace}/${source.name}`;
}

/**
 * Follows a cluster's Kustomizations from its root.
 *
 * @param before the walk of the same root in the tree that this one is compared with: equal units are taken from it
 */
export function walk(ground: Ground, root: Root, before?: Walk): Walk {
  return new Walker(ground, root, before).run();
}

/** Whether two specs of Kustomizations are equal. */
export function isSameSpec(spec: KustomizationSpec, other: KustomizationSpec): boolean {
  return spec === other || JSON.stringify(spec) === JSON.stringify(other);
}

/** The objects of a unit. */
export function objectsOf(
  unit: Unit,
  index: ManifestIndex,
): { readonly objects: readonly BuiltObject[]; readonly error?: string } {
  return unit.build ? builtObjects(index, unit.build, unit.spec) : { objects: [] };
}

/** A unit with the build of another tree, as Flux builds it while nobody changes its Kustomization. */
export function rebuilt(unit: Unit, { tree, index }: Ground): Unit {
  return unit.directory === undefined ? unit : { ...unit, build: buildDirectory(tree, index, unit.directory) };
}

/** The place of Kustomizations that read from another source. */
const NOWHERE: Place = {};

interface Child {
  readonly spec: KustomizationSpec;
  readonly parent: Unit;
  readonly object: BuiltObject;
}

class Walker {
  private readonly units = new Map<string, Unit>();
  private readonly sources = new Map<string, string>();
  private readonly targets = new Set<string>();
  private readonly remotes = new Map<string, string>();

  constructor(
    private readonly ground: Ground,
    private readonly root: Root,
    private readonly before: Walk | undefined,
  ) {}

  public run(): Walk {
    const { root } = this;
    const spec = root.spec ?? givenSpec(root);
    let waiting = this.add(root.cluster, { ...spec, path: root.directory }, root.directory, undefined, undefined);
    // A later unit may hold the source of a Kustomization, so that those with an unknown source wait.
    while (waiting.length > 0) {
      const own = this.rootSource();
      const decided = waiting.map((child) => ({ child, inTree: this.isInTree(child, own) }));
      const unsure = decided.every(({ inTree }) => inTree === undefined);
      waiting = decided.flatMap(({ child, inTree }) =>
        inTree === undefined && !unsure ? [child] : this.follow(child, inTree ?? this.looksInTree(child.spec)),
      );
    }
    return { root, units: this.units, sources: this.sources, targets: this.targets };
  }

  private follow({ spec, parent, object }: Child, inTree: boolean): Child[] {
    if (this.units.has(unitKey(parent.target, spec))) return [];
    return this.add(parent.target, spec, inTree ? this.treePath(spec) : undefined, parent, object);
  }

  private add(
    host: string,
    spec: KustomizationSpec,
    directory: string | undefined,
    parent: Unit | undefined,
    object: BuiltObject | undefined,
  ): Child[] {
    const key = unitKey(host, spec);
    const was = this.before?.units.get(key);
    const target = spec.kubeConfig === undefined ? host : this.remote(host, spec, spec.kubeConfig, directory);
    const build = directory === undefined ? undefined : this.build(directory, was?.build);
    // A root may be in its own folder: it then prunes itself when its file is removed.
    const own = parent || !build ? object : this.ownObject(build, spec);
    const unit =
      was && isSameUnit(was, target, spec, build, parent, own)
        ? was
        : this.unit({ key, host, target, spec }, build, parent, own);
    this.units.set(unit.key, unit);
    this.targets.add(target);
    return this.children(unit);
  }

  private build(directory: string, was: Build | undefined): Build {
    const { tree, index, base } = this.ground;
    if (was?.directory === directory && base && readsOwnFolder(was) && hasSameFiles(directory, tree, base)) return was;
    const build = buildDirectory(tree, index, directory);
    return was && isSameBuild(build, was) ? was : build;
  }

  private unit(
    { key, host, target, spec }: Pick<Unit, 'host' | 'key' | 'spec' | 'target'>,
    build: Build | undefined,
    parent: Unit | undefined,
    object: BuiltObject | undefined,
  ): Unit {
    const { conventions, exists } = this.ground;
    const place = build ? conventions.layout.placeOf(build.directory, exists) : NOWHERE;
    // A single literal instead of spreads: there may be hundreds of thousands of units.
    const unit: { -readonly [K in keyof Unit]: Unit[K] } = { key, host, target, spec, place };
    if (build) {
      unit.directory = build.directory;
      unit.build = build;
    }
    if (parent) unit.parent = parent;
    if (object) unit.object = object;
    return unit;
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
          // The Kustomization of a FluxInstance has a name of its own.
          const own = object.renamed ? { namespace, name } : { namespace };
          const isOwn = namespace === header.flux.namespace && !object.renamed;
          children.push({ spec: isOwn ? header.flux : { ...header.flux, ...own }, parent: unit, object });
        }
      }
    }
    return children;
  }

  /** Whether a Kustomization reads from this tree; undefined when its source is not known yet. */
  private isInTree({ spec, parent }: Child, own: { key: string; address: string | undefined }): boolean | undefined {
    const key = sourceKey(parent.target, spec.source);
    const address = this.sources.get(key);
    if (address !== undefined && own.address !== undefined) return address === own.address;
    return key === own.key ? true : undefined;
  }

  private rootSource(): { readonly key: string; readonly address: string | undefined } {
    const root = this.units.values().next().value!;
    const key = sourceKey(root.host, root.spec.source);
    return { key, address: this.sources.get(key) };
  }

  private looksInTree(spec: KustomizationSpec): boolean {
    const path = this.treePath(spec);
    return path !== undefined && path !== '' && this.ground.exists(path);
  }

  /** A Kustomization's path within the tree; undefined for one outside of the tree's part of the repository. */
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
    const named = directory === undefined ? undefined : this.ground.conventions.layout.remoteOf(directory);
    const known = named ?? this.remotes.get(key);
    if (known !== undefined) {
      this.remotes.set(key, known);
      return known;
    }
    const name = kubeConfig.replace(/-kube-?config$/, '');
    return [host, ...(name === spec.namespace ? [] : [spec.namespace]), name].join('/');
  }
}

/** Whether a unit is unchanged: its parent, spec, build and manifest are equal. */
function isSameUnit(
  was: Unit,
  target: string,
  spec: KustomizationSpec,
  build: Build | undefined,
  parent: Unit | undefined,
  object: BuiltObject | undefined,
): boolean {
  return (
    was.target === target &&
    was.build === build &&
    was.parent === parent &&
    isSameSpec(was.spec, spec) &&
    (was.object === undefined || object === undefined ? was.object === object : isSameObject(was.object, object))
  );
}

/** The assumed root of a folder whose root Kustomization is not in the tree, such as one that is created by hand. */
function givenSpec(root: Root): KustomizationSpec {
  return {
    namespace: FLUX_SYSTEM,
    name: FLUX_SYSTEM,
    path: root.directory,
    prune: true,
    deletionPolicy: 'MirrorPrune',
    suspend: false,
    force: false,
    dependsOn: [],
    keeps: false,
    notEvaluated: [],
    source: { kind: 'GitRepository', namespace: FLUX_SYSTEM, name: FLUX_SYSTEM },
  };
}
