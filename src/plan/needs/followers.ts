import { firstNames } from '../../core/first-names';
import { KubernetesObject } from '../../kubernetes/objects';
import { hasMarker } from '../../kustomize/unknown/markers';
import { formatObject, ObjectChange, STAYS } from '../objects/comparison';
import { Prediction } from '../predict/prediction';
import { Risk, risk } from '../risk/risk';
import { isFluxKustomization } from '../tree/flux-spec';
import { ManifestIndex } from '../tree/manifest-index';
import { listAt, valueAt } from '../tree/parse-manifests';
import { Bodies } from './bodies';

/** The risks of a change for Kustomizations that follow what changes: that wait for it, or take variables of it. */
export function followers(change: ObjectChange, prediction: Prediction, index: ManifestIndex, all: Bodies): Risk[] {
  const { object, action, effect } = change;
  if (action !== 'changed' || STAYS.has(effect)) return [];
  if (object.group === '' && object.kind === 'Secret') return otherVariables(change, prediction, index);
  return isFluxKustomization(object) ? unchecked(change, prediction, all) : [];
}

/** Kustomizations that take variables from a Secret, whose values no file shows. */
function otherVariables(
  { cluster, object, fields }: ObjectChange,
  { newUnits }: Prediction,
  index: ManifestIndex,
): Risk[] {
  if (!fields.some(({ path }) => /^(?:data|stringData)\b/.test(path))) return [];
  const readers = [...newUnits.values()].filter(
    ({ host, spec, build }) =>
      host === cluster &&
      spec.namespace === object.namespace &&
      !spec.suspend &&
      build?.unknowns.some(({ kind, what }) => kind === 'variable' && what === `Secret ${object.name}`) === true &&
      build.files.some(({ content }) => hasMarker(index.text(content))),
  );
  if (readers.length === 0) return [];
  const names = firstNames(readers.map(({ spec }) => `${spec.namespace}/${spec.name}`));
  const message = `${formatObject(object)} gives variables to ${names}: what has them changes too, and no file tells how`;
  return [risk('version', message, 'medium')];
}

/** Those that wait for a Kustomization which no longer looks at what it has applied. */
function unchecked(change: ObjectChange, prediction: Prediction, all: Bodies): Risk[] {
  const { cluster, object, fields } = change;
  const touches = (path: RegExp) => fields.some((one) => path.test(one.path));
  if (!touches(/^spec\.(?:wait|healthChecks)\b/)) return [];
  const [old, next] = [all.of(change, 'old'), all.of(change, 'next')];
  if (old === undefined || next === undefined) return [];
  const what = `${object.kind} ${object.name}`;
  if (!checks(old) || checks(next)) return [];
  const who = [...prediction.newUnits.values()].filter(
    ({ host, spec }) =>
      host === cluster && !spec.suspend && spec.dependsOn.includes(`${object.namespace}/${object.name}`),
  );
  if (who.length === 0) return [];
  const names = firstNames(who.map(({ spec }) => `${spec.namespace}/${spec.name}`));
  const message = `${what} is Ready before what it applies works: ${names} no longer ${who.length === 1 ? 'waits' : 'wait'} for that`;
  return [risk('availability', message, 'low')];
}

/** Whether a Kustomization looks at what it has applied before it is Ready. */
function checks(object: KubernetesObject): boolean {
  return valueAt(object, 'spec', 'wait') === true || listAt(object, 'spec', 'healthChecks').length > 0;
}
