import { matchesLabels } from '../../kubernetes/label-match';
import { KubernetesObject } from '../../kubernetes/objects';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { ObjectChange, STAYS } from '../objects/comparison';
import { Risk, risk } from '../risk/risk';
import { backsUpNothing } from '../risk/risk-custom';
import { enforcedBy } from '../risk/risk-guards';
import { endsOfKind, endsWithoutName } from '../risk/risk-kinds';
import { networkOpened } from '../risk/risk-policy';
import { removedRisks } from '../risk/risk-stricter';
import { mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { Bodies } from './bodies';

/** Where kinds name the one object that they are about. */
const TARGETS: Readonly<Record<string, string>> = {
  'autoscaling/HorizontalPodAutoscaler': 'scaleTargetRef',
  'autoscaling.k8s.io/VerticalPodAutoscaler': 'targetRef',
};

/** Where kinds select the pods that they are about. */
const SELECTORS: Readonly<Record<string, string>> = {
  'networking.k8s.io/NetworkPolicy': 'podSelector',
  'policy/PodDisruptionBudget': 'selector',
};

/** Kinds of which one may stand in for another. */
const SCALERS: ReadonlySet<string> = new Set(['HorizontalPodAutoscaler', 'ScaledObject']);

/** Classes of risks of what an object does, rather than of what Flux does with it. */
const OF_FUNCTION: ReadonlySet<string> = new Set(['availability', 'network-opened', 'quota-cut', 'rights-widened']);

/** Those that are none where the namespace goes too. */
const OF_CONTENT: ReadonlySet<string> = new Set(['availability', 'held', 'network-opened']);

/** Where kinds that make backups name what these are of. */
const CLAIM: readonly string[] = ['sourcePVC'];
const BACKED_UP: ReadonlyArray<readonly string[]> = [
  CLAIM,
  ['cluster', 'name'],
  ['clusterName'],
  ['mariaDbRef', 'name'],
  ['target', 'ref', 'name'],
];

/** Risks of the ends of objects, without those that are none because what an object was for goes too, or is served on. */
export class NeedlessEnds {
  private readonly namespaces: ReadonlySet<string>;

  constructor(
    changes: readonly ObjectChange[],
    private readonly all: Bodies,
  ) {
    this.namespaces = new Set(
      changes
        .filter(({ action, effect, object }) => isNamespace(object) && action === 'removed' && effect === 'pruned')
        .map(({ cluster, object }) => `${cluster}|${object.name}`),
    );
  }

  /** The risks of a change that are left of those given. */
  public without(change: ObjectChange, risks: readonly Risk[]): readonly Risk[] {
    const { cluster, object, action, effect } = change;
    if (action === 'renamed') return this.underAnotherName(change, risks);
    if (action !== 'removed' || STAYS.has(effect)) return risks;
    if (this.namespaces.has(`${cluster}|${object.namespace}`)) return risks.filter((one) => !OF_CONTENT.has(one.class));
    const kind = `${object.group}/${object.kind}`;
    if (risks.some((one) => one.class === 'held')) return this.ofBackups(change, risks);
    if (!Object.hasOwn(TARGETS, kind) && !Object.hasOwn(SELECTORS, kind)) return risks;
    const body = this.all.of(change, 'old');
    if (body === undefined) return risks;
    const ends = new Set(removedRisks(body).map(({ message }) => message));
    const left = risks.filter(({ message }) => !ends.has(message));
    if (left.length === risks.length) return risks;
    if (Object.hasOwn(SELECTORS, kind)) return this.isServed(change, body, SELECTORS[kind]!) ? left : risks;
    return this.endOfTarget(change, body, TARGETS[kind]!, left) ?? risks;
  }

  /** Drops the end of a thing's backups where the thing goes too. */
  private ofBackups(change: ObjectChange, risks: readonly Risk[]): readonly Risk[] {
    const body = this.all.of(change, 'old');
    const [path] = BACKED_UP.filter((one) => textAt(body, 'spec', ...one) !== undefined);
    const name = path && textAt(body, 'spec', ...path);
    if (body === undefined || name === undefined) return risks;
    const isIt = ({ kind, metadata }: KubernetesObject) =>
      metadata.name === name && (kind === 'PersistentVolumeClaim') === (path === CLAIM) && kind !== body.kind;
    const stays = [...this.bodies('next', change)].some(isIt) || ![...this.bodies('old', change)].some(isIt);
    return stays ? risks : risks.filter(({ message }) => !backsUpNothing(body).some((one) => one.message === message));
  }

  /** An object that works unnamed does the same under another name of its namespace. */
  private underAnotherName(change: ObjectChange, risks: readonly Risk[]): readonly Risk[] {
    const body =
      risks.length > 0 && change.renamedTo?.namespace === change.object.namespace && this.all.of(change, 'old');
    if (!body) return risks;
    if (endsOfKind(body).length > 0) {
      const ends = new Set(endsWithoutName(body).map(({ message }) => message));
      return risks.filter(({ message }) => !ends.has(message));
    }
    const isNamed = removedRisks(body).length === 0 && networkOpened(body, undefined).length === 0 && !enforcedBy(body);
    return isNamed ? risks : risks.filter((one) => !OF_FUNCTION.has(one.class));
  }

  /** Whether none of the pods that an object selects stays, or another one of its kind selects those as well. */
  private isServed(change: ObjectChange, body: KubernetesObject, field: string): boolean {
    const selected = (side: 'next' | 'old', by: KubernetesObject) =>
      [...this.bodies(side, change)].filter((one) => {
        const template = podTemplate(one);
        const labels = mapAt(template, 'metadata', 'labels');
        return template !== undefined && matchesLabels(mapAt(by, 'spec', field), labels);
      });
    const after = selected('next', body).map(({ metadata: { name } }) => name);
    if (after.length === 0) return selected('old', body).length > 0;
    if (body.kind === 'NetworkPolicy') return false;
    return [...this.bodies('next', change)]
      .filter(({ kind }) => kind === body.kind)
      .some((other) => {
        const names = selected('next', other).map(({ metadata: { name } }) => name);
        return after.every((name) => names.includes(name));
      });
  }

  /** The risks where the target of an object goes too, has another scaler, or a number of replicas of its own. */
  private endOfTarget(
    change: ObjectChange,
    body: KubernetesObject,
    field: string,
    left: readonly Risk[],
  ): readonly Risk[] | undefined {
    const [kind, name] = ['kind', 'name'].map((key) => textAt(body, 'spec', field, key) ?? '') as [string, string];
    const isTarget = (one: KubernetesObject) => one.kind === kind && one.metadata.name === name;
    const after = [...this.bodies('next', change)];
    const target = after.find(isTarget);
    if (target === undefined) return [...this.bodies('old', change)].some(isTarget) ? left : undefined;
    const scales = (one: KubernetesObject) =>
      (textAt(one, 'spec', field, 'kind') ?? 'Deployment') === kind && textAt(one, 'spec', field, 'name') === name;
    const isAlike = (one: KubernetesObject) =>
      one.kind === body.kind || (SCALERS.has(one.kind) && SCALERS.has(body.kind));
    if (after.some((one) => isAlike(one) && scales(one))) return left;
    const replicas = valueAt(target, 'spec', 'replicas');
    if (!SCALERS.has(body.kind) || typeof replicas !== 'number') return undefined;
    const message = `${body.kind} ${body.metadata.name} goes: ${kind} ${name} gets the ${replicas} replicas of its manifest`;
    return [...left, risk('availability', message)];
  }

  private bodies(side: 'next' | 'old', change: ObjectChange): Generator<KubernetesObject> {
    return this.all.beside(change, undefined, side);
  }
}

function isNamespace({ group, kind }: ObjectChange['object']): boolean {
  return group === '' && kind === 'Namespace';
}
