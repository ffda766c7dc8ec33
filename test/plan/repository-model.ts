/**
 * A repository as files, and what is live on its clusters: an oracle for the guard that knows nothing of the plan. It
 * builds folders by itself, and takes every order in which Flux may act.
 */

/** Files by path; each holds one manifest as JSON, or text that is none. */
export type Files = ReadonlyMap<string, string>;

/** The fields of a Kustomization that the oracle knows. */
interface Spec {
  readonly path: string;
  readonly prune: boolean;
  readonly suspend?: boolean;
  readonly targetNamespace?: string;
  readonly namePrefix?: string;
  readonly deletionPolicy?: string;
  readonly sourceRef: { readonly name: string };
  readonly dependsOn?: ReadonlyArray<{ readonly name: string }>;
}

interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** A reason to refuse a change, as `what: subject`. Those that begin with `perhaps` are no loss of protected things. */
export type Harm = string;

const PERHAPS = 'perhaps ';

/** The harm that nobody may do undeclared. */
export function certain(harm: readonly Harm[]): readonly Harm[] {
  return harm.filter((one) => !one.startsWith(PERHAPS));
}

/** Name of the source that reads the repository, and of the root Kustomization. */
export const SYSTEM = 'flux-system';

/** Kinds that hold something themselves. What goes with a Kustomization or a source counts by itself. */
const PROTECTED = new Set([
  ...['CustomResourceDefinition', 'HelmRelease', 'Namespace', 'PersistentVolumeClaim', 'StatefulSet'],
]);
const OF_FLUX = new Set(['GitRepository', 'Kustomization']);
const CLUSTER_SCOPED = new Set(['CustomResourceDefinition', 'Namespace']);
const KEEP = 'kustomize.toolkit.fluxcd.io/prune';

/** The objects of a folder by identity, or why they cannot be built. */
type Built = ReadonlyMap<string, Manifest> | { readonly error: string };

const LISTS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

class Repository {
  private readonly folders = new Set<string>();
  private readonly known = new Map<string, Built>();

  constructor(public readonly files: Files) {
    for (const path of files.keys()) {
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
        this.folders.add(path.slice(0, end));
    }
  }

  public hasFolder(folder: string): boolean {
    return this.folders.has(folder);
  }

  public build(spec: Spec): Built {
    const key = JSON.stringify([spec.path, spec.targetNamespace, spec.namePrefix]);
    let built = this.known.get(key);
    if (built === undefined) this.known.set(key, (built = this.make(spec)));
    return built;
  }

  private make({ path, targetNamespace, namePrefix = '' }: Spec): Built {
    const folder = clean(path);
    const found = this.folder(folder, true);
    if (typeof found === 'string') return { error: found };
    const objects = new Map<string, Manifest>();
    for (const file of found) {
      let manifest: Manifest;
      try {
        manifest = JSON.parse(this.files.get(file)!) as Manifest;
      } catch {
        return { error: `${file} is no manifest` };
      }
      const { kind, metadata } = manifest;
      const namespace = CLUSTER_SCOPED.has(kind) ? '' : (targetNamespace ?? metadata.namespace ?? '');
      const key = `${kind} ${namespace}/${namePrefix}${metadata.name}`;
      if (objects.has(key)) return { error: `${key} twice` };
      objects.set(key, manifest);
    }
    return objects;
  }

  /** The files that a folder's build takes; a text if it fails. */
  private folder(folder: string, isTop: boolean): readonly string[] | string {
    if (!this.hasFolder(folder)) return `${folder} is missing`;
    const lists = LISTS.filter((name) => this.files.has(`${folder}/${name}`));
    if (lists.length > 1) return `${folder} has two lists`;
    if (lists.length === 0) return isTop ? this.everything(folder) : `${folder} has no list`;
    let entries: readonly string[];
    try {
      entries = (JSON.parse(this.files.get(`${folder}/${lists[0]!}`)!) as { resources: string[] }).resources;
    } catch {
      return `${folder} has a broken list`;
    }
    const taken: string[] = [];
    for (const entry of entries) {
      const path = clean(`${folder}/${entry}`);
      if (this.files.has(path)) taken.push(path);
      else {
        const below = this.folder(path, false);
        if (typeof below === 'string') return below;
        taken.push(...below);
      }
    }
    return taken;
  }

  /** All manifests below a folder without a list; folders with one stand for themselves. */
  private everything(folder: string): readonly string[] | string {
    const taken: string[] = [];
    const below = new Set<string>();
    for (const path of this.files.keys()) {
      if (!path.startsWith(`${folder}/`)) continue;
      const rest = path.slice(folder.length + 1);
      if (rest.includes('/')) below.add(rest.slice(0, rest.indexOf('/')));
      else if (/\.ya?ml$/.test(rest)) taken.push(path);
    }
    for (const name of below) {
      const path = `${folder}/${name}`;
      const isListed = LISTS.some((list) => this.files.has(`${path}/${list}`));
      const more = isListed ? this.folder(path, false) : this.everything(path);
      if (typeof more === 'string') return more;
      taken.push(...more);
    }
    return taken;
  }
}

function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** One cluster at a commit. */
class State {
  public readonly repository: Repository;
  public readonly units = new Map<string, Spec>();
  public readonly root: Built;
  /** Branches of sources by name. */
  public readonly branches = new Map<string, string>();

  constructor(
    files: Files,
    public readonly cluster: string,
  ) {
    this.repository = new Repository(files);
    const spec: Spec = { path: `dist/clusters/${cluster}`, prune: true, sourceRef: { name: SYSTEM } };
    this.root = this.repository.build(spec);
    this.units.set(SYSTEM, spec);
    for (const { kind, metadata, spec: one } of 'error' in this.root ? [] : this.root.values()) {
      if (kind === 'Kustomization' && metadata.name !== SYSTEM) this.units.set(metadata.name, one as unknown as Spec);
      if (kind === 'GitRepository')
        this.branches.set(metadata.name, JSON.stringify((one as { ref?: unknown }).ref ?? null));
    }
  }

  /** Whether a Kustomization reads from another repository, whose objects nobody knows. */
  public isExternal({ sourceRef }: Spec): boolean {
    return sourceRef.name !== SYSTEM;
  }
}

/** The harm that a change does if nothing is declared. Empty if it must pass. */
export function harmOf(base: Files, next: Files, clusters: readonly string[]): readonly Harm[] {
  return clusters.flatMap((cluster) => {
    const [was, is] = [new State(base, cluster), new State(next, cluster)];
    if (!was.repository.hasFolder(`dist/clusters/${cluster}`)) return [];
    if (!is.repository.hasFolder(`dist/clusters/${cluster}`)) return [`cluster-gone: ${cluster}`];
    return harmOn(was, is);
  });
}

function harmOn(was: State, is: State): Harm[] {
  const harm = new Set<Harm>();
  const isRootBroken = 'error' in is.root;
  if (isRootBroken && !('error' in was.root)) harm.add(`broken: ${SYSTEM}`);
  const live = new Map<string, { readonly unit: string; readonly manifest: Manifest }[]>();
  for (const [unit, spec] of was.units) {
    const built = was.isExternal(spec) ? new Map<string, Manifest>() : was.repository.build(spec);
    if ('error' in built) harm.add(`${PERHAPS}unknown base: ${unit}`);
    else for (const [key, manifest] of built) live.set(key, [...(live.get(key) ?? []), { unit, manifest }]);
  }
  const after = new Set<string>();
  const specs = isRootBroken ? was.units : is.units;
  for (const [unit, spec] of specs) {
    const built = is.isExternal(spec) ? new Map<string, Manifest>() : is.repository.build(spec);
    const old = was.units.get(unit);
    if ('error' in built) {
      if (!old || !('error' in was.repository.build(old))) harm.add(`broken: ${unit}`);
    } else for (const key of built.keys()) after.add(key);
    for (const { name } of spec.dependsOn ?? []) if (!specs.has(name)) harm.add(`${PERHAPS}waits: ${unit} for ${name}`);
  }
  for (const [unit, spec] of was.units) {
    const later = specs.get(unit);
    if (was.isExternal(spec)) foreignHarm(unit, spec, later, was, is, harm);
    else {
      for (const [key, owners] of live) {
        for (const { unit: owner, manifest } of owners) {
          if (owner === unit && !isRootBroken) objectHarm(key, manifest, unit, spec, later, is, after, harm);
        }
      }
    }
  }
  amounts(live, after, is, isRootBroken, harm);
  return [...harm];
}

/** A Kustomization of another repository deletes what it had if it goes, or turns elsewhere. */
function foreignHarm(unit: string, spec: Spec, later: Spec | undefined, was: State, is: State, harm: Set<Harm>): void {
  if (later === undefined) {
    const deletes = spec.prune && !spec.suspend && spec.deletionPolicy !== 'Orphan';
    harm.add(`${deletes ? '' : PERHAPS}lost: all of ${unit}`);
    return;
  }
  if (!is.isExternal(later)) harm.add(`lost: all of ${unit}`);
  if (!spec.prune || spec.suspend) return;
  const placeOf = ({ path, targetNamespace, namePrefix, sourceRef }: Spec, state: State) =>
    JSON.stringify([clean(path), targetNamespace, namePrefix, sourceRef.name, state.branches.get(sourceRef.name)]);
  if (placeOf(spec, was) !== placeOf(later, is)) harm.add(`lost: all of ${unit}`);
}

/** Whether a Kustomization may delete an object, with its own old spec first or with its new one, or leaves it. */
function objectHarm(
  key: string,
  manifest: Manifest,
  unit: string,
  spec: Spec,
  later: Spec | undefined,
  is: State,
  after: ReadonlySet<string>,
  harm: Set<Harm>,
): void {
  const isKept = manifest.metadata.annotations?.[KEEP] === 'disabled';
  const has = (one: Spec) => {
    const built = is.repository.build(one);
    return 'error' in built ? undefined : built.has(key);
  };
  const mayPrune =
    (!spec.suspend && spec.prune && has(spec) === false) ||
    (later !== undefined && !later.suspend && (spec.prune || later.prune) && has(later) === false) ||
    (later === undefined && !spec.suspend && spec.prune && spec.deletionPolicy !== 'Orphan');
  const isLeft = !after.has(key);
  const isProtected = PROTECTED.has(manifest.kind);
  if (mayPrune && !isKept && (isProtected || OF_FLUX.has(manifest.kind) || !isLeft))
    harm.add(`${isProtected ? '' : PERHAPS}lost: ${key} of ${unit}`);
  else if (isLeft && isProtected) harm.add(`left: ${key}`);
  else if (isLeft && isUnlisted(key, manifest, is)) harm.add(`${PERHAPS}unlisted: ${key}`);
}

/** Whether a file still holds an object that no Kustomization has any more. */
function isUnlisted(key: string, manifest: Manifest, is: State): boolean {
  return [...is.repository.files.values()].some((text) => text.includes(`"${manifest.metadata.name}"`)) && key !== '';
}

/** More goes than anybody is likely to mean. */
function amounts(
  live: ReadonlyMap<string, ReadonlyArray<{ readonly unit: string }>>,
  after: ReadonlySet<string>,
  is: State,
  isRootBroken: boolean,
  harm: Set<Harm>,
): void {
  if (isRootBroken) return;
  const gone = [...live].filter(([key]) => !after.has(key));
  if (gone.length >= 10 && gone.length > 0.2 * live.size) harm.add(`${PERHAPS}share`);
  for (const unit of is.units.keys()) {
    const had = [...live].filter(([, owners]) => owners.some((one) => one.unit === unit));
    const built = is.repository.build(is.units.get(unit)!);
    if (had.length > 0 && !('error' in built) && built.size === 0) harm.add(`${PERHAPS}emptied: ${unit}`);
  }
  const spaceOf = (key: string) => /^\S+ ([^/]*)\//.exec(key)![1]!;
  const full = new Set([...after].map(spaceOf));
  const emptied = new Set(gone.map(([key]) => spaceOf(key)).filter((space) => space !== '' && !full.has(space)));
  // The guard counts the namespaces of all clusters: one here may be the second.
  if (emptied.size > 0) harm.add(`${PERHAPS}namespaces: ${[...emptied].join()}`);
}
