import { Place } from '../conventions/place';
import { formatObject, ObjectChange } from '../objects/comparison';
import { SOURCE_KINDS } from '../tree/flux-spec';
import { Advice, elementText } from './advice';
import { leavesPlace, leavingPlace, WholeChange } from './whole-change';

/** Kinds of what goes with a HelmRelease and has to be declared: its source, and the Kustomization of its account. */
const DECLARED: ReadonlySet<string> = new Set(['HelmRelease', 'Kustomization', ...SOURCE_KINDS]);

/** Kinds of what nothing deletes. */
const BY_HAND: ReadonlySet<string> = new Set(['HelmRelease', ...SOURCE_KINDS, 'ServiceAccount', 'ClusterRoleBinding']);

/**
 * Components and apps whose Helm release stays while its HelmRelease gets another name or namespace: with the old one Helm
 * would uninstall the release under the new one. Where the release itself is another one, it goes as it says.
 */
export function* movedReleases(changes: readonly ObjectChange[], advice: Advice): Generator<WholeChange> {
  const gone = new Map<string, ObjectChange>();
  const come = new Map<string, string>();
  for (const change of changes) {
    const { action, cluster, object, place, renamedTo } = change;
    if (object.kind !== 'HelmRelease' || elementText(place) === undefined) continue;
    const key = keyOf(place);
    if (action === 'added' || renamedTo) come.set(`${cluster}|${formatObject(renamedTo ?? object)}`, key);
    // Of one that is suspended already, Helm uninstalls nothing.
    if (change.heir && isLeft(change, key) && change.effect !== 'orphaned' && !change.leaves) gone.set(key, change);
  }
  for (const [key, { object, place, cluster, heir }] of gone) {
    if (come.get(`${cluster}|${formatObject(heir!)}`) !== key) continue;
    const what = elementText(place)!;
    const left = changes.filter((change) => isLeft(change, key)).map((change) => change.object);
    const declared = left
      .filter(({ kind }) => DECLARED.has(kind))
      .map(({ kind, namespace, name }) => advice.declare({ what: 'object', kind, namespace, name }));
    // They stay where they are, as prune is false then.
    const named = left.filter(({ kind }) => BY_HAND.has(kind)).map(formatObject);
    yield leavingPlace(key, keyOf, {
      id: 'element-replaced',
      severity: 'error',
      place,
      cluster,
      object,
      wrong: `the Helm release of ${what} gets another HelmRelease, and Helm uninstalls it with ${formatObject(object)}`,
      todo: 'leave fluxName and fluxNamespace as they are, or change them in steps, which uninstall nothing',
      steps: [
        `give ${what} prune: false, and suspend ${formatObject(object)}, for a chart with flux: { suspend: true } there, commit that and let Flux apply it: Helm uninstalls nothing of a release that is suspended`,
        `change fluxName or fluxNamespace, take the suspension out, leave prune: false as it is, ${declared.join(', ')}, commit that and let Flux apply it: the new HelmRelease goes on with the same release`,
        `delete ${named.join(', ')} by hand, take prune: false and the declarations out, and commit that`,
      ],
    });
  }
}

/** Whether a change takes an object of a component or app out of the tree. */
function isLeft(change: ObjectChange, key: string): boolean {
  const { action, place, to } = change;
  return leavesPlace(change) && (to.length === 0 || action === 'renamed') && keyOf(place) === key;
}

function keyOf({ cluster, environment, tenant, app, component }: Place): string {
  return JSON.stringify([cluster, environment, tenant, app, component]);
}
