import { anything, either, freeMap, list, object, required, text } from '../../core/options';
import { OBJECT_SELECTOR, ObjectSelector } from '../../flux/kustomize';
import { quote } from '../../kubernetes/names';

/** A change to objects of a chart or of a repository's folder. */
export interface Patch {
  /**
   * Fields to merge into the object, as in a strategic merge patch, or a list of operations of a JSON patch. A path
   * through a list index needs a preceding `test` of that entry: without it, a change to the list would silently
   * move the patch to another entry.
   */
  readonly patch:
    | object
    | ReadonlyArray<{
        /** Operation. */
        readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
        /** Target field as a JSON pointer, such as `/spec/replicas`. */
        readonly path: string;
        /** Origin of `move` and `copy`, as a JSON pointer. */
        readonly from?: string;
        /** Value of `add`, `replace` and `test`. */
        readonly value?: unknown;
      }>;

  /**
   * Selector of the objects to patch. A list of operations always needs it.
   *
   * @default - the one that the merged fields name by apiVersion, kind and metadata.name
   */
  readonly target?: ObjectSelector;
}

/** One operation of a JSON patch (RFC 6902). */
export type PatchOperation = Extract<Patch['patch'], readonly unknown[]>[number];

const OPERATION_OPTIONS = object<PatchOperation>({
  // checkPatch knows the operations.
  op: required(anything),
  path: required(text),
  from: text,
  value: anything,
});

/** The options of a patch. The merged fields are those of any object. */
export const PATCH_OPTIONS = object<Patch>({
  patch: required(either<readonly PatchOperation[], object>(list(OPERATION_OPTIONS), Array.isArray, freeMap)),
  target: OBJECT_SELECTOR,
});

const OPERATIONS: ReadonlySet<string> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);
const POINTER = /^(\/([^~/]|~0|~1)*)+$/;
const INDEX = /^(?:0|[1-9]\d*)$/;

/** Problems of a patch, one message each. */
export function checkPatch({ patch, target }: Patch): string[] {
  if (Array.isArray(patch)) {
    const operations = patch as readonly PatchOperation[];
    const problems = [
      operations.length === 0 ? 'a patch has no operations: give some, or leave it out' : undefined,
      target === undefined || Object.keys(target).length === 0
        ? 'a JSON patch names no target: say which objects it is for'
        : undefined,
      ...operations.flatMap((operation, index) => checkOperation(operation, operations.slice(0, index))),
    ];
    return problems.filter((problem) => problem !== undefined);
  }
  const { apiVersion, kind, metadata } = patch as {
    apiVersion?: unknown;
    kind?: unknown;
    metadata?: { name?: unknown };
  };
  const named = typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
  return target !== undefined || named
    ? []
    : ['a patch does not say what it changes: give apiVersion, kind and metadata.name in it, or a target'];
}

function checkOperation(operation: PatchOperation, before: readonly PatchOperation[]): string[] {
  const { op, path, from } = operation;
  const what = `patch ${quote(op)} of ${quote(path)}`;
  if (!OPERATIONS.has(op)) return [`${what} is no operation: use one of ${[...OPERATIONS].join(', ')}`];
  if (!POINTER.test(path)) return [`${what} has no JSON pointer: begin it with "/" and write "/" as "~1", "~" as "~0"`];
  const problems: string[] = [];
  if ((op === 'move' || op === 'copy') !== (from !== undefined)) {
    problems.push(`${what} has ${from === undefined ? 'no' : 'a'} "from": "move" and "copy" have one, others do not`);
  }
  if (['add', 'replace', 'test'].includes(op) && operation.value === undefined) {
    problems.push(`${what} has no value: give one`);
  }
  for (const pointer of [path, from].filter((one) => one !== undefined)) {
    if (op !== 'test' && !isTested(pointer, op === 'add' && pointer === path, before)) {
      problems.push(
        `${what} leads through the index of a list without a test before it: add { op: 'test', path, value } of the entry`,
      );
    }
  }
  return problems;
}

/** True if a `test` precedes for each list entry on the pointer's path. An inserted entry cannot be tested. */
function isTested(pointer: string, inserts: boolean, before: readonly PatchOperation[]): boolean {
  const steps = pointer.split('/').slice(1);
  return steps.every((step, depth) => {
    if (!INDEX.test(step) || (inserts && depth === steps.length - 1)) return true;
    const entry = `/${steps.slice(0, depth + 1).join('/')}`;
    return before.some(({ op, path }) => op === 'test' && (path === entry || path.startsWith(`${entry}/`)));
  });
}
