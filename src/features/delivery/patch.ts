import { ObjectSelector } from '../../flux/kustomize';
import { quote } from '../../kubernetes/names';

/** A change to objects that come from elsewhere: a chart, or a folder of a repository. */
export interface Patch {
  /**
   * Fields that are merged into the object, as in a strategic merge patch, or a list of operations of a JSON patch. A path
   * that leads through an index of a list has a `test` of what is there before it: whoever changes the list would
   * otherwise move the patch to another entry, and nobody would notice.
   */
  readonly patch:
    | object
    | ReadonlyArray<{
        /** What is done. */
        readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
        /** Where, as a JSON pointer such as `/spec/replicas`. */
        readonly path: string;
        /** Where from, for `move` and `copy`. */
        readonly from?: string;
        /** The value, for `add`, `replace` and `test`. */
        readonly value?: unknown;
      }>;

  /**
   * Which objects are patched. A list of operations always needs it.
   *
   * @default - the one that the merged fields name by apiVersion, kind and metadata.name
   */
  readonly target?: ObjectSelector;
}

/** One operation of a JSON patch (RFC 6902). */
export type PatchOperation = Extract<Patch['patch'], readonly unknown[]>[number];

const OPERATIONS: ReadonlySet<string> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);
const POINTER = /^(\/([^~/]|~0|~1)*)+$/;
const INDEX = /^(?:0|[1-9]\d*)$/;

/** What is wrong with a patch, one message each. */
export function checkPatch({ patch, target }: Patch): string[] {
  if (Array.isArray(patch)) {
    const operations = patch as readonly PatchOperation[];
    return [
      ...(operations.length === 0 ? ['a patch has no operations: give some, or leave it out'] : []),
      ...(target === undefined || Object.keys(target).length === 0
        ? ['a JSON patch names no target: say which objects it is for']
        : []),
      ...operations.flatMap((operation, index) => checkOperation(operation, operations.slice(0, index))),
    ];
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
  for (const pointer of [path, ...(from === undefined ? [] : [from])]) {
    if (op !== 'test' && !isTested(pointer, op === 'add' && pointer === path, before)) {
      problems.push(
        `${what} leads through the index of a list without a test before it: add { op: 'test', path, value } of the entry`,
      );
    }
  }
  return problems;
}

/** Whether each entry of a list that a pointer leads through was tested; one that is inserted cannot be. */
function isTested(pointer: string, inserts: boolean, before: readonly PatchOperation[]): boolean {
  const steps = pointer.split('/').slice(1);
  return steps.every((step, depth) => {
    if (!INDEX.test(step) || (inserts && depth === steps.length - 1)) return true;
    const entry = `/${steps.slice(0, depth + 1).join('/')}`;
    return before.some(({ op, path }) => op === 'test' && (path === entry || path.startsWith(`${entry}/`)));
  });
}
