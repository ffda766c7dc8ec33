import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { ObjectChange, STAYS } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { Prediction } from '../predict/prediction';
import { Risk, risk } from '../risk/risk';
import { textAt, valueAt } from '../tree/parse-manifests';

/** Resources of the routes that Flagger makes under the Service's name, by its provider (pkg/router of Flagger 1.44). */
const ROUTES: Readonly<Record<string, string>> = {
  contour: 'httpproxies.projectcontour.io',
  'gatewayapi:v1': 'httproutes.gateway.networking.k8s.io',
  'gatewayapi:v1beta1': 'httproutes.gateway.networking.k8s.io',
  gloo: 'routetables.gateway.solo.io',
  istio: 'virtualservices.networking.istio.io',
  traefik: 'traefikservices.traefik.io',
};

type CanaryEnd = NonNullable<ObjectChange['canary']>;

/**
 * Effects of the end of a Flagger Canary on the Deployment that it is about, and on its Service; undefined for other
 * changes, and where nothing is lost because the Deployment goes too.
 */
export function canaryEnd(
  { cluster, object, action, effect }: ObjectChange,
  prediction: Prediction,
  differ: ObjectDiffer,
): CanaryEnd | undefined {
  if (object.group !== 'flagger.app' || object.kind !== 'Canary') return undefined;
  if ((action !== 'removed' && action !== 'renamed') || STAYS.has(effect)) return undefined;
  const keyOf = (kind: string, name: string) => `${cluster}|${kind}/${object.namespace}/${name}`;
  const find = (key: string) => prediction.ownersOf('old', key)[0];
  const own = find(keyOf('flagger.app/Canary', object.name));
  if (own === undefined) return undefined;
  const canary = differ.body(own.object);
  const target = textAt(canary, 'spec', 'targetRef', 'name');
  if (target === undefined || textAt(canary, 'spec', 'targetRef', 'kind') !== 'Deployment') return undefined;
  const service = textAt(canary, 'spec', 'service', 'name') ?? target;
  const reverts = valueAt(canary, 'spec', 'revertOnDeletion') === true;
  const deployment = keyOf('apps/Deployment', target);
  const found = find(deployment);
  const scaler = {
    kind: textAt(canary, 'spec', 'autoscalerRef', 'kind'),
    name: textAt(canary, 'spec', 'autoscalerRef', 'name'),
  };
  const facts = {
    target,
    service,
    isKnown: found !== undefined,
    ...defined({
      route: ROUTES[textAt(canary, 'spec', 'provider') ?? 'istio'],
      scaler:
        scaler.kind !== undefined && scaler.name !== undefined ? { kind: scaler.kind, name: scaler.name } : undefined,
      owner: found && { cluster: found.unit.host, namespace: found.unit.spec.namespace, name: found.unit.spec.name },
    }),
  };
  if (found !== undefined && !prediction.isKept(deployment))
    return reverts ? { ...facts, missing: [], hangs: true } : undefined;
  const missing = [
    ...(reverts ? [] : ['revertOnDeletion']),
    ...(valueAt(canary, 'spec', 'suspend') === true ? [] : ['suspend']),
    ...(found === undefined || facts.scaler ? [] : replicasOf(differ.body(found.object))),
    ...(found === undefined ? [] : serviceOf(keyOf('/Service', service), prediction, find)),
  ];
  return { ...facts, missing, hangs: false };
}

function replicasOf(deployment: KubernetesObject): readonly string[] {
  const replicas = valueAt(deployment, 'spec', 'replicas');
  return typeof replicas === 'number' && replicas > 0 ? [] : ['replicas'];
}

/** The Service has to be in the old tree already, so that Flux can take over the one that is there. */
function serviceOf(key: string, prediction: Prediction, find: (key: string) => unknown): readonly string[] {
  return find(key) !== undefined && prediction.isKept(key) ? [] : ['Service'];
}

/** The risks of the end of a Canary. */
export function canaryRisks({ object }: ObjectChange, end: CanaryEnd | undefined): Risk[] {
  if (end === undefined) return [];
  if (end.hangs)
    return [
      risk('held', `Canary ${object.name} hangs in its deletion: Flagger reverts ${end.target}, which goes as well`),
    ];
  if (end.missing.length === 0) return [];
  const message = `Canary ${object.name} goes: its target ${end.target} stays at 0 replicas if its manifest gives none, and its Service selects pods that are deleted`;
  return [risk('availability', message, 'high')];
}
