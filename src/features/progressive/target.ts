import { defined } from '../../core/defined';
import { isMap } from '../../core/is-map';
import { quote } from '../../kubernetes/names';
import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { resourceOf } from '../../kubernetes/resources';
import type { ProgressiveProps } from './props';
import { PROVIDERS } from './providers';
import type { ProgressiveAutoscaler } from './types';

/** Labels by which Flagger tells the pods of target and primary: the default of its flag `--selector-labels`. */
const SELECTOR_LABELS = ['app', 'name', 'app.kubernetes.io/name'];

/** Annotation with which Flagger pauses a ScaledObject. */
const PAUSED = 'autoscaling.keda.sh/paused-replicas';

/** The target and what belongs to it, as far as the manifests show them. */
export interface FoundTarget {
  /** The Deployment's name; undefined if nothing tells it. */
  readonly name?: string;
  /** Its autoscaler; undefined for none. */
  readonly autoscaler?: ProgressiveAutoscaler;
  /** Problems, each with what to do. */
  readonly problems: readonly string[];
}

type Props = Pick<ProgressiveProps, 'autoscaler' | 'provider' | 'service' | 'stage' | 'target'>;

/**
 * Finds the target of progressive delivery among an app's manifests, and checks what Flagger and Flux would fight over.
 *
 * @param objects the app's objects; undefined for a chart or a folder, in which nothing is looked up
 */
export function findTarget(props: Props, objects: readonly KubernetesObject[] | undefined): FoundTarget {
  const { target, autoscaler } = props;
  if (objects === undefined) {
    if (target === undefined)
      return { problems: ['nothing tells the Deployment of a chart or a folder: give target with its name'] };
    return { name: target, problems: [], ...defined({ autoscaler }) };
  }
  const workloads = objects.filter((one) => isOf(one, 'apps', 'Deployment'));
  const names = workloads.map(({ metadata }) => metadata.name).sort();
  const found = target === undefined ? workloads[0] : workloads.find(({ metadata }) => metadata.name === target);
  if (found === undefined || (target === undefined && workloads.length > 1))
    return { problems: [missing(target, names)] };
  const scaler = autoscaler ?? scalerOf(found, objects);
  return {
    name: found.metadata.name,
    problems: [...problemsOf(found, props, objects, scaler)],
    ...defined({ autoscaler: scaler }),
  };
}

function missing(target: string | undefined, names: readonly string[]): string {
  const known = names.length > 0 ? `which have ${names.join(', ')}` : 'which have none';
  if (target !== undefined) {
    const way = names.length > 0 ? 'give one of these' : 'add it';
    return `target ${quote(target)} is no Deployment of the app's manifests, ${known}: ${way}`;
  }
  return names.length > 0
    ? `nothing tells which Deployment of the app's manifests Flagger is to analyse, ${known}: give target`
    : `there is no Deployment in the app's manifests that Flagger could analyse: add one, or leave progressive out`;
}

/** The autoscaler among the objects that scales a workload. */
function scalerOf(workload: KubernetesObject, objects: readonly KubernetesObject[]): ProgressiveAutoscaler | undefined {
  for (const one of objects) {
    const kind = scalerKind(one);
    if (kind === undefined) continue;
    const ref = mapIn(mapIn(one['spec'])['scaleTargetRef']);
    // KEDA takes a Deployment where no kind is given.
    if (ref['name'] === workload.metadata.name && (ref['kind'] ?? 'Deployment') === 'Deployment')
      return { kind, name: one.metadata.name };
  }
  return undefined;
}

function scalerKind(object: KubernetesObject): ProgressiveAutoscaler['kind'] | undefined {
  if (isOf(object, 'autoscaling', 'HorizontalPodAutoscaler')) return 'HorizontalPodAutoscaler';
  return isOf(object, 'keda.sh', 'ScaledObject') ? 'ScaledObject' : undefined;
}

function* problemsOf(
  workload: KubernetesObject,
  props: Props,
  objects: readonly KubernetesObject[],
  scaler: ProgressiveAutoscaler | undefined,
): Generator<string> {
  const { stage } = props;
  const name = workload.metadata.name;
  const what = `Deployment ${quote(name)}`;
  const spec = mapIn(workload['spec']);
  const replicas = spec['replicas'];
  const label = selectorOf(spec);
  if (label === undefined)
    yield `${what} selects its pods by none of the labels that Flagger knows (${SELECTOR_LABELS.join(', ')}), and is never taken up: add one to spec.selector.matchLabels and to the pods`;
  if (replicas !== undefined && stage === undefined) yield replicasProblem(what, name, replicas);
  if (stage === 'takeOut' && scaler === undefined && !isPositive(replicas))
    yield `${what} has ${replicas === undefined ? 'no replicas' : `${JSON.stringify(replicas)} replicas`}, and stays at 0 when Flagger stops: give it the replicas that its primary has`;
  const scaled = scaler && objects.find((one) => scalerKind(one) === scaler.kind && one.metadata.name === scaler.name);
  if (scaled?.metadata.annotations?.[PAUSED] !== undefined)
    yield `ScaledObject ${quote(scaled.metadata.name)} has the annotation ${PAUSED}, which is Flagger's: leave it out`;
  yield* madeByFlagger(name, props, objects, scaler);
  if (stage === 'takeOut' && label !== undefined) yield* serviceProblems(name, label, props, objects);
}

function replicasProblem(what: string, name: string, replicas: unknown): string {
  return `${what} has replicas ${JSON.stringify(replicas)}, which Flux sets again while Flagger holds it at 0 between analyses: leave replicas out; of an app that runs already, first commit stage: "introduce" with the replicas, take both out when ${name}-primary is ready, and then scale the target to 0, as Flux leaves it at 1: kubectl scale deployment ${name} --replicas=0`;
}

/** Objects that Flagger makes itself. */
function* madeByFlagger(
  name: string,
  { service }: Props,
  objects: readonly KubernetesObject[],
  scaler: ProgressiveAutoscaler | undefined,
): Generator<string> {
  const apex = service.name ?? name;
  const made = new Set([`Deployment/${name}-primary`]);
  for (const end of ['primary', 'canary']) made.add(`Service/${apex}-${end}`);
  if (scaler) made.add(`${scaler.kind}/${scaler.name}-primary`);
  for (const { kind, metadata } of objects)
    if (made.has(`${kind}/${metadata.name}`))
      yield `${kind} ${quote(metadata.name)} is one that Flagger makes, and Flux would fight it: leave it out`;
}

/** Problems of the Service when Flagger stops: it takes over at once. */
function* serviceProblems(
  name: string,
  [label, value]: readonly [string, string],
  { service, provider }: Props,
  objects: readonly KubernetesObject[],
): Generator<string> {
  const apex = service.name ?? name;
  const found = objects.find((one) => isOf(one, '', 'Service') && one.metadata.name === apex);
  const wanted = `Service ${quote(apex)} with the selector ${label}: ${value} and the port ${service.port}`;
  if (found === undefined) {
    yield `stage "takeOut" needs the Service through which the app is reached, as the one of Flagger goes with the Canary: add ${wanted}`;
    return;
  }
  const spec = mapIn(found['spec']);
  const selector = mapIn(spec['selector']);
  const ports = Array.isArray(spec['ports']) ? spec['ports'].map((one) => mapIn(one)['port']) : [];
  if (selector[label] !== value || !ports.includes(service.port))
    yield `stage "takeOut" makes Flux apply Service ${quote(apex)}, which does not lead to ${quote(name)} as Flagger's does: make it ${wanted}`;
  const { route } = PROVIDERS[provider];
  if (route && !objects.some((one) => isRoute(one, route) && one.metadata.name === apex))
    yield `stage "takeOut" needs the route of the app, as the one that Flagger made goes with the Canary: add the ${route} ${quote(apex)} that leads to Service ${quote(apex)}`;
}

function isRoute({ apiVersion, kind }: KubernetesObject, route: string): boolean {
  const group = apiGroup(apiVersion);
  return route === `${resourceOf(group, kind)}.${group}`;
}

/** The label, with its value, by which Flagger selects the pods; undefined if it knows none of them. */
function selectorOf(spec: Readonly<Record<string, unknown>>): readonly [string, string] | undefined {
  const labels = mapIn(mapIn(spec['selector'])['matchLabels']);
  const label = SELECTOR_LABELS.find((one) => labels[one] !== undefined);
  return label === undefined ? undefined : [label, String(labels[label])];
}

const isPositive = (replicas: unknown): boolean => typeof replicas === 'number' && replicas > 0;

function isOf({ apiVersion, kind: own }: KubernetesObject, group: string, kind: string): boolean {
  return own === kind && apiGroup(apiVersion) === group;
}

function mapIn(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}
