import { firstNames } from '../../core/first-names';
import { KubernetesObject } from '../../kubernetes/objects';
import { matchesSelector } from '../../kustomize/transform/label-selector';
import { formatObject, ObjectChange, STAYS } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { BuiltObject } from '../predict/build';
import { Risk, risk } from '../risk/risk';
import { controllerFlags } from '../risk/risk-lockdown';
import { OPERATOR_GROUP } from '../tree/flux-spec';
import { listAt, mapAt, plainText, textAt } from '../tree/parse-manifests';
import { Bodies } from './bodies';

/** A controller of Flux, and the objects that it reconciles. */
interface Watcher {
  /** The controller; undefined for all of them. */
  readonly controller?: string;
  /** Label selector; empty for all objects. */
  readonly selector: string;
  /** Its name in messages. */
  readonly what: string;
}

/** The controllers of Flux, which all wait for the end of what they made before they let an object go. */
const CONTROLLERS: ReadonlyArray<readonly [controller: string, kinds: RegExp]> = [
  ['kustomize-controller', /^kustomize\.toolkit\.fluxcd\.io\//],
  ['helm-controller', /^helm\.toolkit\.fluxcd\.io\//],
  ['source-controller', /^source\.toolkit\.fluxcd\.io\/(?!ExternalArtifact$)/],
  ['image-automation-controller', /^image\.toolkit\.fluxcd\.io\/ImageUpdateAutomation$/],
  ['image-reflector-controller', /^image\.toolkit\.fluxcd\.io\/(?!ImageUpdateAutomation$)/],
  ['source-watcher', /^source\.extensions\.fluxcd\.io\//],
];

/** Kinds of what reconciles. */
const INSTANCE = `${OPERATOR_GROUP}/FluxInstance`;
const DEPLOYMENT = 'apps/Deployment';

type Kind = { readonly group: string; readonly kind: string };

const typeOf = ({ group, kind }: Kind) => `${group}/${kind}`;
const controllerOf = (kind: Kind) => CONTROLLERS.find(([, kinds]) => kinds.test(typeOf(kind)))?.[0];

/** Objects of Flux whose controllers go: nobody ends the deletion of those that go too, or looks at those that stay. */
export class Shards {
  private readonly gone = new Map<string, Watcher[]>();
  private readonly left = new Map<string, readonly Watcher[]>();

  constructor(
    changes: readonly ObjectChange[],
    private readonly bodies: Bodies,
    private readonly differ: ObjectDiffer,
  ) {
    for (const change of changes) {
      const gone = this.goneWith(change);
      if (gone.length > 0) this.gone.set(change.cluster, [...(this.gone.get(change.cluster) ?? []), ...gone]);
    }
  }

  /** The controllers that go together with an object, which they would have to let go; undefined for none. */
  public lost(change: ObjectChange): string | undefined {
    if (!this.gone.has(change.cluster) || !goes(change)) return undefined;
    const controller = controllerOf(change.object);
    const object = controller === undefined ? undefined : this.bodies.of(change, 'old');
    return object && this.unwatched(change.cluster, controller!, labelsOf(object))?.what;
  }

  /** The risks of a controller that goes, and of an object that goes with it. */
  public risks(change: ObjectChange): Risk[] {
    const lost = this.lost(change);
    if (lost !== undefined)
      return [risk('held', `${formatObject(change.object)} hangs in its deletion: ${lost} goes as well`)];
    return this.goneWith(change).flatMap((gone) => {
      const { what } = gone;
      const left = this.bodies.on(change.cluster).filter((one) => this.isLeftBy(change.cluster, one, gone));
      if (left.length === 0) return [];
      const names = firstNames(left.map(({ header, namespace, name }) => formatObject({ ...header, namespace, name })));
      return [risk('availability', `${what} goes, and nobody reconciles ${names}`, 'high')];
    });
  }

  /** Whether one that goes has reconciled an object of the new tree, and nothing does any more. */
  private isLeftBy(cluster: string, one: BuiltObject, gone: Watcher): boolean {
    const controller = controllerOf(one.header);
    if (controller === undefined || (gone.controller ?? controller) !== controller) return false;
    const labels = labelsOf(this.differ.body(one));
    return selects(gone.selector, labels) && this.unwatched(cluster, controller, labels) !== undefined;
  }

  /** The controller that has reconciled an object, where none does any more. */
  private unwatched(cluster: string, controller: string, labels: ReadonlyMap<string, string>): Watcher | undefined {
    const takes = (one: Watcher) => (one.controller ?? controller) === controller && selects(one.selector, labels);
    const before = this.gone.get(cluster)?.find(takes);
    return before !== undefined && !this.leftOn(cluster).some(takes) ? before : undefined;
  }

  /** The controllers on a cluster in the new tree. */
  private leftOn(cluster: string): readonly Watcher[] {
    let left = this.left.get(cluster);
    if (left === undefined) {
      left = this.bodies
        .on(cluster)
        .filter(({ header }) => typeOf(header) === DEPLOYMENT || typeOf(header) === INSTANCE)
        .flatMap((one) => watchersOf(this.differ.body(one)));
      this.left.set(cluster, left);
    }
    return left;
  }

  /** The controllers with a selector that a change takes away. */
  private goneWith(change: ObjectChange): readonly Watcher[] {
    const type = typeOf(change.object);
    const isGone = type === DEPLOYMENT ? goes(change) : type === INSTANCE && change.action === 'changed';
    const old = isGone ? this.bodies.of(change, 'old') : undefined;
    if (old === undefined) return [];
    const next = type === INSTANCE ? this.bodies.of(change, 'next') : undefined;
    const kept = new Set((next === undefined ? [] : watchersOf(next)).map(({ selector }) => selector));
    return watchersOf(old).filter(({ selector }) => selector !== '' && !kept.has(selector));
  }
}

/** Whether an object is deleted. */
function goes({ action, effect }: ObjectChange): boolean {
  return (action === 'removed' || action === 'renamed' || effect === 'pruned') && !STAYS.has(effect);
}

/** A controller with a selector that is none does not start. */
function selects(selector: string, labels: ReadonlyMap<string, string>): boolean {
  try {
    return matchesSelector(selector, labels);
  } catch {
    return false;
  }
}

function labelsOf(object: KubernetesObject): ReadonlyMap<string, string> {
  return new Map(Object.entries(mapAt(object, 'metadata', 'labels')).map(([key, value]) => [key, plainText(value)]));
}

function watchersOf(object: KubernetesObject): Watcher[] {
  const { kind, metadata } = object;
  const what = `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
  if (kind === 'FluxInstance') {
    const key = textAt(object, 'spec', 'sharding', 'key') ?? 'sharding.fluxcd.io/key';
    const shards = listAt(object, 'spec', 'sharding', 'shards').map(String);
    if (shards.length === 0) return [{ selector: '', what }];
    return [
      { selector: `!${key}`, what },
      ...shards.map((shard) => ({ selector: `${key}=${shard}`, what: `shard ${shard} of ${what}` })),
    ];
  }
  const controller = CONTROLLERS.find(([name]) => metadata.name === name || metadata.name.startsWith(`${name}-`))?.[0];
  const selector = controllerFlags(object).get('watch-label-selector') ?? '';
  return controller === undefined ? [] : [{ controller, selector, what }];
}
