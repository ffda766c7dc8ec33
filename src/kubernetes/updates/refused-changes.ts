import { defined } from '../../core/defined';
import { isMap, listAt, textAt, valueAt } from '../json';
import { apiGroup, JsonObject, JsonValue, KubernetesObject } from '../objects';
import { compareQuantities, isQuantity } from '../quantity';
import { apply } from './apply';
import { CONDITIONS } from './conditions';
import { fillDefaults } from './defaults';
import { differences } from './differences';
import { AllowedChange, LEFTOVER_RULES, UPDATE_RULES, UpdateRule } from './rules';
import { fillAllocated, sentObject } from './server-fields';

/** A change of an object that the API server refuses. */
export interface RefusedChange {
  /** Path of the field, with `[]` for the items of a list. */
  readonly field: string;
  /** A field that stays although the manifest does not have it, and that does not fit the new value. */
  readonly stays?: string;
  /** The value of that field which does not fit, where others do. Else a manifest that has the field can drop it. */
  readonly as?: string;
}

/** The minor version of Kubernetes 1 whose rules hold where the version is not known. */
const USUAL_MINOR = 34;

/**
 * Changes that the API server refuses when Flux applies a new version of an object over the one that it applied before.
 * Defaults count as written, and what the server filled in stays.
 *
 * @param old the object as it was applied
 * @param next the object as it will be applied; valid by itself
 * @param minor minor version of Kubernetes 1
 */
export function refusedChanges(old: KubernetesObject, next: KubernetesObject, minor = USUAL_MINOR): RefusedChange[] {
  const kind = `${apiGroup(next.apiVersion)}/${next.kind}`;
  const rules = UPDATE_RULES.filter(
    ({ kinds, since = 0, until = Infinity }) => kinds.includes(kind) && since <= minor && minor < until,
  );
  const leftovers = LEFTOVER_RULES.filter((rule) => rule.kind === kind);
  if (rules.length === 0 && leftovers.length === 0) return [];
  const [before, wanted] = [sentObject(kind, old), sentObject(kind, next)];
  const live = structuredClone(before);
  fillDefaults(kind, live);
  const after = apply(live, before, wanted);
  fillDefaults(kind, after);
  fillAllocated(kind, live, after);
  const fields = rules
    .filter(({ when }) => when === undefined || CONDITIONS[when](live, after))
    .flatMap((rule) => refusedFields(rule, live, after))
    .concat(lostStoredVersions(kind, live, after));
  const left = leftovers.filter(({ stays, as, field, values }) => {
    const [kept, value] = [at(after, stays), at(after, field)];
    if (kept === undefined || at(wanted, stays) !== undefined || typeof value !== 'string') return false;
    return values.includes(value) && (as === undefined || as === kept);
  });
  return [
    ...[...new Set(fields)].map((field) => ({ field })),
    ...left.map(({ field, stays, as }) => ({ field, stays, ...defined({ as }) })),
  ];
}

function refusedFields(rule: UpdateRule, live: JsonObject, after: JsonObject): string[] {
  const { allows = [] } = rule;
  return rule.fields.flatMap((field) => {
    const [from, to] = [at(live, field), at(after, field)];
    const changed = differences(from, to, field, rule.except);
    return changed.length === 0 || allows.some((change) => ALLOWED[change](from, to)) ? [] : changed;
  });
}

/**
 * Versions of a definition that the API server may still hold objects in, and that the new one lacks
 * (apiextensions-apiserver, pkg/apis/apiextensions/validation: status.storedVersions must be in spec.versions).
 */
function lostStoredVersions(kind: string, live: JsonObject, after: JsonObject): string[] {
  if (kind !== 'apiextensions.k8s.io/CustomResourceDefinition') return [];
  const kept = new Set(listAt(after, 'spec', 'versions').map((version) => valueAt(version, 'name')));
  return listAt(live, 'spec', 'versions')
    .filter((version) => valueAt(version, 'storage') === true && !kept.has(valueAt(version, 'name') ?? null))
    .map((version) => `spec.versions[${textAt(version, 'name') ?? ''}]`);
}

type Value = JsonValue | undefined;

const isNone = (value: Value): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Whether a change of a field is one of those that are allowed. */
const ALLOWED: Readonly<Record<AllowedChange, (from: Value, to: Value) => boolean>> = {
  add: (from, to) => holds(to, from),
  append: (from, to) => Array.isArray(from) && Array.isArray(to) && from.every((item, index) => item === to[index]),
  grow: (from, to) => !isQuantity(from) || !isQuantity(to) || compareQuantities(from, to) <= 0,
  lower: (from, to) => typeof from === 'number' && typeof to === 'number' && to <= from,
  replace: (from, to) => !isNone(from) && !isNone(to),
  set: (from) => isNone(from),
  take: (from, to) => holds(from, to),
  unset: (_from, to) => isNone(to),
};

/** Whether a list or a map holds all of another one. */
function holds(whole: Value, part: Value): boolean {
  if (isNone(part)) return true;
  if (Array.isArray(whole) && Array.isArray(part)) {
    const texts = new Set(whole.map(itemText));
    return part.every((item) => texts.has(itemText(item)));
  }
  if (!isMap(whole) || !isMap(part)) return false;
  return Object.entries(part).every(([key, value]) => Object.hasOwn(whole, key) && whole[key] === value);
}

/** Text of an item. The time of a toleration may change. */
function itemText(item: JsonValue): string {
  if (!isMap(item)) return JSON.stringify(item);
  const { tolerationSeconds: _seconds, ...rest } = item;
  return JSON.stringify(Object.entries(rest).sort());
}

function at(object: JsonObject, path: string): Value {
  return valueAt(object, ...path.split('.'));
}
