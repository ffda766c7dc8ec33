import { KubernetesObject } from '../../kubernetes/objects';
import { FieldChange } from '../diff/field-diff';
import { IgnoreRule } from '../tree/flux-spec';
import { isMap, mapAt } from '../tree/parse-manifests';

/** Changes of fields that a Kustomization's `spec.ignore` keeps from being applied, and all others. */
export interface SplitFields {
  readonly ignored: readonly FieldChange[];
  readonly applied: readonly FieldChange[];
}

/** Splits the changes of an object by the ignore rules of its Kustomization. */
export function splitIgnored(
  rules: readonly IgnoreRule[] | undefined,
  object: () => KubernetesObject,
  fields: readonly FieldChange[],
): SplitFields {
  if (rules === undefined || fields.length === 0) return { ignored: [], applied: fields };
  const body = object();
  const pointers = rules.filter((rule) => isTarget(rule, body)).flatMap(({ paths }) => paths.map(plainPointer));
  const isIgnored = ({ path }: FieldChange) => {
    const plain = plainPath(path);
    return pointers.some((pointer) => plain === pointer || plain.startsWith(`${pointer}.`));
  };
  return { ignored: fields.filter(isIgnored), applied: fields.filter((field) => !isIgnored(field)) };
}

/** A JSON pointer as a path of fields, without positions in lists. */
function plainPointer(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .filter((part) => !/^(?:\d+|-|\*)$/.test(part))
    .join('.');
}

/** A path of a change without the names and positions of items of lists. */
function plainPath(path: string): string {
  return path.replace(/\["([^"]*)"\]/g, '.$1').replace(/\[[^\]]*\]/g, '');
}

function isTarget({ target }: IgnoreRule, object: KubernetesObject): boolean {
  if (target === undefined) return true;
  const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
  const { name, namespace = '' } = object.metadata;
  return (
    fits(target.group, group ?? '') &&
    fits(target.version, version ?? '') &&
    fits(target.kind, object.kind) &&
    fits(target.name, name) &&
    fits(target.namespace, namespace) &&
    selects(target.labelSelector, mapAt(object, 'metadata', 'labels')) &&
    selects(target.annotationSelector, mapAt(object, 'metadata', 'annotations'))
  );
}

/** Whether a pattern, which stands for the whole text, fits. */
function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined || pattern === '' || pattern === text) return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return false;
  }
}

/** Whether a selector of equalities selects; one of another form is taken to. */
function selects(selector: string | undefined, marks: unknown): boolean {
  if (selector === undefined || selector === '') return true;
  const values = isMap(marks) ? marks : {};
  return selector.split(',').every((part) => {
    const [, key, not, value] = /^\s*([^=!\s]+)\s*(!?)={1,2}\s*(\S*)\s*$/.exec(part) ?? [];
    if (key === undefined) return true;
    return (values[key] === value) === (not === '');
  });
}
