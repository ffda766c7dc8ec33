import { isMap } from '../core/is-map';
import { quote } from '../kubernetes/names';
import { LanguageError } from './go/language-error';
import { readGoYaml } from './go-yaml';
import { parseJsonPointer } from './json-pointer';

/** The fields that an operation of a JSON patch needs besides `op` and `path`. */
const OPERATIONS: Readonly<Record<string, 'from' | 'value' | undefined>> = {
  add: 'value',
  copy: 'from',
  move: 'from',
  remove: undefined,
  replace: 'value',
  test: undefined,
};

/** Go's `strings.TrimSpace`. */
const BLANKS = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*/;

/** Reads a list of operations in JSON. The message of the error would repeat the text, which may hold a secret. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const [, position = '0'] = /position (\d+)/.exec((error as Error).message) ?? [];
    throw new LanguageError(
      'a patch that begins with "[" is not JSON: mend it, or write YAML with dashes',
      Number(position),
    );
  }
}

function checkOperation(operation: unknown, index: number): void {
  const refuse = (problem: string) => new LanguageError(`operation ${index + 1} ${problem}`, 0);
  if (!isMap(operation)) throw refuse('is not a map: write "op", "path" and "value"');
  const { op, path } = operation;
  if (typeof op !== 'string' || !Object.hasOwn(OPERATIONS, op)) {
    throw refuse(`has op ${quote(op)}: use one of ${Object.keys(OPERATIONS).join(', ')}`);
  }
  if (typeof path !== 'string') throw refuse(`has path ${quote(path)}: write a pointer such as "/spec/replicas"`);
  try {
    parseJsonPointer(path);
  } catch (error) {
    throw error instanceof LanguageError ? refuse(`has a wrong path: ${error.problem}`) : error;
  }
  const needed = OPERATIONS[op];
  if (needed === 'value' && !Object.hasOwn(operation, 'value')) throw refuse(`(${op}) has no value: give one`);
  if (needed === 'from' && typeof operation.from !== 'string') throw refuse(`(${op}) has no "from": give a pointer`);
}

function checkObject(object: unknown): PatchedObject {
  if (!isMap(object)) throw new LanguageError('the patch is neither an object nor a list of operations: write one', 0);
  const { kind, metadata } = object;
  if (typeof kind !== 'string' || kind === '') {
    throw new LanguageError('the patch has no kind: write apiVersion, kind and metadata.name of the object', 0);
  }
  const name = isMap(metadata) ? metadata.name : undefined;
  if (typeof name !== 'string' || name === '') {
    throw new LanguageError('the patch has no metadata.name: write one, any name will do beside a target', 0);
  }
  return { kind, name };
}

/** The object that a patch names. */
export interface PatchedObject {
  readonly kind: string;
  readonly name: string;
}

/**
 * Checks a patch as kustomize reads it: an object to merge, or a list of operations of a JSON patch (RFC 6902), in YAML
 * or JSON.
 *
 * @returns the objects that it names; none for a JSON patch
 * @param hasTarget whether the patch stands beside a target; a JSON patch needs one, and only one object may stand there
 * @throws LanguageError when the text is no patch, or an operation never applies
 */
export function parsePatch(text: string, hasTarget: boolean): PatchedObject[] {
  const start = BLANKS.exec(text)?.[0].length ?? 0;
  const patch = text.slice(start);
  if (patch === '') throw new LanguageError('the patch is empty: write an object or a list of operations', 0);
  const read = patch.startsWith('[') ? [readJson(patch)] : readGoYaml(patch);
  const documents = read.filter((document) => document !== null && document !== undefined);
  const [first] = documents;
  if (Array.isArray(first)) {
    if (!hasTarget) throw new LanguageError('a JSON patch has no target: say which objects it changes', 0);
    if (first.length === 0) throw new LanguageError('the patch has no operations: write one', 0);
    first.forEach(checkOperation);
    return [];
  }
  if (documents.length === 0) throw new LanguageError('the patch is empty: write an object or a list of operations', 0);
  const named = documents.map(checkObject);
  if (hasTarget && documents.length > 1) {
    throw new LanguageError(`${documents.length} objects stand beside one target: write a patch for each`, 0);
  }
  return named;
}
