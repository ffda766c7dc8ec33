import { firstNames } from '../../core/first-names';
import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { isClusterScoped } from '../../kubernetes/scopes';
import { canonical, RawChange } from '../diff/field-diff';
import { OPERATOR_GROUP } from '../tree/flux-spec';
import { listAt, textAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { isSwitchedOff } from './risk-operator';

/** Fields that decide which objects a ResourceSet creates. */
const MAKES = /^spec\.(?:inputs|inputsFrom|inputStrategy|resources|resourcesTemplate|steps)\b/;

/**
 * Risks of a ResourceSet that creates other objects: Flux Operator 0.59 deletes those that it no longer creates. Which they
 * are is certain where all inputs stand in the set, or where it has fewer inputs or resources.
 */
export function setRisks(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  if (!changes.some(({ path }) => MAKES.test(path)) || isSwitchedOff(next)) return [];
  const what = `ResourceSet ${next.metadata.name}`;
  const hasInputs = (set: KubernetesObject) =>
    listAt(set, 'spec', 'inputs').length + listAt(set, 'spec', 'inputsFrom').length > 0;
  // A set without inputs is rendered once, and nothing is deleted that was made of them.
  if (hasInputs(old) && !hasInputs(next))
    return [risk('orphan', `${what} has no inputs any more: Flux Operator deletes nothing of what it made of them`)];
  return goneObjects(what, old, next) ?? [...fewer(what, old, next), ...permuted(what, old, next)];
}

/** The objects that a set no longer makes; undefined where only the cluster knows what it makes. */
function goneObjects(what: string, old: KubernetesObject, next: KubernetesObject): Risk[] | undefined {
  // Loaded with the first ResourceSet that changes.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { expandSet } = require('../predict/expand-set') as typeof import('../predict/expand-set');
  const [before, after] = [expandSet(old), expandSet(next)];
  if (before.error !== undefined || after.error !== undefined || before.value.length === 0) return undefined;
  const stays = new Set(after.value.map((one) => nameOf(one, old)));
  const gone = before.value.filter((one) => !stays.has(nameOf(one, old)));
  const isKept = (one: KubernetesObject) => one.metadata.annotations?.[`${OPERATOR_GROUP}/prune`] === 'disabled';
  const names = (kept: boolean) =>
    gone.filter((one) => isKept(one) === kept).map((one) => nameOf(one, old).replace(/^[^/]*\//, ''));
  return [
    ...saying(names(false), (who, it) =>
      risk('deletion', `${what} no longer makes ${who}, and Flux Operator deletes ${it}`),
    ),
    ...saying(names(true), (who) =>
      risk('orphan', `${what} no longer makes ${who}, and a mark keeps Flux Operator from deleting it`),
    ),
  ];
}

function saying(names: readonly string[], say: (who: string, it: string) => Risk): Risk[] {
  return names.length === 0 ? [] : [say(firstNames(names), names.length === 1 ? 'it' : 'them')];
}

/** An object's group, and its name for people. */
function nameOf({ apiVersion, kind, metadata }: KubernetesObject, set: KubernetesObject): string {
  const space = isClusterScoped(apiVersion, kind) ? undefined : (metadata.namespace ?? set.metadata.namespace);
  return `${apiGroup(apiVersion)}/${kind} ${space === undefined ? '' : `${space}/`}${metadata.name}`;
}

function fewer(what: string, old: KubernetesObject, next: KubernetesObject): Risk[] {
  const less = (['inputs', 'inputsFrom', 'resources'] as const).filter((field) => {
    const after = listAt(next, 'spec', field);
    return after.length < listAt(old, 'spec', field).length || (field === 'resources' && loses(old, after));
  });
  return less.length > 0
    ? [risk('deletion', `${what} has fewer ${less.join(' and ')}, and Flux Operator deletes what it made of them`)]
    : [risk('deletion', `Flux Operator deletes what ${what} no longer makes, which is not evaluated`, 'medium')];
}

/** Whether the new set lacks a manifest of the old one, compared by kind and name. */
function loses(old: KubernetesObject, after: readonly JsonValue[]): boolean {
  const names = new Set(after.map(nameIn));
  return listAt(old, 'spec', 'resources').some((one) => !names.has(nameIn(one)));
}

function nameIn(manifest: JsonValue): string {
  const text = (...path: string[]) => textAt(manifest, ...path) ?? '';
  const group = apiGroup(text('apiVersion'));
  return [group, text('kind'), text('metadata', 'namespace'), text('metadata', 'name')].join('/');
}

/** With `Permute` the names of objects are made of the positions of inputs. */
function permuted(what: string, old: KubernetesObject, next: KubernetesObject): Risk[] {
  if (textAt(next, 'spec', 'inputStrategy', 'name') !== 'Permute') return [];
  const [before, after] = [old, next].map((set) => listAt(set, 'spec', 'inputs').map((one) => canonical(one)));
  if (before!.every((one, at) => after![at] === one)) return [];
  const message = `${what} permutes its inputs, and their positions change: objects whose names have an id in them are made under other names, and the old ones deleted`;
  return [risk('deletion', message, 'medium')];
}
