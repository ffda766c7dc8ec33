import { compare } from '../core/order';
import { dependenciesOf, type WantedCluster } from '../drift';
import { parseDuration } from '../kubernetes/durations';
import { textAt, valueAt } from '../kubernetes/json';
import { apiGroup, KubernetesObject } from '../kubernetes/objects';
import { madeByFlux } from './made-by-flux';

/** The load of Flux on a cluster: how often it reconciles Kustomizations, and what it looks at without any change. */
export interface ClusterLoad {
  readonly cluster: string;
  readonly kustomizations: number;
  readonly releases: number;
  /** Sources, with the HelmCharts of HelmReleases. */
  readonly sources: number;
  /** Kustomizations in the longest chain of which each waits for the next. */
  readonly levels: number;
  /**
   * Reconciliations of Kustomizations after a commit to the Git repository that most of them follow, whatever it changes:
   * one of each, and at most one more of each that finds another one, which it waits for, not done yet.
   */
  readonly perCommit: Reconciliations;
  /** Kustomizations that a change of the folder of one reconciles, that one included: on average, and the most. */
  readonly perChange: { readonly mean: number; readonly most: number };
  /** Reconciliations in an hour without any change, by the intervals of sources, Kustomizations and HelmReleases. */
  readonly perHour: number;
}

/** A number of reconciliations. */
export interface Reconciliations {
  readonly least: number;
  readonly most: number;
}

const isKustomization = ({ apiVersion, kind }: KubernetesObject) =>
  kind === 'Kustomization' && apiGroup(apiVersion) === 'kustomize.toolkit.fluxcd.io';
const isRelease = ({ apiVersion, kind }: KubernetesObject) =>
  kind === 'HelmRelease' && apiGroup(apiVersion) === 'helm.toolkit.fluxcd.io';
const isSource = ({ apiVersion }: KubernetesObject) => apiGroup(apiVersion) === 'source.toolkit.fluxcd.io';

const isSuspended = (object: KubernetesObject) => valueAt(object, 'spec', 'suspend') === true;
/** A HelmRepository of an OCI registry is an address alone: source-controller does not look at it again. */
const isStatic = (object: KubernetesObject) =>
  object.kind === 'HelmRepository' && textAt(object, 'spec', 'type') === 'oci';

const nameOf = ({ metadata: { namespace = '', name } }: KubernetesObject) => `${namespace}/${name}`;

/**
 * The load of the Flux of each cluster that has one, with what Flux itself makes of its objects. What it leaves out: what is
 * suspended, retries of what fails, further looks at what waits for more than the time of `--requeue-dependency`, the
 * requests of a reconciliation, and objects of Flux that are not in the tree: those of other repositories, charts and
 * ResourceSets.
 */
export function loadOf(clusters: readonly WantedCluster[]): ClusterLoad[] {
  return clusters
    .map(({ cluster, objects }) => ({ cluster, objects: runningOf(objects.map(({ object }) => object)) }))
    .filter(({ objects }) => objects.some(isKustomization))
    .map(({ cluster, objects }) => clusterLoad(cluster, objects))
    .sort((a, b) => compare(a.cluster, b.cluster));
}

/** The objects that Flux reconciles of some, with those that it makes of them. */
function runningOf(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects.flatMap((one) => [one, ...madeByFlux(one)]).filter((one) => !isSuspended(one));
}

function clusterLoad(cluster: string, objects: readonly KubernetesObject[]): ClusterLoad {
  const kustomizations = objects.filter(isKustomization);
  const releases = objects.filter(isRelease);
  const sources = objects.filter(isSource);
  const reconciled = reconciledBy(objects);
  const git = [...groupedBy(kustomizations, sourceKeys(objects))].filter(([key]) => key.startsWith(COMMITS));
  const changes = kustomizations.map((one) => reconciled(nameOf(one)).length);
  const intervals = [...kustomizations, ...releases, ...sources.filter((one) => !isStatic(one))].map(
    (one) => parseDuration(textAt(one, 'spec', 'interval') ?? '') || Number.POSITIVE_INFINITY,
  );
  return {
    cluster,
    kustomizations: kustomizations.length,
    releases: releases.length,
    sources: sources.length,
    levels: levelsOf(kustomizations),
    perCommit: git
      .map(([, group]) => reconciliationsOf(group))
      .reduce((a, b) => (b.least > a.least ? b : a), { least: 0, most: 0 }),
    perChange: {
      mean: Math.round((10 * changes.reduce((sum, count) => sum + count, 0)) / Math.max(1, changes.length)) / 10,
      most: Math.max(0, ...changes),
    },
    perHour: Math.round(intervals.reduce((sum, interval) => sum + 3_600_000 / interval, 0)),
  };
}

/** Reconciliations of Kustomizations that get a new revision together. */
export function reconciliationsOf(kustomizations: readonly KubernetesObject[]): Reconciliations {
  const names = new Set(kustomizations.map(nameOf));
  const waiting = kustomizations.filter((one) => dependenciesOf(one).some((name) => names.has(name)));
  return { least: kustomizations.length, most: kustomizations.length + waiting.length };
}

/**
 * Tells which Kustomizations a change of the folder of one reconciles, by `namespace/name`: all that read the same commits or
 * the same artifact, and those that it waits for, which kustomize-controller (1.9) wakes along.
 */
export function reconciledBy(objects: readonly KubernetesObject[]): (kustomization: string) => readonly string[] {
  const kustomizations = objects.filter(isKustomization);
  const keyOf = sourceKeys(objects);
  const groups = groupedBy(kustomizations, keyOf);
  const byName = new Map(kustomizations.map((one) => [nameOf(one), one]));
  return (name) => {
    const changed = byName.get(name);
    if (changed === undefined) return [];
    const beside = (groups.get(keyOf(changed)) ?? []).map(nameOf);
    return [...new Set([...beside, ...dependenciesOf(changed).filter((one) => byName.has(one))])].sort(compare);
  };
}

/** Begin of the keys of what a commit gives a new revision. */
const COMMITS = 'commits ';

/** Tells sources apart by what gives them a new revision: the commits of a repository, or an artifact of their own. */
function sourceKeys(objects: readonly KubernetesObject[]): (kustomization: KubernetesObject) => string {
  const repositories = new Map(
    objects.filter(({ kind }) => kind === 'GitRepository').map((one) => [nameOf(one), one] as const),
  );
  return (kustomization) => {
    const reference = (field: string) => textAt(kustomization, 'spec', 'sourceRef', field);
    const { namespace = '' } = kustomization.metadata;
    const kind = reference('kind') ?? '';
    const address = `${reference('namespace') ?? namespace}/${reference('name') ?? ''}`;
    if (kind !== 'GitRepository') return `${kind} ${address}`;
    const repository = repositories.get(address);
    const commits = repository && [textAt(repository, 'spec', 'url'), referenceOf(repository)];
    return COMMITS + (commits === undefined ? address : JSON.stringify(commits));
  };
}

/** The reference that a GitRepository follows; a branch or a tag in the form that a FluxInstance gives it. */
function referenceOf(repository: KubernetesObject): unknown {
  const reference = (valueAt(repository, 'spec', 'ref') ?? { branch: 'master' }) as Readonly<Record<string, unknown>>;
  const [[field, value] = ['', ''], ...others] = Object.entries(reference);
  if (others.length > 0 || typeof value !== 'string') return reference;
  return { branch: `refs/heads/${value}`, tag: `refs/tags/${value}`, name: value }[field] ?? reference;
}

function groupedBy(
  all: readonly KubernetesObject[],
  keyOf: (one: KubernetesObject) => string,
): ReadonlyMap<string, readonly KubernetesObject[]> {
  const groups = new Map<string, KubernetesObject[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

function levelsOf(kustomizations: readonly KubernetesObject[]): number {
  const byName = new Map(kustomizations.map((one) => [nameOf(one), one]));
  const known = new Map<string, number>();
  const levelOf = (name: string): number => {
    const one = byName.get(name);
    if (one === undefined) return 0;
    const found = known.get(name);
    if (found !== undefined) return found;
    // One that waits for itself is found by the guard.
    known.set(name, 0);
    const level = 1 + Math.max(0, ...dependenciesOf(one).map(levelOf));
    known.set(name, level);
    return level;
  };
  return Math.max(0, ...[...byName.keys()].map(levelOf));
}
