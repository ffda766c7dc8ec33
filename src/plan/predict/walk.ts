import { defined } from '../../core/defined';
import { Conventions } from '../conventions/conventions';
import { Place } from '../conventions/place';
import { FluxSource, KustomizationSpec } from '../tree/flux-spec';
import { GeneratedArtifact } from '../tree/generated-artifact';
import { ManifestIndex } from '../tree/manifest-index';
import { isBelow, ManifestTree, pathIn, securePath } from '../tree/manifest-tree';
import { SourceKey } from '../tree/source-key';
import { artifactOf } from './artifact-of';
import { Build, BuiltFile, BuiltObject, ownObject, putInto } from './build';
import { Artifact, BuildRecipe, Builds, isSameRecipe, VariableData } from './builds';
import { fluxRelease } from './flux-release';
import { Expand, setsOf } from './resource-set';
import { givenSpec, Root } from './root';
import { isSameSpec, isSameUnit, objectsOf, sourceKey, Unit, unitKey } from './unit';
import { variableData, VariableReference, variableReferences } from './variables';

/** All Kustomizations that follow from one root. */
export interface Walk {
  readonly root: Root;
  /** The units by key, each after its parent. */
  readonly units: ReadonlyMap<string, Unit>;
  /** The sources, by cluster, kind, namespace and name. */
  readonly sources: ReadonlyMap<string, FluxSource>;
  /** The clusters that the units apply objects to. */
  readonly targets: ReadonlySet<string>;
}

/** A tree to walk. `exists` tells whether a folder is in this tree or in the one that it is compared with. */
export interface Ground {
  readonly tree: ManifestTree;
  readonly index: ManifestIndex;
  readonly builds: Builds;
  readonly exists: (folder: string) => boolean;
  readonly conventions: Conventions;
  /** Folder that holds the clusters' folders; empty for the tree itself. */
  readonly within: string;
  /** The tree that it is compared with, if that was walked already. */
  readonly base?: ManifestTree;
  /**
   * Makes the objects of a ResourceSet.
   *
   * @default - nobody knows what they make
   */
  readonly expand?: Expand;
}

/**
 * Follows a cluster's Kustomizations from its root.
 *
 * @param before the walk of the same root in the tree that this one is compared with: equal units are taken from it
 */
export function walk(ground: Ground, root: Root, before?: Walk): Walk {
  return new Walker(ground, root, before).run();
}

/** A unit with the build of another tree, as Flux builds it while nobody changes its Kustomization. */
export function rebuilt(unit: Unit, { builds }: Ground): Unit {
  return unit.recipe === undefined ? unit : { ...unit, build: builds.build(unit.recipe) };
}

/** Most times that a root changes itself, be it through what it changed before. */
const MOST_PASSES = 4;

/** Most artifacts that are made of each other; more is a circle. */
const MAX_DEPTH = 8;

/** The place of Kustomizations that read from another source. */
const NOWHERE: Place = {};

interface Child {
  readonly spec: KustomizationSpec;
  readonly parent: Unit;
  readonly object: BuiltObject;
}

/** Knowledge about a child before it is followed. */
interface Decision {
  /** Whether it reads from this tree; undefined when its source is not known yet. */
  readonly inTree: boolean | undefined;
  readonly hasVariables: boolean;
}

class Walker {
  private readonly units = new Map<string, Unit>();
  private readonly sources = new Map<string, FluxSource>();
  private readonly targets = new Set<string>();
  private readonly remotes = new Map<string, string>();
  private release?: { readonly flux: string | undefined };
  private ownArtifact: Artifact | undefined;
  private ownKey = '';
  private ownSource: SourceKey = { kind: '', namespace: '', name: '' };
  /** Knowledge of sources of variables, and the number of units that were searched for it. */
  private readonly variables = new Map<string, { readonly data: VariableData; readonly units: number }>();

  constructor(
    private readonly ground: Ground,
    private readonly root: Root,
    private readonly before: Walk | undefined,
  ) {}

  public run(): Walk {
    const { root } = this;
    const spec = root.spec ?? givenSpec(root);
    let waiting = this.addRoot({ ...spec, path: root.directory });
    // A later unit may hold a source or the variables of a Kustomization, so that those with unknown ones wait.
    while (waiting.length > 0) {
      const decided = waiting.map((child) => ({ child, ...this.decide(child) }));
      const isReady = (one: Decision) => one.inTree !== undefined && (one.hasVariables || !one.inTree);
      const stuck = !decided.some(isReady);
      // Those without variables of their own come first: they may hold those of others.
      const isNext = (one: Decision) =>
        !stuck || one.hasVariables || decided.every(({ hasVariables }) => !hasVariables);
      waiting = decided.flatMap((one) =>
        isReady(one) || (stuck && isNext(one)) ? this.follow(one.child, one.inTree) : [one.child],
      );
    }
    return { root, units: this.units, sources: this.sources, targets: this.targets };
  }

  /**
   * Only the root's own build tells what its source takes of the repository, and how its list patches the root itself.
   */
  private addRoot(written: KustomizationSpec): Child[] {
    const { cluster, directory } = this.root;
    // The live root is as the other tree made it, until it has applied this one.
    const live = this.before?.units.get(unitKey(cluster, written))?.spec;
    let spec = live ? { ...live, path: written.path } : written;
    this.ownSource = spec.source;
    this.ownKey = sourceKey(cluster, spec.source);
    this.ownArtifact = this.before && artifactOf(cluster, spec.source, this.before.sources);
    let children = this.add(cluster, spec, directory, undefined, undefined);
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const [first] = this.units.values();
      if (first?.build?.error !== undefined) break;
      const built = this.builtSpec(first!, spec);
      this.ownArtifact = artifactOf(cluster, built.source, this.sources);
      const recipe = this.recipe(cluster, built, directory, true);
      if (isSameSpec(built, spec) && isSameRecipe(recipe, first!.recipe!)) break;
      spec = built;
      this.ownSource = spec.source;
      this.ownKey = sourceKey(cluster, spec.source);
      const again = this.build(recipe, undefined);
      // It applies itself and its source as they are at first, and only then gets to know that it cannot go on.
      if (this.before && again.error !== undefined) {
        this.units.set(first!.key, { ...first!, failsLater: again.error });
        break;
      }
      this.units.clear();
      this.sources.clear();
      for (const [key, { data }] of this.variables) if (data === undefined) this.variables.delete(key);
      children = this.add(cluster, spec, directory, undefined, undefined);
    }
    return children;
  }

  /** The spec of a root as its own build makes it. */
  private builtSpec({ object }: Unit, spec: KustomizationSpec): KustomizationSpec {
    const built = object?.header.flux;
    return built === undefined ? spec : { ...built, path: spec.path };
  }

  private decide({ spec, parent }: Child): Decision {
    const inTree = this.isInTree(parent.target, spec.source);
    if (spec.build?.postBuild === undefined) return { inTree, hasVariables: true };
    const missing = variableReferences(spec.build).some(
      (one) => this.dataOf(parent.target, spec.namespace, one) === undefined,
    );
    return { inTree, hasVariables: !missing };
  }

  private follow({ spec, parent, object }: Child, inTree: boolean | undefined): Child[] {
    if (this.units.has(unitKey(parent.target, spec))) return [];
    const isInTree = inTree ?? this.looksInTree(parent.target, spec);
    const source = this.sources.get(sourceKey(parent.target, spec.source));
    const isCopied = (source?.copies ?? (source?.holds?.folder || undefined)) !== undefined;
    const directory = isCopied ? securePath(spec.path) : this.treePath(spec);
    return this.add(parent.target, spec, isInTree ? directory : undefined, parent, object);
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
    const recipe = directory === undefined ? undefined : this.recipe(host, spec, directory, parent === undefined);
    const build = recipe && this.build(recipe, was);
    // A root may be in its own folder: it then prunes itself when its file is removed.
    const own = parent || !build ? object : ownObject(this.ground.index, build, spec);
    const made = this.unit({ key, host, target, spec }, recipe, build, parent, own);
    const unit = was && isSameUnit(was, made) ? was : made;
    this.units.set(unit.key, unit);
    this.targets.add(target);
    return this.children(this.holds(unit, was) ? was! : unit, unit);
  }

  /** Whether a Kustomization applies nothing of the new tree, so that its children stay as they are. */
  private holds(unit: Unit, was: Unit | undefined): boolean {
    if (was === undefined || was === unit) return false;
    if (unit.spec.suspend && was.spec.suspend) return true;
    const { index } = this.ground;
    return objectsOf(unit, index).error !== undefined && objectsOf(was, index).error === undefined;
  }

  private recipe(host: string, spec: KustomizationSpec, directory: string, isRoot: boolean): BuildRecipe {
    const source = isRoot ? this.ownArtifact : artifactOf(host, spec.source, this.sources);
    // An artifact that is copied together has paths of its own.
    const path =
      isRoot && source?.copies ? pathIn(this.root.base === undefined ? this.root.prefix : '', directory) : directory;
    if (spec.build === undefined && source === undefined) return { directory: path };
    const references = variableReferences(spec.build);
    const variables = Object.fromEntries(
      references.map((one) => [`${one.kind}/${one.name}`, this.dataOf(host, spec.namespace, one)] as const),
    );
    return {
      directory: path,
      ...defined({ fields: spec.build, source, variables: references.length > 0 ? variables : undefined }),
      ...defined({ flux: spec.build?.postBuild === undefined ? undefined : this.fluxRelease() }),
    };
  }

  /** The release of the Flux that follows the root, if the root's folder tells it. */
  private fluxRelease(): string | undefined {
    const { builds, index } = this.ground;
    this.release ??= { flux: fluxRelease(builds.build({ directory: this.root.directory }), index) };
    return this.release.flux;
  }

  private dataOf(cluster: string, namespace: string, { kind, name }: VariableReference): VariableData {
    const key = `${cluster}|${kind}/${namespace}/${name}`;
    const known = this.variables.get(key);
    if (known && (known.data !== undefined || known.units === this.units.size)) return known.data;
    const data = variableData(this.units.values(), this.ground.index, { cluster, namespace, kind, name });
    this.variables.set(key, { data, units: this.units.size });
    return data;
  }

  private build(recipe: BuildRecipe, was: Unit | undefined): Build {
    const { builds, base } = this.ground;
    const known = was?.build && base && isSameRecipe(was.recipe!, recipe);
    return builds.build(recipe, known ? { build: was.build, tree: base } : undefined);
  }

  private unit(
    { key, host, target, spec }: Pick<Unit, 'host' | 'key' | 'spec' | 'target'>,
    recipe: BuildRecipe | undefined,
    build: Build | undefined,
    parent: Unit | undefined,
    object: BuiltObject | undefined,
  ): Unit {
    const place = build ? this.placeOf(build.directory, spec, object) : NOWHERE;
    // A single literal instead of spreads: there may be hundreds of thousands of units.
    const unit: { -readonly [K in keyof Unit]: Unit[K] } = { key, host, target, spec, place };
    if (build) {
      unit.directory = build.directory;
      unit.build = build;
    }
    if (recipe) unit.recipe = recipe;
    if (parent) unit.parent = parent;
    if (object) unit.object = object;
    if (parent && this.isDangling(spec, parent)) unit.isDangling = true;
    return unit;
  }

  /** The place of a folder. One that is not among the clusters' folders has that of its Kustomization's manifest. */
  private placeOf(directory: string, { name, app: marked }: KustomizationSpec, object: BuiltObject | undefined): Place {
    const { within, exists } = this.ground;
    const { layout } = this.ground.conventions;
    if (object === undefined || isBelow(directory, within)) return layout.placeOf(directory, exists);
    const place = layout.placeOf(object.file, exists);
    const app = place.tenant === undefined ? undefined : layout.appOf(place, marked ?? name);
    return { ...place, ...defined({ app }) };
  }

  /**
   * The Kustomizations that a unit applies, and its sources.
   *
   * @param parent the same unit in this walk
   */
  private children(unit: Unit, parent: Unit): Child[] {
    const children: Child[] = [];
    for (const file of unit.build?.files ?? []) {
      for (const header of this.ground.index.fluxObjects(file.content)) {
        const object = putInto(header, file, unit.spec);
        const { namespace, name } = object;
        if (header.source !== undefined) {
          const source = { kind: header.kind, namespace, name };
          this.sources.set(sourceKey(unit.target, source), header.source);
        }
        for (const artifact of header.artifacts ?? []) this.generated(unit.target, namespace, artifact);
        if (header.flux) children.push({ spec: header.flux, parent, object });
      }
      if (this.ground.expand) children.push(...this.sets(file, unit, parent));
    }
    return children;
  }

  /** The Kustomizations that ResourceSets of a file make. Each set is a unit of its own: it owns what it makes. */
  private sets(file: BuiltFile, unit: Unit, parent: Unit): Child[] {
    return setsOf(file, unit, parent, this.ground.index, this.ground.expand!).flatMap((set) => {
      if (this.units.has(set.key)) return [];
      this.units.set(set.key, set);
      return this.children(set, set);
    });
  }

  /** Takes an artifact that is copied from other sources among them. */
  private generated(host: string, namespace: string, { name, copies }: GeneratedArtifact): void {
    this.sources.set(sourceKey(host, { kind: 'ExternalArtifact', namespace, name }), {
      url: '',
      address: '',
      ref: '',
      selection: {},
      include: [],
      copies: copies.map((one) => ({ ...one, source: { namespace, ...defined(one.source) } })),
    });
  }

  /** Whether a source takes files of this tree; undefined while that is not known. */
  private isInTree(host: string, source: SourceKey, depth = 0): boolean | undefined {
    const own = this.rootSource();
    const key = sourceKey(host, source);
    const found = this.sources.get(key);
    if (found?.copies) {
      if (depth > MAX_DEPTH) return false;
      const parts = found.copies.map((copy) => this.isInTree(host, copy.source, depth + 1));
      return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
    }
    if (found?.holds) return true;
    if (found !== undefined && own.address !== undefined) return found.address === own.address;
    return key === own.key ? true : undefined;
  }

  /** Whether no file holds a Kustomization's source. The root's own may be made by hand. */
  private isDangling(spec: KustomizationSpec, parent: Unit): boolean {
    const key = sourceKey(parent.target, spec.source);
    if (spec.source.kind === 'ExternalArtifact' || this.sources.has(key) || key === this.ownKey) return false;
    // Who made the root's source by hand may have done so on the clusters that it deploys to.
    return this.sources.has(this.ownKey) || key !== sourceKey(parent.target, this.ownSource);
  }

  private rootSource(): { readonly key: string; readonly address: string | undefined } {
    return { key: this.ownKey, address: this.sources.get(this.ownKey)?.address };
  }

  private looksInTree(host: string, spec: KustomizationSpec): boolean {
    if (this.sources.get(sourceKey(host, spec.source))?.copies) return false;
    const path = this.treePath(spec);
    return path !== undefined && path !== '' && this.ground.exists(path);
  }

  /** A Kustomization's path within the tree; undefined for one outside of the tree's part of the repository. */
  private treePath(spec: KustomizationSpec): string | undefined {
    const path = securePath(spec.path);
    const { prefix, base } = this.root;
    if (base !== undefined) return path === '' ? base : pathIn(base, path);
    if (prefix === '') return path;
    if (path === prefix) return '';
    if (path.startsWith(`${prefix}/`)) return path.slice(prefix.length + 1);
    return this.ground.exists(path) ? path : undefined;
  }

  private remote(host: string, spec: KustomizationSpec, kubeConfig: string, directory: string | undefined): string {
    const key = `${host}|${spec.namespace}/${kubeConfig}`;
    const named = directory === undefined ? undefined : this.ground.conventions.layout.remoteOf(directory);
    const known = named ?? this.remotes.get(key);
    if (known !== undefined) this.remotes.set(key, known);
    if (known !== undefined) return known;
    const name = kubeConfig.replace(/-kube-?config$/, '');
    return [host, ...(name === spec.namespace ? [] : [spec.namespace]), name].join('/');
  }
}
