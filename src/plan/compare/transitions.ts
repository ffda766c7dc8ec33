import { KubernetesObject } from '../../kubernetes/objects';
import { isBuiltInGroup } from '../../kubernetes/scopes';
import { ObjectChange } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import { nameKey, OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { textAt } from '../tree/parse-manifests';
import { immutableRisk } from './effect-risks';

const DEFINITION = 'apiextensions.k8s.io/CustomResourceDefinition';

/**
 * Marks changes of custom resources that their own definitions refuse: by rules that compare with the object as it was. The
 * definition of the new tree counts, because Flux applies definitions first.
 */
export function withTransitions(
  changes: readonly ObjectChange[],
  prediction: Prediction,
  differ: ObjectDiffer,
): readonly ObjectChange[] {
  if (!changes.some(isChangedResource)) return changes;
  const definitions = new Definitions(prediction, differ);
  return changes.map((change) => {
    const broken = isChangedResource(change) ? definitions.broken(change) : [];
    if (broken.length === 0) return change;
    const effect = definitions.isForced(change) ? 'replaced' : 'refused';
    const risks = [...change.risks, ...immutableRisk(broken, effect)];
    return { ...change, effect, risks };
  });
}

/** Whether a custom resource changes in place. */
function isChangedResource({ action, effect, object }: ObjectChange): boolean {
  return action === 'changed' && effect === 'patched' && !isBuiltInGroup(object.group);
}

/** The definitions of each cluster in the new tree. */
class Definitions {
  private found?: ReadonlyMap<string, KubernetesObject>;

  constructor(
    private readonly prediction: Prediction,
    private readonly differ: ObjectDiffer,
  ) {}

  /** Rules that a change breaks, with the fields. */
  public broken({ cluster, object }: ObjectChange): string[] {
    const definition = this.all.get(`${cluster}|${object.group}/${object.kind}`);
    if (definition === undefined) return [];
    const key = nameKey(cluster, object);
    const [old, next] = [this.prediction.old, this.prediction.next].map((tree) => this.body(tree.get(key)));
    if (old === undefined || next === undefined) return [];
    // Loaded where a changed resource has its definition in the tree, which few changes have.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { brokenTransitions } = require('../../schema/transitions') as typeof import('../../schema/transitions');
    return brokenTransitions(definition, old, next).map(({ path, why }) => `${path || 'the object'} (${why})`);
  }

  /** Whether Flux deletes the object and makes it again when the API server refuses the change. */
  public isForced({ cluster, object }: ObjectChange): boolean {
    const [next] = this.prediction.next.get(nameKey(cluster, object)) ?? [];
    return next !== undefined && (next.unit.spec.force || next.object.header.forced === true);
  }

  private get all(): ReadonlyMap<string, KubernetesObject> {
    if (this.found !== undefined) return this.found;
    const found = new Map<string, KubernetesObject>();
    for (const objects of [this.prediction.stableObjects(), this.prediction.next]) {
      for (const [key, owned] of objects) {
        const [cluster, name] = key.split('|');
        if (name?.startsWith(`${DEFINITION}/`) !== true) continue;
        const body = this.body(owned);
        const [group, kind] = [textAt(body, 'spec', 'group'), textAt(body, 'spec', 'names', 'kind')];
        if (body) found.set(`${cluster}|${group}/${kind}`, body);
      }
    }
    this.found = found;
    return found;
  }

  private body(owned: readonly OwnedObject[] | undefined): KubernetesObject | undefined {
    return owned?.[0] && this.differ.body(owned[0].object);
  }
}
