import { matchesLabels } from '../../kubernetes/label-match';
import { JsonValue, KubernetesObject, objectName } from '../../kubernetes/objects';
import { compareQuantities, isQuantity } from '../../kubernetes/quantity';
import { formatObject, ObjectChange, STAYS } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { Risk, risk } from '../risk/risk';
import { ManifestIndex } from '../tree/manifest-index';
import { isMap, listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { Bodies } from './bodies';

/** An object and what it selects namespaces by. */
interface Selecting {
  readonly object: KubernetesObject;
  readonly selectors: readonly JsonValue[];
}

/** Risks of a change that only an object beside it shows: a scaler, a selector of namespaces, a class, a release. */
export class Neighbors {
  private readonly selectors = new Map<string, readonly Selecting[]>();

  constructor(
    private readonly index: ManifestIndex,
    private readonly differ: ObjectDiffer,
    private readonly all: Bodies,
  ) {}

  public risks(change: ObjectChange): Risk[] {
    const ask = this.questionOf(change);
    // Most changes raise none, so that their objects need not be read.
    const next = ask && this.all.of(change, 'next');
    return next === undefined ? [] : ask!(next);
  }

  /** The question about the new state of a changed object; undefined for none. */
  private questionOf(change: ObjectChange): ((next: KubernetesObject) => Risk[]) | undefined {
    const { object, action, effect, fields } = change;
    if (action === 'removed' || STAYS.has(effect)) return undefined;
    const kind = `${object.group}/${object.kind}`;
    const isNew = action === 'added';
    const isTouched = (path: string) => fields.some((one) => one.path.startsWith(path));
    if (SCALERS.has(kind) && (isNew || isTouched('spec.scaleTargetRef'))) return (next) => this.flips(change, next);
    if ((kind === 'apps/Deployment' || kind === 'apps/StatefulSet') && isTouched('spec.replicas'))
      return (next) => this.setsReplicas(change, next);
    if (kind === '/Namespace' && isTouched('metadata.labels')) return (next) => this.selects(change, next);
    if (kind === '/Secret' && action === 'changed') return (next) => this.verifies(change, next);
    if (kind === '/PersistentVolumeClaim' && isTouched('spec.resources')) return (next) => this.grows(change, next);
    if (kind === RELEASE && (isNew || isTouched('spec.dependsOn'))) return (next) => this.waits(change, next);
    return undefined;
  }

  /** A scaler whose target has a number of replicas in its manifest: Flux writes that again each time. */
  private flips({ cluster, object }: ObjectChange, scaler: KubernetesObject): Risk[] {
    const [kind, name] = targetOf(scaler);
    const target = this.all.at(`${cluster}|apps/${kind}/${object.namespace}/${name}`, 'next');
    const replicas = valueAt(target ?? null, 'spec', 'replicas');
    return typeof replicas === 'number' ? [flip(`${kind} ${name}`, replicas, formatObject(object))] : [];
  }

  private setsReplicas(change: ObjectChange, next: KubernetesObject): Risk[] {
    const replicas = valueAt(next, 'spec', 'replicas');
    const before = this.all.of(change, 'old');
    if (typeof replicas !== 'number' || typeof valueAt(before ?? null, 'spec', 'replicas') === 'number') return [];
    const { object } = change;
    for (const scaler of this.bodies(change.cluster, SCALERS)) {
      const [kind, name] = targetOf(scaler);
      if (scaler.metadata.namespace === object.namespace && kind === object.kind && name === object.name)
        return [flip(`${kind} ${name}`, replicas, `${scaler.kind} ${object.namespace}/${scaler.metadata.name}`)];
    }
    return [];
  }

  /** One of several public keys that goes while others stay: what only that one has signed is refused. */
  private verifies(change: ObjectChange, next: KubernetesObject): Risk[] {
    const keys = (one: KubernetesObject | undefined) =>
      ['data', 'stringData'].flatMap((field) => Object.keys(mapAt(one, field)));
    const lost = keys(this.all.of(change, 'old')).filter((key) => !keys(next).includes(key));
    if (lost.length === 0 || keys(next).length === 0) return [];
    const { cluster, object } = change;
    return this.bodies(cluster, VERIFIERS, 'verify').flatMap((one) => {
      const refs = [['spec'], ['spec', 'chart', 'spec']].map((path) =>
        textAt(one, ...path, 'verify', 'secretRef', 'name'),
      );
      if (!refs.includes(object.name) || one.metadata.namespace !== object.namespace) return [];
      const message = `${formatObject(object)} no longer has ${lost.join(' and ')}, with which ${one.kind} ${one.metadata.name} verifies: what only that key has signed is refused`;
      return [risk('held', message, 'low')];
    });
  }

  /** Policies, webhooks and gateways that select namespaces by labels. */
  private selects(change: ObjectChange, next: KubernetesObject): Risk[] {
    const old = this.all.of(change, 'old');
    if (old === undefined) return [];
    const labels = [old, next].map((one) => ({
      ...one.metadata.labels,
      'kubernetes.io/metadata.name': one.metadata.name,
    }));
    const found = this.selecting(change.cluster).flatMap(({ object: one, selectors }) => {
      const turned = selectors.find(
        (selector) => matchesLabels(selector, labels[0]!) !== matchesLabels(selector, labels[1]!),
      );
      if (turned === undefined) return [];
      return [
        `${objectName(one)} ${matchesLabels(turned, labels[0]!) ? 'no longer selects' : 'selects'} Namespace ${next.metadata.name}`,
      ];
    });
    return [...new Set(found)].map((text) => risk('availability', `${text}: what it allows or forbids there changes`));
  }

  /** The API server grows a claim only if its class says so (admission plugin PersistentVolumeClaimResize). */
  private grows(change: ObjectChange, next: KubernetesObject): Risk[] {
    const name = textAt(next, 'spec', 'storageClassName');
    const storage = (one: KubernetesObject | undefined) => textAt(one, 'spec', 'resources', 'requests', 'storage');
    const before = storage(this.all.of(change, 'old'));
    const after = storage(next);
    if (name === undefined || !isQuantity(before) || !isQuantity(after) || compareQuantities(after, before) <= 0)
      return [];
    const storageClass = this.all.at(`${change.cluster}|storage.k8s.io/StorageClass//${name}`, 'next');
    if (storageClass === undefined || valueAt(storageClass, 'allowVolumeExpansion') === true) return [];
    const message = `${formatObject(change.object)} asks for ${after} instead of ${before}, and StorageClass ${name} does not let volumes grow: the API server refuses it`;
    return [risk('held', message, 'high')];
  }

  /** A HelmRelease that waits for itself through others is never installed or upgraded again. */
  private waits({ cluster, object }: ObjectChange, next: KubernetesObject): Risk[] {
    const keyOf = (namespace: string, name: string) => `${cluster}|${RELEASE}/${namespace}/${name}`;
    const own = keyOf(object.namespace, object.name);
    const seen = new Set<string>();
    const open = [next];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      for (const ref of listAt(one, 'spec', 'dependsOn')) {
        const key = keyOf(textAt(ref, 'namespace') ?? one.metadata.namespace ?? '', textAt(ref, 'name') ?? '');
        if (key === own)
          return [
            risk(
              'held',
              `${formatObject(object)} waits for itself: it and those that it waits for are never upgraded again`,
              'high',
            ),
          ];
        const body = seen.has(key) ? undefined : this.all.at(key, 'next');
        seen.add(key);
        if (body !== undefined) open.push(body);
      }
    }
    return [];
  }

  /** Objects of some kinds of the new tree on a cluster. */
  private bodies(cluster: string, kinds: ReadonlySet<string>, word = ''): KubernetesObject[] {
    return this.all
      .on(cluster)
      .filter(({ header }) => kinds.has(`${header.group}/${header.kind}`))
      .filter(({ header }) => word === '' || this.index.text(header.content).includes(word))
      .map((one) => this.differ.body(one));
  }

  /** Objects of the new tree on a cluster that select namespaces, with their selectors. */
  private selecting(cluster: string): readonly Selecting[] {
    const known = this.selectors.get(cluster);
    if (known !== undefined) return known;
    const found = this.all
      .on(cluster)
      .filter(({ header }) => this.index.text(header.content).includes('elector'))
      .map((one) => this.differ.body(one))
      .map((object) => ({ object, selectors: selectorsIn(object) }))
      .filter(({ selectors }) => selectors.length > 0);
    this.selectors.set(cluster, found);
    return found;
  }
}

const RELEASE = 'helm.toolkit.fluxcd.io/HelmRelease';

const VERIFIERS: ReadonlySet<string> = new Set([
  ...['GitRepository', 'HelmChart', 'OCIRepository'].map((kind) => `source.toolkit.fluxcd.io/${kind}`),
  RELEASE,
]);

const SCALERS: ReadonlySet<string> = new Set(['autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject']);

function targetOf(scaler: KubernetesObject): readonly [kind: string, name: string] {
  const ref = mapAt(scaler, 'spec', 'scaleTargetRef');
  return [textAt(ref, 'kind') ?? 'Deployment', textAt(ref, 'name') ?? ''];
}

function flip(target: string, replicas: number, scaler: string): Risk {
  const message = `${target} sets ${replicas} replicas in its manifest, which ${scaler} changes: Flux writes them again at every interval`;
  return risk('availability', message);
}

/** The selectors of namespaces in an object, at any depth. */
function selectorsIn(value: object): JsonValue[] {
  return Object.entries(value).flatMap(([field, below]) => {
    if (typeof below !== 'object' || below === null) return [];
    const own = below as JsonValue;
    // A listener of a Gateway names the namespaces of its routes.
    const selector =
      field === 'namespaceSelector' ? own : field === 'namespaces' ? valueAt(own, 'selector') : undefined;
    return [...(isMap(selector) ? [selector] : []), ...selectorsIn(below as object)];
  });
}
