import { firstNames } from '../core/first-names';
import { ObjectDiffer } from '../plan/objects/object-diff';
import { rootUnit } from '../plan/predict/ground';
import { OwnedObject } from '../plan/predict/ownership-pair';
import { isResourceSet } from '../plan/predict/resource-set';
import { Walk } from '../plan/predict/walk';
import { isFluxKustomization } from '../plan/tree/flux-spec';
import { ManifestIndex, ObjectHeader } from '../plan/tree/manifest-index';
import { textAt } from '../plan/tree/parse-manifests';
import { editsOf, ManifestEdit } from './edits';
import { matchReleases, MovedRelease } from './releases';
import { MovedRemote, movedRemotes, ownPlaces, placesOf, remoteNotes, remotesOf } from './remotes';
import { bodyOf, isSet, nameOf, onPlace, placeOfKey, Side, sideOf, unitName, unitTitle, Walks } from './side';

/** An object that the fleet describes otherwise than the old repository. */
export interface ChangedObject {
  /** Its kind, namespace and name. */
  readonly object: string;
  /** Paths of the fields that differ. */
  readonly fields: readonly string[];
  /** Its consequences, such as pods that restart; one sentence each. */
  readonly risks: readonly string[];
}

/** The findings of a takeover on one cluster. */
export interface Match {
  /** The cluster. */
  readonly cluster: string;
  /** Obstacles, one message each. */
  readonly problems: readonly string[];
  /** Notes for a person, one message each. */
  readonly notes: readonly string[];
  /** Number of objects that stay and get a new owner. */
  readonly kept: number;
  /** Those of them that taking over changes. */
  readonly changed: readonly ChangedObject[];
  /** Objects that the fleet adds, without its Kustomizations, as `Kind namespace/name`. */
  readonly made: readonly string[];
  /** Objects that stay without an owner, because the fleet does not have them. */
  readonly left: readonly string[];
  /** Helm releases that go from one HelmRelease to another. */
  readonly releases: readonly MovedRelease[];
  /** Remote clusters that both trees deploy to. */
  readonly remotes: readonly MovedRemote[];
  /**
   * Admission policies' bindings that the fleet adds, by remote cluster, `''` for the cluster itself: the way back takes
   * them out, as they may refuse the old objects.
   */
  readonly fences: Readonly<Record<string, readonly string[]>>;
  /** Changes of the old repository. */
  readonly edits: readonly ManifestEdit[];
  /** Old Kustomizations that no file holds alone, as `namespace/name`: somebody made them by hand, or a ResourceSet does. */
  readonly byHand: readonly string[];
}

/** Limits of namespaces do not matter here: they are compared by the plan. */
const NO_LIMITS = { allowed: [], permissions: [], requirements: [] };

/**
 * Matches the objects of a cluster in both trees, and says what stands in the way of a takeover.
 *
 * @param given the Secrets with kubeconfigs in the old tree by the names of the fleet's remote clusters
 */
export function matchCluster(
  cluster: string,
  walks: Walks,
  index: ManifestIndex,
  given: ReadonlyMap<string, string> = new Map(),
): Match {
  const remotes = { old: remotesOf(walks.old, index), next: remotesOf(walks.next, index) };
  const places = placesOf(remotes.old, remotes.next, given);
  const old = sideOf(cluster, walks.old, index, places);
  const next = sideOf(cluster, walks.next, index, ownPlaces(remotes.next));
  const releases = matchReleases(old, next);
  const both = [...old.objects].filter(([key]) => next.objects.has(key));
  return {
    cluster,
    problems: [...buildProblems(walks.old), ...ownerProblems(old), ...operatorProblems(walks), ...releases.problems],
    notes: [
      ...unfiledNotes(walks.old),
      ...unknownNotes(walks.old),
      ...releases.notes,
      ...hostedNotes(walks),
      ...remoteNotes(remotes.old, remotes.next, places),
      ...secretNotes(next, old),
    ],
    kept: both.length,
    changed: changesOf(
      both.map(([key, [was]]) => ({ key, was: was!, is: next.objects.get(key)![0]! })),
      index,
    ),
    made: namesOf([...next.objects].filter(([key]) => !old.objects.has(key))),
    left: namesOf(
      [...old.objects].filter(([key]) => !next.objects.has(key)),
      releases.moved,
    ),
    releases: releases.moved,
    ...editsOf(walks.old, releases.moved, index),
    remotes: movedRemotes(remotes.old, remotes.next, places),
    fences: fencesOf(next, old),
  };
}

/** Flux objects change with every takeover; their own releases and sources are compared as what they lead to. */
function changesOf(
  pairs: ReadonlyArray<{ readonly key: string; readonly was: OwnedObject; readonly is: OwnedObject }>,
  index: ManifestIndex,
): ChangedObject[] {
  const differ = new ObjectDiffer(index, NO_LIMITS);
  return pairs.flatMap(({ key, was, is }) => {
    if (was.object.header.group.endsWith('toolkit.fluxcd.io')) return [];
    const { fields, risks, immutable } = differ.diff(was.object, is.object);
    if (fields.length === 0) return [];
    const refused = immutable.map((field) => `${field} cannot be changed: the API server refuses it`);
    return [
      {
        object: nameAt(key, was),
        fields: fields.map(({ path }) => path),
        risks: [...refused, ...risks.map(({ message }) => message)],
      },
    ];
  });
}

function fencesOf(next: Side, old: Side): Record<string, string[]> {
  const fences: Record<string, string[]> = {};
  for (const [key, [first]] of next.objects) {
    const { header, name } = first!.object;
    if (header.kind !== 'ValidatingAdmissionPolicyBinding' || old.objects.has(key)) continue;
    (fences[placeOfKey(key)] ??= []).push(name);
  }
  return fences;
}

function buildProblems({ units }: Walk): string[] {
  return [...units.values()].flatMap((unit) => {
    if (unit.build?.error === undefined) return [];
    return isSet(unit)
      ? [`${unitTitle(unit)} of the old tree cannot be expanded: ${unit.build.error}`]
      : [`${unitTitle(unit)} of the old tree cannot be built (${unit.build.error}): mend it first`];
  });
}

function ownerProblems({ objects }: Side): string[] {
  return [...objects].flatMap(([key, owners]) => {
    const names = [...new Set(owners.map(({ unit }) => unitTitle(unit)))];
    if (names.length < 2) return [];
    return [`${nameAt(key, owners[0]!)} is applied by ${names.join(' and ')}: take it out of one of them first`];
  });
}

/** Objects made by Flux Operator cannot be changed beside it. */
function operatorProblems({ old, next }: Walks): string[] {
  const [was, is] = [old, next].map((walk) => rootKind(walk) === 'FluxInstance');
  return was && !is
    ? ["Flux Operator makes the root Kustomization here: give the cluster bootstrap: 'operator' in the program"]
    : [];
}

/** The kind of the object that makes a cluster's root Kustomization; undefined where no file holds one. */
export function rootKind(walk: Walk): string | undefined {
  return rootUnit(walk)?.object?.header.kind;
}

/** Gaps of the old tree. Their objects stay, since nothing is deleted; their fate in the fleet is not known. */
function unknownNotes({ units }: Walk): string[] {
  return [...units.values()].flatMap((unit) => {
    const { build, isDangling, spec } = unit;
    const name = unitTitle(unit);
    if (build === undefined || isDangling) {
      const source = `${spec.source.kind} ${spec.source.namespace}/${spec.source.name}`;
      return [`${name} applies files of ${source}, which are not in the old tree: ${UNSEEN}`];
    }
    const hidden = build.unknowns.filter(({ hidesObjects }) => hidesObjects).map(({ what }) => what);
    return hidden.length === 0
      ? []
      : [`${name} has objects that the old tree does not tell (${firstNames(hidden)}): ${UNSEEN}`];
  });
}

/** The name of a root that somebody made by hand is a guess. */
function unfiledNotes(walk: Walk): string[] {
  const first = rootUnit(walk);
  if (first === undefined || first.object !== undefined) return [];
  return [
    `no file holds the Kustomization that follows ${walk.root.directory || '.'}: the steps call it ${unitName(first)}; if \`kubectl get kustomizations -A\` shows another one, put its name there`,
  ];
}

/** Kustomizations that another cluster's Flux runs are out of reach of the steps. */
function hostedNotes({ old, next }: Walks): string[] {
  return [old, next].flatMap(({ units, root }) =>
    [...units.values()]
      .filter(({ host }) => host !== root.cluster)
      .map((unit) => `${unitTitle(unit)} runs on cluster ${unit.host}: take that cluster over by itself`),
  );
}

/** Secrets that the fleet's sources read and the old ones did not. */
function secretNotes(next: Side, old: Side): string[] {
  const known = new Set(secretsOf(old).map(({ secret }) => secret));
  return secretsOf(next)
    .filter(({ secret }) => !known.has(secret))
    .map(({ secret, reader }) => `${reader} reads Secret ${secret}: make it before the root is applied`);
}

function secretsOf({ objects, index }: Side): Array<{ readonly secret: string; readonly reader: string }> {
  return [...objects.values()].flatMap(([owned]) => {
    if (owned!.object.header.group !== 'source.toolkit.fluxcd.io') return [];
    const name = textAt(bodyOf(owned!, index), 'spec', 'secretRef', 'name');
    return name === undefined ? [] : [{ secret: `${owned!.object.namespace}/${name}`, reader: nameOf(owned!) }];
  });
}

const UNSEEN =
  'all that it has applied stays as it is; compare it with the fleet by hand, and suspend each HelmRelease in it whose release the fleet has too';

/** Whether the steps deal with an object. */
function isOwner(header: ObjectHeader): boolean {
  return isFluxKustomization(header) || isResourceSet(header) || header.kind === 'FluxInstance';
}

/** An object's name with the cluster that its key names. */
function nameAt(key: string, owned: OwnedObject): string {
  return nameOf(owned) + onPlace(placeOfKey(key));
}

/** Names of objects without Kustomizations and ResourceSets, which the steps deal with, and without HelmReleases that are replaced. */
function namesOf(
  entries: ReadonlyArray<readonly [string, readonly OwnedObject[]]>,
  moved: readonly MovedRelease[] = [],
): string[] {
  const replaced = new Set(moved.map(({ from }) => `HelmRelease ${from}`));
  return entries
    .filter(([, [first]]) => !isOwner(first!.object.header))
    .filter(([, [first]]) => !replaced.has(nameOf(first!)))
    .map(([key, [first]]) => nameAt(key, first!))
    .sort();
}
