import {
  acceptsAll,
  below,
  ByTarget,
  faultsOf,
  isMap,
  OptionCheck,
  OptionTable,
  OptionType,
  shown,
  typesOf,
  UntypedOption,
} from './option-check';

/** A type that a test decides. */
function simple<V>(wanted: string, accepts: (value: unknown) => boolean): OptionType<V> {
  return {
    wanted,
    accepts,
    check: (value, path, _owner, found) => {
      if (!accepts(value)) found('value', `${path} is ${shown(value)}: give ${wanted}`);
    },
  };
}

/** A check without its type, to fit options of every type. */
export function untyped(check: OptionCheck): UntypedOption {
  return { ...check, untyped: true };
}

/** A string. */
export const text: OptionType<string> = simple('a string', (value) => typeof value === 'string');

/** True or false. */
export const flag: OptionType<boolean> = simple('true or false', (value) => typeof value === 'boolean');

/**
 * A value that nothing is known of here: content of the user, or one that another check covers. That check also tells if
 * a required one is missing.
 */
export const anything: UntypedOption = { wanted: '', accepts: () => true, check: () => undefined, untyped: true };

/** A map whose keys and values are the user's own. */
export const freeMap: UntypedOption = untyped(simple('a map', isMap));

/** A function. */
export const callback: UntypedOption = untyped(simple('a function', (value) => typeof value === 'function'));

/** A number within bounds. */
export function number(bounds: {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
}): OptionType<number> {
  const { least = -Infinity, most = Infinity, whole = false } = bounds;
  const range = [
    Number.isFinite(least) ? ` from ${least}` : '',
    Number.isFinite(most) ? ` to ${most}` : Number.isFinite(least) ? ' on' : '',
  ];
  return simple(`a ${whole ? 'whole ' : ''}number${range.join('')}`, (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isInteger(value))) return false;
    return value >= least && value <= most;
  });
}

/** One of these words. */
export function oneOf<const W extends string>(...words: readonly W[]): OptionType<W> {
  return simple(`one of ${words.join(', ')}`, (value) => (words as readonly unknown[]).includes(value));
}

/** An instance of a class. The class comes by a function, because a table may precede it. */
export function instance<V>(wanted: string, type: () => { readonly prototype: V }): OptionType<V> {
  return simple(wanted, (value) => value instanceof (type() as unknown as abstract new () => V));
}

/** An instance of a class with type parameters, which the compiler cannot compare. */
export function construct(wanted: string, type: () => { readonly prototype: object }): UntypedOption {
  return untyped(instance(wanted, type));
}

/** A list of values of one type. */
export function list<V>(item: OptionType<V>): OptionType<readonly V[]> {
  const wanted = item.wanted === '' ? 'a list' : `a list, each item ${item.wanted}`;
  return {
    wanted,
    accepts: (value) => Array.isArray(value) && Array.from(value as unknown[]).every(item.accepts),
    check: (value, path, owner, found) => {
      if (!Array.isArray(value)) found('value', `${path} is ${shown(value)}: give ${wanted}`);
      // Array.from visits holes too.
      else Array.from(value, (one, index) => item.check(one, `${path}[${index}]`, owner, found));
    },
  };
}

/** A map from the user's keys to values of one type. */
export function mapOf<V>(item: OptionType<V>): OptionType<Readonly<Record<string, V>>> {
  const wanted = item.wanted === '' ? 'a map' : `a map, each value ${item.wanted}`;
  return {
    wanted,
    accepts: (value) => isMap(value) && Object.values(value).every(item.accepts),
    check: (value, path, owner, found) => {
      if (!isMap(value)) found('value', `${path} is ${shown(value)}: give ${wanted}`);
      else for (const key of Object.keys(value)) item.check(value[key], below(path, key), owner, found);
    },
  };
}

/** A map with known keys only. */
export function object<P>(table: OptionTable<P>): OptionType<P> {
  const types = typesOf(table);
  const wanted = `a map with ${[...types.keys()].join(', ')}`;
  const accepts = acceptsAll(types);
  return {
    wanted,
    accepts: (value) => isMap(value) && accepts(value),
    check: (value, path, owner, found) => {
      if (!isMap(value)) found('value', `${path} is ${shown(value)}: give ${wanted}`);
      else for (const fault of faultsOf(types, value, path, owner)) found(fault.kind, fault.message);
    },
  };
}

/** A value of one of two types: of the first if `isFirst` says so. */
export function either<A, B>(
  first: OptionType<A>,
  isFirst: (value: unknown) => boolean,
  second: OptionType<B>,
): OptionType<A | B> {
  const wanted = `${first.wanted} or ${second.wanted}`;
  return {
    wanted,
    accepts: (value) => (isFirst(value) ? first : second).accepts(value),
    check: (value, path, owner, found) => {
      if (isFirst(value)) first.check(value, path, owner, found);
      else {
        const is = `${path} is ${shown(value)}: give `;
        const wantsSecond = is + second.wanted;
        second.check(value, path, owner, (kind, message) =>
          found(kind, message === wantsSecond ? is + wanted : message),
        );
      }
    },
  };
}

/** A value for all targets, or a function of the target. */
export function byTarget(type: UntypedOption): UntypedOption & { readonly byTarget: true };
export function byTarget<V>(type: OptionType<V>): ByTarget<V>;
export function byTarget(type: OptionCheck): OptionCheck {
  return { ...type, byTarget: true };
}

/** A value that must be given. */
export function required<T extends OptionCheck>(type: T): T & { readonly required: true } {
  return { ...type, required: true };
}
