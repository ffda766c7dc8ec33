import { ClusterRights } from '../needs/lost-rights';
import { Users } from '../needs/users';
import { UnitProblem, formatObject, formatOwner, ObjectChange } from '../objects/comparison';
import { Prediction } from '../predict/prediction';
import { objectsOf, sourceKey, Unit } from '../predict/unit';
import { Ground, Walk } from '../predict/walk';
import { KustomizationSpec } from '../tree/flux-spec';
import { securePath } from '../tree/manifest-tree';
import { accessProblems } from './access-problems';
import { unmetDependencies } from './dependencies';
import { freshSourceSeverity, freshSourceText, TurnedSources } from './turned-sources';
import { ownerOf } from './unit-changes';
import { problem } from './unit-problem';

/** Problems of the Kustomizations that are added, changed or removed. */
export function unitProblems(
  prediction: Prediction,
  {
    oldWalks,
    newWalks,
    rights,
  }: {
    readonly oldWalks: readonly Walk[];
    readonly newWalks: readonly Walk[];
    readonly rights: readonly ClusterRights[];
  },
  changes: readonly ObjectChange[],
  ground: Ground,
  users: Users,
): UnitProblem[] {
  const sources = new Set(newWalks.flatMap((walk) => [...walk.sources.keys()]));
  const turned = new TurnedSources(oldWalks, newWalks);
  return [
    ...[...turned.fresh(prediction)].map(({ unit, isInstance }) => ({
      ...problem(unit, 'source-new', freshSourceText(unit), freshSourceSeverity(isInstance)),
      source: unit.spec.source,
    })),
    ...[...prediction.newUnits.values()].flatMap((unit) => {
      const old = prediction.oldUnits.get(unit.key);
      const own = prediction.stable.has(unit.key) ? [] : faultsOf(unit, old, ground);
      return [
        ...own,
        ...sourceFaults(unit, old, prediction, sources),
        ...danglingFaults(unit, prediction),
        ...accountFaults(unit, old, prediction),
        ...dependencyFaults(unit, prediction),
      ];
    }),
    ...ownerFaults(prediction),
    ...accessProblems(prediction, changes, ground, rights),
    ...[...prediction.oldUnits.values()].flatMap((unit) => [
      ...rootFaults(unit, prediction.newUnits.get(unit.key), ground, turned),
      ...baseFaults(unit, prediction.newUnits.get(unit.key), ground),
    ]),
    ...referenceFaults(changes, users),
  ];
}

function dependencyFaults(unit: Unit, prediction: Prediction): UnitProblem[] {
  return unmetDependencies(unit, prediction).map(({ id, message, isKnown }) =>
    problem(unit, id, message, severityOf(isKnown)),
  );
}

/** Problems of Kustomizations that stay while the account that they act as is removed. */
function accountFaults(unit: Unit, old: Unit | undefined, prediction: Prediction): UnitProblem[] {
  const account =
    old && prediction.accountChanges(unit) && prediction.fate(old) === 'alive'
      ? prediction.lostAccount(unit)
      : undefined;
  return account === undefined ? [] : [problem(unit, 'account-removed', `its account ${account} is removed`)];
}

/** Problems of Flux's objects that stay while something that they need goes. */
function referenceFaults(changes: readonly ObjectChange[], users: Users): UnitProblem[] {
  return changes.flatMap((change) =>
    users
      .of(change)
      .filter((one) => one.isOfFlux && !one.isStale)
      .map(({ owned, object, needs, isSoft }) =>
        problem(
          owned.unit,
          'reference-missing',
          `${formatObject(object)} needs ${needs}, which goes, and ${isSoft ? 'may fail' : 'fails'} without it`,
          severityOf(isSoft),
        ),
      ),
  );
}

/** Problems of roots that turn to another folder or source, which belongs to another cluster. */
function rootFaults(old: Unit, next: Unit | undefined, ground: Ground, sources: TurnedSources): UnitProblem[] {
  if (old.parent !== undefined || next === undefined) return [];
  const [was, is] = [rootSpec(old, ground), rootSpec(next, ground)];
  if (was === undefined || is === undefined || was.suspend || !was.prune) return [];
  const turns =
    securePath(was.path) !== securePath(is.path)
      ? `from path ${was.path} to ${is.path}`
      : sourceKey(old.host, was.source) === sourceKey(next.host, is.source) || sources.staysInTree(old, next)
        ? undefined
        : `to ${is.source.kind} ${is.source.namespace}/${is.source.name}`;
  if (turns === undefined) return [];
  return [problem(next, 'root-moved', `it turns ${turns}, and Flux deletes what it applied and is not there`)];
}

/** The spec of a root in its own file, which is in the folder that it follows. */
function rootSpec({ build, spec }: Unit, { index }: Ground): KustomizationSpec | undefined {
  const own = build?.files
    .flatMap((file) => index.fluxObjects(file.content))
    .find(({ flux }) => flux?.name === spec.name && flux.namespace === spec.namespace);
  return own?.flux;
}

function faultsOf(unit: Unit, old: Unit | undefined, { index }: Ground): UnitProblem[] {
  const { objects, error } = objectsOf(unit, index);
  const before = old && objectsOf(old, index);
  if (error !== undefined) {
    return [
      problem(unit, isMissing(unit) ? 'missing-path' : 'broken-build', error, severityOf(before?.error !== undefined)),
    ];
  }
  if (unit.failsLater !== undefined)
    return [problem(unit, 'broken-build', `fails once it has applied this change: ${unit.failsLater}`)];
  const into = unit.spec.targetNamespace;
  const caught = objects.filter(({ header }) => header.kind === 'Namespace' && header.group === '');
  if (into === undefined || caught.length === 0) return [];
  const names = caught.map(({ header }) => header.name).join(', ');
  const known =
    old?.spec.targetNamespace === into &&
    before?.objects.filter(({ header }) => header.kind === 'Namespace').length === caught.length;
  return [
    problem(
      unit,
      'target-namespace',
      `targetNamespace ${JSON.stringify(into)} renames the Namespaces that it builds (${names})`,
      severityOf(known),
    ),
  ];
}

/**
 * Problems of Kustomizations that cannot be built from the old tree: Flux keeps what it applied before, which this tree
 * does not tell. As long as a Kustomization stays broken, it matters only for what that hides.
 */
function baseFaults(old: Unit, next: Unit | undefined, ground: Ground): UnitProblem[] {
  const { index } = ground;
  const { error } = objectsOf(old, index);
  if (error === undefined) return [];
  // A folder that is not there as a whole may be one that Git ignores, or that has never been committed.
  if (isMissingFolder(old)) return [];
  const isStill = next !== undefined && objectsOf(next, index).error !== undefined;
  if (isStill && !hidesChanges(old.directory, ground)) return [];
  return [problem(old, 'broken-base', `what runs now is not known, because the base cannot be built: ${error}`)];
}

function isMissingFolder({ build }: Unit): boolean {
  return build?.error?.startsWith('path ') === true;
}

/** Whether a folder that cannot be built has a file that seems to hold a Kustomization, or a sound one that changes. */
function hidesChanges(directory: string | undefined, { index, base, tree }: Ground): boolean {
  if (directory === undefined || base === undefined) return false;
  return base.below(directory).some((path) => {
    if (/kustomize\.toolkit\.fluxcd\.io\//.test(base.text(path) ?? '')) return true;
    const id = base.id(path)!;
    return tree.id(path) !== id && index.objects(id).error === undefined;
  });
}

function isMissing({ build }: Unit): boolean {
  return build?.error?.startsWith('path ') === true;
}

function sourceFaults(
  unit: Unit,
  old: Unit | undefined,
  prediction: Prediction,
  sources: ReadonlySet<string>,
): UnitProblem[] {
  if (!old || !prediction.losesSource(old) || sources.has(sourceKey(unit.host, unit.spec.source))) return [];
  const { kind, namespace, name } = unit.spec.source;
  return [problem(unit, 'source-missing', `its source ${kind} ${namespace}/${name} is removed`)];
}

/** Problems of Kustomizations whose source is nowhere: nothing read it before this change, so that nobody made it by hand. */
function danglingFaults(unit: Unit, prediction: Prediction): UnitProblem[] {
  if (!prediction.isSourceless(unit)) return [];
  const { kind, namespace, name } = unit.spec.source;
  return [
    problem(
      unit,
      'source-missing',
      `its source ${kind} ${namespace}/${name} is in no file, and nothing read it before`,
    ),
  ];
}

/** Problems of Kustomizations that come to have an object which another one applies too. */
function ownerFaults(prediction: Prediction): UnitProblem[] {
  return [...prediction.next].flatMap(([key, owned]) => {
    const before = new Set(prediction.old.get(key)?.map(({ unit }) => unit.key));
    const fresh = owned.find(({ unit }) => !before.has(unit.key));
    if (!fresh) return [];
    const others = [...owned, ...prediction.stableOwnersOf(key)].filter(({ unit }) => unit.key !== fresh.unit.key);
    const [other] = others;
    if (!other || !prediction.isApplied(fresh.unit) || !prediction.isApplied(other.unit)) return [];
    const { header, namespace, name } = fresh.object;
    const what = formatObject({ group: header.group, kind: header.kind, namespace, name });
    const fault = `${what} has two owners, it and ${formatOwner(ownerOf(other.unit))}, and each changes it back at every interval`;
    return [problem(fresh.unit, 'duplicate-owner', fault, 'warning')];
  });
}

/** Only new problems refuse a change. */
function severityOf(known: boolean): UnitProblem['severity'] {
  return known ? 'warning' : 'error';
}
