import { firstNames } from '../../core/first-names';
import { KubernetesObject } from '../../kubernetes/objects';
import { formatObject, ObjectChange } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { Risk, risk } from '../risk/risk';
import { releaseIdentity } from '../risk/risk-helm';
import { valueAt } from '../tree/parse-manifests';

const HELM_GROUP = 'helm.toolkit.fluxcd.io';

/** HelmReleases that are one release for Helm: equal in its name, the namespace of its record, and the cluster. */
export class SharedReleases {
  private known?: ReadonlyMap<string, readonly OwnedObject[]>;

  constructor(
    private readonly prediction: Prediction,
    private readonly differ: ObjectDiffer,
  ) {}

  /** The risks of a HelmRelease that comes, changes or goes. */
  public risks(change: ObjectChange): Risk[] {
    const { object, cluster, action, renamedTo } = change;
    if (object.kind !== 'HelmRelease' || object.group !== HELM_GROUP) return [];
    const key = (name: string) => `${cluster}|${HELM_GROUP}/HelmRelease/${object.namespace}/${name}`;
    const isGone = action === 'removed' || action === 'renamed';
    const [own] = (isGone ? this.prediction.old : this.prediction.next).get(key(object.name)) ?? [];
    if (own === undefined) return [];
    const identity = this.identity(own);
    const others = (this.releases.get(identity) ?? []).filter(
      ({ object: other }) => other.name !== object.name || other.namespace !== object.namespace,
    );
    // As it was before is no news.
    if (others.length === 0 || (!isGone && this.wasShared(key(object.name), others))) return [];
    const names = firstNames(others.map(({ object: other }) => `HelmRelease ${other.namespace}/${other.name}`));
    const release = releaseIdentity(this.differ.body(own.object)).name;
    if (isGone || renamedTo !== undefined) {
      if (change.effect !== 'pruned' && change.effect !== 'race') return [];
      const message = `${formatObject(object)} is uninstalled with release ${release}, which ${names} has too and does not install again by itself`;
      return [risk('deletion', message)];
    }
    const message = `${formatObject(object)} is the same release ${release} as ${names}: each upgrades over the other at every interval, and removing one uninstalls both`;
    return [risk('race', message)];
  }

  private wasShared(key: string, others: readonly OwnedObject[]): boolean {
    const [before] = this.prediction.old.get(key) ?? [];
    if (before === undefined) return false;
    const identity = this.identity(before);
    return (
      others.every((other) => {
        const was = this.prediction.old.get(
          `${other.unit.target}|${HELM_GROUP}/HelmRelease/${other.object.namespace}/${other.object.name}`,
        );
        return was === undefined ? this.prediction.stable.has(other.unit.key) : this.identity(was[0]!) === identity;
      }) && this.identity(before) === identity
    );
  }

  /** The HelmReleases of the new tree by what Helm knows them by. */
  private get releases(): ReadonlyMap<string, readonly OwnedObject[]> {
    if (this.known) return this.known;
    const found = new Map<string, OwnedObject[]>();
    for (const owners of [this.prediction.next, this.prediction.stableObjects()]) {
      for (const [owned] of owners.values()) {
        const { header } = owned!.object;
        if (header.kind !== 'HelmRelease' || header.group !== HELM_GROUP) continue;
        const identity = this.identity(owned!);
        const same = found.get(identity);
        if (same) same.push(owned!);
        else found.set(identity, [owned!]);
      }
    }
    return (this.known = found);
  }

  private identity({ object, unit }: OwnedObject): string {
    const body: KubernetesObject = this.differ.body(object);
    const { name, storage } = releaseIdentity(body);
    return JSON.stringify([unit.target, valueAt(body, 'spec', 'kubeConfig') ?? null, storage, name]);
  }
}
