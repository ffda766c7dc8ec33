import { defined } from '../../core/defined';
import { Place } from '../conventions/place';
import { Comparison, formatOwner, ObjectChange, OwnerName, UnitChange, UnitProblem } from '../objects/comparison';
import { Advice, namedText } from './advice';
import { Approvals } from './approval';
import { ClusterFinding } from './finding';

/** Findings about Kustomizations that are emptied, turned to another cluster or broken. */
export function* unitFindings(comparison: Comparison, approvals: Approvals, advice: Advice): Generator<ClusterFinding> {
  const removed = new Set(
    comparison.clusters.filter(({ change }) => change === 'removed').map(({ cluster }) => cluster),
  );
  for (const unit of comparison.units) {
    if (unit.change === 'retargeted' && !approvals.coversUnit(unit))
      yield retargeted(unit, approvals.placeOf(unit), removed.has(unit.cluster), advice);
    if (unit.change === 'emptied') yield* emptied(unit, comparison.changes, approvals);
  }
  for (const problem of comparison.problems) {
    if (problem.id === 'account-removed' && isDeclared(problem, comparison.units, approvals)) continue;
    const { place, cluster, id } = problem;
    const whole = [place.cluster ?? cluster, cluster].find((name) => removed.has(name));
    if (whole === undefined || id !== 'sync-with-access')
      yield problemFinding(problem, approvals.placeOf(problem), advice);
    else if (approvals.coversCluster(whole)) yield leftBehind(whole, advice);
    // Otherwise the finding about the removed cluster covers it.
  }
}

/** A warning, not an error: on a cluster that is declared as removed, objects that stay may not matter. */
function leftBehind(cluster: string, { isProgram }: Advice): ClusterFinding {
  return {
    id: 'sync-with-access',
    severity: 'warning',
    place: { cluster },
    cluster,
    wrong: `cluster "${cluster}" goes at once, and what its manager applied to it stays there`,
    todo: 'let it go in steps if that matters',
    steps: [
      isProgram
        ? `give cluster ${cluster} drained: true, keep the declaration, commit that and let Flux apply it`
        : 'remove its Kustomizations and keep their accounts and kubeconfigs, commit that and let Flux apply it',
      'remove the cluster',
    ],
  };
}

function isDeclared(problem: UnitProblem, units: readonly UnitChange[], approvals: Approvals): boolean {
  return units.some((unit) => sameOwner(unit.owner, problem.owner) && approvals.coversUnit(unit));
}

function sameOwner(a: OwnerName, b: OwnerName): boolean {
  return a.cluster === b.cluster && a.namespace === b.namespace && a.name === b.name;
}

/** @param isLast whether nothing else is on the cluster that the Kustomization turns from */
function retargeted(unit: UnitChange, place: Place, isLast: boolean, advice: Advice): ClusterFinding {
  const name = formatOwner(unit.owner);
  const { namespace, name: own } = unit.owner;
  const declare = isLast
    ? advice.declare({ what: 'cluster', name: unit.cluster })
    : advice.declare({ what: 'object', kind: 'Kustomization', namespace, name: own });
  return {
    id: 'kubeconfig-changed',
    severity: 'error',
    place,
    cluster: unit.cluster,
    owner: unit.owner,
    wrong: `Kustomization ${name} turns to another cluster, and what it applied to this one is left without an owner`,
    todo: 'leave it as it is and turn to the other cluster in steps',
    steps: [
      'add a Kustomization of another name with the new kubeConfig, commit that and let Flux apply it',
      `remove Kustomization ${name}, and ${declare}: Flux then deletes what it applied`,
    ],
  };
}

function* emptied(unit: UnitChange, changes: readonly ObjectChange[], approvals: Approvals): Generator<ClusterFinding> {
  const gone = changes.filter(
    (change) =>
      (change.action === 'removed' || change.action === 'renamed') &&
      change.from.some((owner) => sameOwner(owner, unit.owner)) &&
      !approvals.covers(change),
  );
  if (gone.length === 0) return;
  const prunes = gone.some(({ effect }) => effect === 'pruned');
  yield {
    id: 'unit-emptied',
    severity: 'error',
    place: unit.place,
    cluster: unit.cluster,
    owner: unit.owner,
    wrong: `Kustomization ${formatOwner(unit.owner)} is left without an object of ${unit.objects}${prunes ? ', and Flux deletes them' : ''}`,
    todo: 'remove the Kustomization as well and declare that, or keep what it has',
  };
}

const TODO: Readonly<Record<UnitProblem['id'], string>> = {
  'account-removed': 'keep the account with its rights, or remove the Kustomization first and declare that',
  'broken-base': 'compare with the last good commit, which Flux still applies (--base or --from)',
  'broken-build': 'mend what it builds: until then Flux applies nothing of it',
  // kustomize-controller 1.9.5, internal/controller/kustomization_indexers.go: a new revision wakes the Kustomizations of a
  // source in the order of their dependencies, and none of them if there is no such order.
  'dependency-circle':
    'take one of these dependencies out: until then Flux applies none of them, and all others of the same source follow new commits at their intervals only',
  'dependency-missing': 'name one that is there, or take it out: until then Flux applies nothing of it',
  'duplicate-owner': 'leave the object to one of them',
  'missing-path':
    'make the folder, or remove the Kustomization and declare that: until then Flux applies nothing of it',
  'reference-missing': 'keep what it needs, or take the reference out first, in a commit of its own',
  'root-moved': 'leave it where it is, or turn in steps',
  'source-missing': 'keep the source, or remove the Kustomization first and declare that',
  'source-new': 'go over to it in steps',
  'sync-contained':
    'better remove the Kustomization first and its account afterwards; here the namespace takes the rest along',
  'sync-with-access': 'remove them one after the other',
  'target-namespace': 'leave out targetNamespace, or take the Namespaces to another Kustomization',
};

/** The steps that remove something before what Flux deletes it with. */
function removalSteps(
  { owner, access }: UnitProblem,
  { environment, tenant, component, app }: Place,
  advice: Advice,
): string[] {
  const { needs = 'account', of = `Kustomization ${formatOwner(owner)}` } = access ?? {};
  if (app !== undefined && tenant !== undefined) {
    const thing = { what: 'app', tenant, name: app } as const;
    const what = namedText(thing);
    return [
      `give ${what} enabled: false, which keeps its account, and ${advice.declare(thing)}, commit that and let Flux apply it`,
      `take ${what} out of the program when Flux has deleted what it applied`,
    ];
  }
  if (needs === 'rights') {
    const isStated = component !== undefined && advice.isProgram;
    const [kept, taken] = isStated
      ? ['its "deploys" as it was', 'the kinds out of "deploys"']
      : ['the rights of its account', 'the rights away'];
    return [
      `take what goes out of ${of} and keep ${kept}, commit that and let Flux apply it`,
      `take ${taken} when Flux has deleted what went`,
    ];
  }
  const isEnvironment = environment !== undefined && (tenant ?? component) === undefined;
  const how = isEnvironment ? `, with drainedClusters in environment ${environment}` : '';
  const done = access?.of === undefined ? 'deleted what the Kustomization applied' : `uninstalled ${of}`;
  return [
    `remove ${of} and keep ${access?.bindings ?? `its ${needs}`}${how}, commit that and let Flux apply it`,
    `remove ${access?.bindings ?? `the ${needs}`} when Flux has ${done}`,
  ];
}

function turningSteps(name: string): string[] {
  return [
    `set spec.prune: false on Kustomization ${name}, commit that and let Flux apply it`,
    'turn it to what holds all that it applied, and commit that',
    'set spec.prune: true again when Flux has applied that',
  ];
}

function todoOf({ id, severity }: UnitProblem): string {
  return id === 'source-new' && severity === 'warning'
    ? 'see that its artifacts are there and that Flux can read them before this is merged'
    : TODO[id];
}

/** The steps by which Kustomizations go over to a source of another kind. */
function sourceSteps({ owner, source }: UnitProblem, { isProgram }: Advice): string[] {
  const what = source === undefined ? 'it' : `${source.kind} ${source.namespace}/${source.name}`;
  const isPushed = source?.kind === 'OCIRepository';
  const push = isPushed ? ', push its artifacts (flux-fleet push)' : '';
  const ready = `commit that${push} and wait until ${what} is Ready`;
  if (!isProgram) {
    return [
      `add ${what} beside the old source, ${ready}`,
      `turn Kustomization ${formatOwner(owner)} to it, keep the old source, and commit that`,
      'remove the old source when all Kustomizations are Ready',
    ];
  }
  return [
    `leave source as it was and give the new one as standbySource, ${ready}`,
    `let source and standbySource change places, and commit that${isPushed ? ' and push' : ''}`,
    'leave standbySource out when all Kustomizations are Ready',
  ];
}

/** A message without the folder of a cluster in front of paths. */
function withoutFolder(message: string, cluster: string): string {
  const folder = `clusters/${cluster}/`;
  return message
    .split(' ')
    .map((word) => {
      const at = word.lastIndexOf(folder);
      if (at < 0) return word;
      const [quotes] = /^["'(]*/.exec(word)!;
      return quotes + word.slice(at + folder.length);
    })
    .join(' ');
}

function problemFinding(problem: UnitProblem, place: Place, advice: Advice): ClusterFinding {
  const { id, owner, cluster, message, severity } = problem;
  const isStaged = id === 'source-new' && severity === 'error';
  const name = formatOwner(owner);
  const isNew = id === 'source-missing' && message.includes(' in no file');
  const steps =
    id === 'sync-with-access'
      ? removalSteps(problem, place, advice)
      : id === 'root-moved'
        ? turningSteps(name)
        : isStaged
          ? sourceSteps(problem, advice)
          : undefined;
  return {
    id,
    severity,
    place,
    cluster,
    owner,
    // Without the cluster's folder, messages are equal on all clusters. For a moved root, the folders are the point.
    wrong: id === 'root-moved' ? message : withoutFolder(message, cluster),
    todo: isNew ? 'correct its sourceRef, or add the source' : todoOf(problem),
    ...defined({ steps }),
  };
}
