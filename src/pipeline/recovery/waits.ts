import { dependenciesOf, type WantedCluster } from '../../drift';
import { isMap, valueAt } from '../../kubernetes/json';
import { apiGroup } from '../../kubernetes/objects';
import { KUSTOMIZE_GROUP } from '../../plan/tree/flux-spec';
import { type BootstrapStep, ClusterCommands, run } from '../bootstrap';

export const KUSTOMIZATIONS = 'kustomizations.kustomize.toolkit.fluxcd.io';

/** A Kustomization, as far as its place in the order matters. */
interface Applied {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly needs: readonly string[];
  readonly isSuspended: boolean;
}

/** Time for one of the steps: charts are fetched, pods start. */
const PATIENCE = '--timeout=15m';

/**
 * The steps that wait for the Kustomizations of a cluster, those that others depend on first.
 *
 * @param host the cluster whose Flux applies them
 * @param namespace their namespace, for a remote cluster; undefined for all that the cluster applies to itself
 */
export function waitSteps(commands: ClusterCommands, host: WantedCluster, namespace?: string): BootstrapStep[] {
  const all = [...kustomizationsOf(host, namespace)].sort((a, b) => (a.key < b.key ? -1 : 1));
  const levels = levelsOf(all.filter(({ isSuspended }) => !isSuspended));
  const steps = levels.map((level, at): BootstrapStep => {
    const spaces = [...new Set(level.map((one) => one.namespace))];
    return {
      title: at === 0 ? 'Wait for what depends on nothing' : `Wait for what depends on ${at === 1 ? 'that' : 'those'}`,
      commands: spaces.flatMap((space) => {
        const names = level.filter((one) => one.namespace === space).map(({ name }) => `${KUSTOMIZATIONS}/${name}`);
        const wait = (condition: string) =>
          run(commands.kubectl('wait', `--for=${condition}`, PATIENCE, `--namespace=${space}`, ...names));
        return [wait('create'), wait('condition=Ready')];
      }),
    };
  });
  const suspended = all.filter(({ isSuspended }) => isSuspended).map(({ key }) => key);
  if (suspended.length === 0) return steps;
  const title = `See that ${suspended.join(', ')} stay suspended, as the repository has them`;
  return [...steps, { title, commands: [] }];
}

/** The Kustomizations that a cluster applies to itself, or to the remote cluster with this namespace. */
function* kustomizationsOf({ objects }: WantedCluster, space?: string): Generator<Applied> {
  for (const { object } of objects) {
    if (object.kind !== 'Kustomization' || apiGroup(object.apiVersion) !== KUSTOMIZE_GROUP) continue;
    const { name, namespace = '' } = object.metadata;
    if (space === undefined ? isMap(valueAt(object, 'spec', 'kubeConfig')) : namespace !== space) continue;
    yield {
      key: `${namespace}/${name}`,
      namespace,
      name,
      needs: dependenciesOf(object),
      isSuspended: valueAt(object, 'spec', 'suspend') === true,
    };
  }
}

/** Kustomizations by the longest way to one that depends on nothing. Circles end in the last level. */
function levelsOf(all: readonly Applied[]): Applied[][] {
  const levels: Applied[][] = [];
  const done = new Set<string>();
  const known = new Set(all.map(({ key }) => key));
  let left = [...all];
  while (left.length > 0) {
    const ready = left.filter(({ needs }) => needs.every((need) => done.has(need) || !known.has(need)));
    const level = ready.length > 0 ? ready : left;
    levels.push(level);
    for (const { key } of level) done.add(key);
    left = left.filter((one) => !level.includes(one));
  }
  return levels;
}
