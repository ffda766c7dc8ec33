/** After this many new values in a row, a group is not compared any further: hits have become unlikely. */
const MAX_CONSECUTIVE_MISSES = 16;

/** Values that may be equal: the distinct ones, the last hit first. */
interface Group {
  readonly known: object[];
  newInRow: number;
}

/** Keeps equal data once, so that a thousand similar clusters take the memory and the work of a few. */
export class SharedData {
  private readonly groups = new Map<string, Group>();

  /**
   * An earlier value that equals this one, or else this one. Both are frozen, so that equal data has equal keys
   * (`DataKeys`).
   *
   * @param name the group: only values of one group are compared
   */
  public share<T extends object>(name: string, data: T): T {
    let group = this.groups.get(name);
    if (group === undefined) this.groups.set(name, (group = { known: [], newInRow: 0 }));
    const { known } = group;
    if (group.newInRow >= MAX_CONSECUTIVE_MISSES) return Object.freeze(data);
    const position = known.findIndex((other) => isEqual(data, other));
    if (position >= 0) {
      group.newInRow = 0;
      const [found] = known.splice(position, 1) as [T];
      known.unshift(found);
      return found;
    }
    known.unshift(data);
    if (++group.newInRow === MAX_CONSECUTIVE_MISSES) known.length = 0;
    else if (known.length > MAX_CONSECUTIVE_MISSES) known.pop();
    return Object.freeze(data);
  }
}

/** Whether plain data is equal. An instance of a class equals only itself. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (!isPlain(a) || !isPlain(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
