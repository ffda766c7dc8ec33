import { defined } from '../../core/defined';
import { BuildError, copyNode, isMissingOrNull, isNodeMap, Node, NodeMap, setKey, toJson } from '../yaml/node';

/** One operation of a JSON patch (RFC 6902). */
export interface JsonOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: Node;
}

/** The operations of a parsed patch; undefined when it is no list of such. */
export function jsonOperations(patch: Node | undefined): JsonOperation[] | undefined {
  if (!Array.isArray(patch) || !patch.every(isNodeMap)) return undefined;
  return patch.map((one) => ({
    op: typeof one.op === 'string' ? one.op : 'unknown',
    path: typeof one.path === 'string' ? one.path : '',
    ...defined({
      from: typeof one.from === 'string' ? one.from : undefined,
      value: one.value === undefined ? undefined : toJson(one.value),
    }),
  }));
}

/**
 * Applies the operations to an object.
 *
 * @throws BuildError when one does not apply
 */
export function applyJsonPatch(object: NodeMap, operations: readonly JsonOperation[]): NodeMap {
  const root: Node = copyNode(toJson(object));
  const holder: { root: Node } = { root };
  for (const operation of operations) apply(holder, operation);
  if (!isNodeMap(holder.root)) throw new BuildError('a JSON patch leaves no object');
  return holder.root;
}

function apply(holder: { root: Node }, { op, path, from, value }: JsonOperation): void {
  switch (op) {
    case 'add':
      place(holder.root, path, op).add(copied(value));
      return;
    case 'remove':
      place(holder.root, path, op).remove();
      return;
    case 'replace':
      if (path === '') {
        holder.root = copied(value);
        return;
      }
      place(holder.root, path, op).replace(copied(value));
      return;
    case 'move': {
      const source = place(holder.root, from ?? '', op);
      const moved = source.get();
      source.remove();
      place(holder.root, path, op).add(moved ?? null);
      return;
    }
    case 'copy':
      place(holder.root, path, op).add(copied(place(holder.root, from ?? '', op).get()));
      return;
    case 'test':
      test(path === '' ? holder.root : place(holder.root, path, op).get(), value, path);
      return;
    default:
      throw new BuildError(`JSON patch: unknown operation ${JSON.stringify(op)}`);
  }
}

function copied(value: Node | undefined): Node {
  return value === undefined ? null : copyNode(value);
}

function test(found: Node | undefined, wanted: Node | undefined, path: string): void {
  if (isMissingOrNull(found) && isMissingOrNull(wanted)) return;
  if (found === undefined || wanted === undefined || !isEqual(toJson(found), toJson(wanted))) {
    throw new BuildError(`JSON patch: the test of ${path} fails`);
  }
}

function isEqual(one: Node, other: Node): boolean {
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, at) => isEqual(item, other[at]!));
  }
  if (!isNodeMap(one)) return one === other;
  if (!isNodeMap(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key]!, other[key]!))
  );
}

/** A field or list item that an operation is about. */
class Place {
  constructor(
    private readonly parent: Node[] | NodeMap,
    private readonly key: string,
    private readonly what: string,
  ) {}

  public get(): Node | undefined {
    if (!Array.isArray(this.parent)) return Object.hasOwn(this.parent, this.key) ? this.parent[this.key] : undefined;
    return this.parent[this.index(this.parent.length)];
  }

  public add(value: Node): void {
    if (!Array.isArray(this.parent)) setKey(this.parent, this.key, value);
    else if (this.key === '-') this.parent.push(value);
    else this.parent.splice(this.index(this.parent.length + 1), 0, value);
  }

  /** A missing field is added: the library that Flux uses does not ask. */
  public replace(value: Node): void {
    if (Array.isArray(this.parent)) this.parent[this.index(this.parent.length)] = value;
    else setKey(this.parent, this.key, value);
  }

  public remove(): void {
    if (Array.isArray(this.parent)) {
      this.parent.splice(this.index(this.parent.length), 1);
      return;
    }
    if (!Object.hasOwn(this.parent, this.key)) throw this.missing();
    delete this.parent[this.key];
  }

  private index(length: number): number {
    if (!/^[-+]?\d+$/.test(this.key)) throw this.missing();
    const index = Number(this.key);
    if (index >= length || index < -length) throw this.missing();
    return index < 0 ? index + length : index;
  }

  private missing(): BuildError {
    return new BuildError(`JSON patch: ${this.what} does not apply, as it is missing`);
  }
}

function place(root: Node, path: string, op: string): Place {
  const keys = path.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const what = `${op} ${path}`;
  const missing = () => new BuildError(`JSON patch: ${what} does not apply, as it is missing`);
  if (keys.length < 2) throw missing();
  let parent: Node | undefined = root;
  for (const key of keys.slice(1, -1)) {
    if (!Array.isArray(parent) && !isNodeMap(parent)) throw missing();
    parent = new Place(parent, key, what).get();
  }
  if (!Array.isArray(parent) && !isNodeMap(parent)) throw missing();
  return new Place(parent, keys.at(-1)!, what);
}
