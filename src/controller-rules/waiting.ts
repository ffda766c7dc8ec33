import { quote } from '../kubernetes/names';
import { Fact } from './facts';
import { Fields, isGiven, mapsIn, textIn } from './fields';
import { GROUPS, Kind } from './kinds';
import { ClusterFinding, ClusterObjects, ClusterRule, Controller, PlacedFact } from './rule';

/** A dependency as an object states it. */
interface Dependency {
  readonly namespace: string;
  readonly name: string;
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** Equal units have the same facts on all clusters: each is read once. */
const known = new WeakMap<Fact, Dependency[]>();

/** The dependencies of an object on others of its kind. */
function dependenciesOf({ fact }: PlacedFact): Dependency[] {
  let dependencies = known.get(fact);
  if (dependencies === undefined) known.set(fact, (dependencies = readDependencies(fact)));
  return dependencies;
}

function readDependencies(fact: Fact): Dependency[] {
  return mapsIn(fact.spec['dependsOn'])
    .filter((one) => fact.kind !== 'ResourceSet' || one['kind'] === 'ResourceSet')
    .map(({ name, namespace }: Fields) => ({
      name: String(name),
      namespace: textIn(namespace) ?? fact.metadata.namespace ?? '',
    }))
    .filter(({ name, namespace }) => keyOf(namespace, name) !== keyOf(fact.metadata.namespace, fact.metadata.name));
}

/** The objects of a kind that wait for others. */
function waitingOf(kind: Kind, objects: ClusterObjects): PlacedFact[] {
  return objects.of(kind).filter(({ fact }) => Array.isArray(fact.spec['dependsOn']));
}

/** The circles of dependencies, each once, beginning with its first member by name. */
function circlesOf(objects: readonly PlacedFact[]): PlacedFact[][] {
  const byKey = new Map(objects.map((one) => [one.key, one]));
  const done = new Set<PlacedFact>();
  const path: PlacedFact[] = [];
  const circles: PlacedFact[][] = [];
  const visit = (one: PlacedFact): void => {
    const start = path.indexOf(one);
    if (start >= 0) circles.push(path.slice(start));
    if (done.has(one) || start >= 0) return;
    path.push(one);
    for (const { namespace, name } of dependenciesOf(one)) {
      const next = byKey.get(`${namespace}/${name}`);
      if (next !== undefined) visit(next);
    }
    path.pop();
    done.add(one);
  };
  objects.forEach(visit);
  return circles;
}

function* circleFindings(kind: Kind, objects: ClusterObjects): Generator<ClusterFinding> {
  for (const circle of circlesOf(waitingOf(kind, objects))) {
    const names = [...circle, circle[0]!].map(({ fact: { metadata } }) => keyOf(metadata.namespace, metadata.name));
    yield {
      on: circle[0]!,
      message: `dependsOn goes in a circle, in which each waits for the other for ever (${names.join(' → ')}): take one of these dependencies out`,
    };
  }
}

function* nobodyFindings(kind: Kind, other: Kind, objects: ClusterObjects): Generator<ClusterFinding> {
  for (const on of waitingOf(kind, objects)) {
    for (const { namespace, name } of dependenciesOf(on)) {
      if (objects.has(`${GROUPS[kind]}/${kind}/${namespace}/${name}`)) continue;
      const hint = objects.find(other, namespace, name) ? `; the ${other} of that name is none` : '';
      yield {
        on,
        message: `dependsOn names ${kind} ${quote(keyOf(namespace, name))}, which the program does not make on this cluster, so it waits until somebody else does${hint}: correct the name, or leave it out`,
      };
    }
  }
}

function* suspendedFindings(kind: Kind, objects: ClusterObjects): Generator<ClusterFinding> {
  if (objects.of(kind).every(({ fact }) => fact.spec['suspend'] !== true)) return;
  for (const on of waitingOf(kind, objects)) {
    if (on.fact.spec['suspend'] === true) continue;
    for (const { namespace, name } of dependenciesOf(on)) {
      if (objects.find(kind, namespace, name)?.fact.spec['suspend'] !== true) continue;
      yield {
        on,
        message: `dependsOn names ${kind} ${quote(keyOf(namespace, name))}, which is suspended and on a new cluster never Ready: resume that, or leave the dependency out`,
      };
    }
  }
}

function rulesFor(kind: Kind, prefix: string, controller: Controller, file: string, other?: Kind): ClusterRule[] {
  const row = { kind, controller, file } as const;
  const circle: ClusterRule = {
    ...row,
    id: `${prefix}-circle`,
    severity: 'error',
    when: '`dependsOn` goes in a circle',
    then: 'each waits for the other for ever',
    check: (objects) => circleFindings(kind, objects),
  };
  if (other === undefined) return [circle];
  return [
    circle,
    {
      ...row,
      id: `${prefix}-depends-on-nobody`,
      severity: 'warning',
      needsAll: true,
      when: '`dependsOn` names what the program does not make on the cluster',
      then: 'it waits for ever, unless somebody else makes that',
      check: (objects) => nobodyFindings(kind, other, objects),
    },
    {
      ...row,
      id: `${prefix}-depends-on-suspended`,
      severity: 'warning',
      when: '`dependsOn` names an object with `suspend: true`',
      then: 'on a new cluster it waits until that is resumed',
      check: (objects) => suspendedFindings(kind, objects),
    },
  ];
}

/** Rules about objects that wait for each other. */
export const WAITING_RULES: readonly ClusterRule[] = [
  ...rulesFor(
    'Kustomization',
    'kustomization',
    'kustomize-controller',
    'internal/controller/kustomization_controller.go',
    'HelmRelease',
  ),
  ...rulesFor(
    'HelmRelease',
    'helm-release',
    'helm-controller',
    'internal/controller/helmrelease_controller.go',
    'Kustomization',
  ),
  ...rulesFor('ResourceSet', 'resource-set', 'flux-operator', 'internal/controller/resourceset_controller.go'),
  {
    id: 'git-repository-include-circle',
    kind: 'GitRepository',
    controller: 'source-controller',
    file: 'internal/controller/gitrepository_controller.go',
    severity: 'error',
    when: '`include` goes in a circle',
    then: "each waits for the other's artifact for ever",
    *check(objects) {
      const all = objects.of('GitRepository').filter(({ fact }) => isGiven(fact.spec['include']));
      const including = all.map((one) => {
        const dependsOn = mapsIn(one.fact.spec['include']).map(({ repository }) => repository);
        return { placed: one, as: { ...one, fact: { ...one.fact, spec: { dependsOn } } } };
      });
      const original = new Map(including.map(({ placed, as }) => [as as PlacedFact, placed]));
      for (const circle of circlesOf([...original.keys()])) {
        const names = [...circle, circle[0]!].map(({ fact }) => fact.metadata.name);
        yield {
          on: original.get(circle[0]!)!,
          message: `include goes in a circle, in which each waits for the other for ever (${names.join(' → ')}): take one of them out`,
        };
      }
    },
  },
];
