import { matchesLabels } from '../../kubernetes/label-match';
import { KubernetesObject } from '../../kubernetes/objects';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { isBuiltInGroup } from '../../kubernetes/scopes';
import { canonical } from '../diff/field-diff';
import { formatObject, ObjectChange, ObjectName, STAYS } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { nameKey, OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { isSameSpec } from '../predict/unit';
import { Risk, risk } from '../risk/risk';
import { listAt, mapAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { ASKS_SERVICE } from './other-references';
import { referencesOf } from './references';
import { scalerEnd } from './scaler-ends';

/** Kinds whose pods a Service sends to. */
const WORKLOADS: ReadonlySet<string> = new Set(['apps/DaemonSet', 'apps/Deployment', 'apps/StatefulSet']);

/** Kinds that matter to the pods of a namespace. */
const KINDS: ReadonlySet<string> = new Set([
  ...['/Service', 'autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject'],
  ...WORKLOADS,
]);

type Owners = ReadonlyMap<string, readonly OwnedObject[]>;

/**
 * Services that stay while the last of their pods go, or that send to another port of them, and workloads that stay while
 * their scaler goes. The API server itself asks some of these Services.
 */
export class IdleServices {
  private asking?: ReadonlyMap<string, string>;
  private readonly bodies = new Map<string, readonly KubernetesObject[]>();

  constructor(
    private readonly changes: readonly ObjectChange[],
    private readonly prediction: Prediction,
    private readonly differ: ObjectDiffer,
  ) {}

  /**
   * The risks of a workload that goes, stops or gets other labels, of a Service that selects others or sends to another
   * port, and of a scaler that goes.
   */
  public risks(change: ObjectChange): Risk[] {
    const { object, action, effect, cluster } = change;
    if (action === 'added' || STAYS.has(effect)) return [];
    const kind = `${object.group}/${object.kind}`;
    if (kind === 'keda.sh/ScaledObject') {
      const beside = (side: 'next' | 'old') => this.at(side, cluster, object.namespace);
      return action === 'removed' ? scalerEnd(object.name, beside('old'), beside('next')) : [];
    }
    if (kind !== '/Service') return WORKLOADS.has(kind) ? this.idle(change, false) : [];
    const isMoved = action === 'changed' && change.fields.some(({ path }) => PORTS.test(path));
    return [...(isMoved ? this.portsMoved(change) : []), ...this.idle(change, true)];
  }

  /** The ports that a Service sends elsewhere, unless its pods change with it. */
  private portsMoved({ object, cluster }: ObjectChange): Risk[] {
    const [before, after] = (['old', 'next'] as const).map((side) => {
      const objects = this.at(side, cluster, object.namespace);
      const service = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === object.name);
      return service && { service, pods: podsOf(service, objects) };
    });
    if (before === undefined || after === undefined) return [];
    // Those of a chart are not known, and may change with it.
    if (after.pods.length === 0 && this.has(cluster, (one) => one.object.kind === 'HelmRelease')) return [];
    if (templates(before.pods) !== templates(after.pods)) return [];
    const moved = movedPorts(before.service, after.service);
    const message = `Service ${object.name} sends ${moved.join(' and ')} to another port of its pods`;
    return moved.length === 0 ? [] : [risk('availability', message)];
  }

  private idle(change: ObjectChange, isService: boolean): Risk[] {
    const { object, action, cluster } = change;
    if (action === 'changed' && !change.fields.some(({ path }) => MATTERS.test(path))) return [];
    const at = (side: 'next' | 'old') => this.at(side, cluster, object.namespace);
    const services = at('next').filter(
      ({ kind, metadata }) => kind === 'Service' && (!isService || metadata.name === object.name),
    );
    const before = new Map(at('old').map((one) => [`${one.kind} ${one.metadata.name}`, one]));
    const own = before.get(`${object.kind} ${object.name}`);
    return services.flatMap((service) => {
      const old = before.get(`Service ${service.metadata.name}`);
      if (old === undefined || podsOf(service, at('next')).length > 0) return [];
      const had = podsOf(old, at('old'));
      return had.length > 0 && (isService || had.includes(own!)) ? this.risk(change, service) : [];
    });
  }

  private risk({ object, cluster, action }: ObjectChange, service: KubernetesObject): Risk[] {
    const name = { group: '', kind: 'Service', namespace: object.namespace, name: service.metadata.name };
    const asks = this.asks(cluster, name);
    const isOpen = this.mayHavePods(cluster, object.namespace);
    const idle = `${formatObject(name)} is left without pods`;
    const guess = `${idle}, as far as files tell`;
    if (asks !== undefined) {
      const message = `${idle} while ${asks} needs it: requests that the API server asks it about fail`;
      return [
        isOpen ? risk('availability', `${guess}, while ${asks} needs it`) : risk('availability', message, 'high'),
      ];
    }
    // That pods stop, or that a Service selects others, is told already.
    return action === 'changed' || isOpen ? [] : [risk('availability', guess)];
  }

  /** The first object through which the API server asks a Service. */
  private asks(cluster: string, service: ObjectName): string | undefined {
    if (this.asking === undefined) {
      const found = new Map<string, string>();
      for (const [key, [owned]] of this.all('next')) {
        const { header, namespace, name } = owned!.object;
        if (!ASKS_SERVICE.has(`${header.group}/${header.kind}`)) continue;
        for (const one of referencesOf(this.differ.body(owned!.object))) {
          const asked = `${key.slice(0, key.indexOf('|'))}|${one.namespace}/${one.name}`;
          if (!found.has(asked))
            found.set(asked, formatObject({ group: header.group, kind: header.kind, namespace, name }));
        }
      }
      this.asking = found;
    }
    return this.asking.get(`${cluster}|${service.namespace}/${service.name}`);
  }

  /** Whether a new chart, a new workload of another kind or another repository may bring pods that are not known. */
  private mayHavePods(cluster: string, namespace: string): boolean {
    const bringsPods = ({ action, object }: ObjectChange) => {
      if (action !== 'added') return false;
      if (object.kind === 'HelmRelease') return true;
      if (object.namespace !== namespace || isBuiltInGroup(object.group)) return false;
      const [owned] = this.prediction.next.get(nameKey(cluster, object)) ?? [];
      const pod = owned && mapAt(this.differ.body(owned.object), 'spec', 'template', 'spec');
      return Object.keys(pod ?? {}).length > 0;
    };
    if (this.has(cluster, bringsPods)) return true;
    const { newUnits, oldUnits } = this.prediction;
    return [...newUnits.values()].some(({ key, target, build, spec }) => {
      if (target !== cluster || build !== undefined || spec.suspend) return false;
      const was = oldUnits.get(key);
      return was === undefined || !isSameSpec(was.spec, spec);
    });
  }

  private has(cluster: string, matches: (change: ObjectChange) => boolean): boolean {
    return this.changes.some((one) => one.cluster === cluster && matches(one));
  }

  /** The objects of a namespace that matter to its pods. */
  private at(side: 'next' | 'old', cluster: string, namespace: string): readonly KubernetesObject[] {
    const spot = `${side} ${cluster}|${namespace}`;
    let found = this.bodies.get(spot);
    if (found === undefined) {
      found = [...this.all(side)]
        .filter(([key, [owned]]) => {
          const { header, namespace: own } = owned!.object;
          const kind = `${header.group}/${header.kind}`;
          return own === namespace && KINDS.has(kind) && key.startsWith(`${cluster}|`);
        })
        .map(([, [owned]]) => this.differ.body(owned!.object));
      this.bodies.set(spot, found);
    }
    return found;
  }

  private *all(side: 'next' | 'old'): Generator<readonly [string, readonly OwnedObject[]]> {
    const owners: Owners = this.prediction[side];
    yield* owners;
    yield* this.prediction.stableObjects();
  }
}

/** Fields that decide about the ports of a Service's pods. */
const PORTS = /^spec\.ports\b/;

/** The templates of workloads, by name. */
function templates(workloads: readonly KubernetesObject[]): string {
  return canonical(Object.fromEntries(workloads.map((one) => [`${one.kind} ${one.metadata.name}`, podTemplate(one)!])));
}

/** The ports of a Service that lead to another number. A name may stand for any. */
function movedPorts(old: KubernetesObject, next: KubernetesObject): string[] {
  const targets = (one: KubernetesObject) =>
    new Map(
      listAt(one, 'spec', 'ports').map((port) => [
        `${plainText(valueAt(port, 'port'))}/${textAt(port, 'protocol') ?? 'TCP'}`,
        valueAt(port, 'targetPort') ?? valueAt(port, 'port'),
      ]),
    );
  const after = targets(next);
  return [...targets(old)]
    .filter(([port, target]) => {
      const other = after.get(port);
      return typeof target === 'number' && typeof other === 'number' && other !== target;
    })
    .map(([port]) => port);
}

/** Fields that decide about the pods of a Service. */
const MATTERS = /^spec\.(?:selector|replicas|template\.metadata\.labels)/;

/** The workloads with pods that a Service sends to. */
function podsOf(service: KubernetesObject, objects: readonly KubernetesObject[]): KubernetesObject[] {
  const selector = mapAt(service, 'spec', 'selector');
  if (Object.keys(selector).length === 0) return [];
  return objects.filter((object) => {
    const template = podTemplate(object);
    if (template === undefined || valueAt(object, 'spec', 'replicas') === 0) return false;
    return matchesLabels({ matchLabels: selector }, mapAt(template, 'metadata', 'labels'));
  });
}
