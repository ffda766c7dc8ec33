/** How many data in a row may be new before no further ones of their group are compared: that would be in vain. */
const MOST_NEW = 16;

/** Data that may be equal: the different ones, that of the last hit first. */
interface Group {
  readonly known: object[];
  newInRow: number;
}

/** Keeps equal data once: a thousand clusters that are alike take the room, and the work, of a few. */
export class SharedData {
  private readonly groups = new Map<string, Group>();

  /**
   * One of the earlier data that equals these, or else these. They are frozen either way, so that keys of equal data
   * are equal (`DataKeys`).
   *
   * @param name of a group: only data of one group are compared
   */
  public share<T extends object>(name: string, data: T): T {
    let group = this.groups.get(name);
    if (group === undefined) this.groups.set(name, (group = { known: [], newInRow: 0 }));
    const { known } = group;
    if (group.newInRow >= MOST_NEW) return Object.freeze(data);
    const position = known.findIndex((other) => isEqual(data, other));
    if (position >= 0) {
      group.newInRow = 0;
      const [found] = known.splice(position, 1) as [T];
      known.unshift(found);
      return found;
    }
    known.unshift(data);
    if (++group.newInRow === MOST_NEW) known.length = 0;
    else if (known.length > MOST_NEW) known.pop();
    return Object.freeze(data);
  }
}

/** Whether plain data are the same. What has a class of its own only equals itself. */
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
