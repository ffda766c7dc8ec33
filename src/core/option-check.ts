import { nearest } from './nearest';

/** A fault of options: an unknown key, or a value of another type. */
export interface OptionFault {
  /** Kind of the fault. */
  readonly kind: 'unknown' | 'value';
  /** Key of the outermost option with the fault. */
  readonly key: string;
  /** The fault and what to do, without the address of the options' owner. */
  readonly message: string;
}

/** Receives faults of a value below an option. */
export type Found = (kind: OptionFault['kind'], message: string) => void;

/** The run-time check of an option: programs may run without a type check, and data may come from anywhere. */
export interface OptionCheck {
  /** The accepted values, for messages: the words after "give". Empty if another check covers the option. */
  readonly wanted: string;
  /** Whether a value has no fault: a quick test, which puts no paths and messages together. */
  readonly accepts: (value: unknown) => boolean;
  /** Reports the faults of a value. `path` leads to it. */
  readonly check: (value: unknown, path: string, owner: string, found: Found) => void;
  /** Whether a function of the target may give the value. */
  readonly byTarget?: true;
  /** Whether the value must be given. */
  readonly required?: true;
}

/** A check of values of type `V`, which the compiler compares with the type of the props. */
export interface OptionType<V> extends OptionCheck {
  /** Ties the type to the check; never set. */
  readonly type?: (value: V) => V;
}

/** A check whose values have no type that the compiler could compare. It fits options of every type. */
export interface UntypedOption extends OptionCheck {
  /** Distinguishes it from checks with a type. */
  readonly untyped: true;
}

/** An option type that also accepts a function of the target. */
export interface ByTarget<V> extends OptionType<V> {
  readonly byTarget: true;
}

type KeysOf<P> = P extends unknown ? keyof P : never;
type ValueAt<P, K> = P extends unknown ? (K extends keyof P ? P[K] : undefined) : never;
type IsFunction<V> = V extends (target: never) => unknown ? true : never;
type Plain<V> = V extends (target: never) => unknown ? never : V;

/**
 * The option type that a value of type `V` needs: with {@link byTarget} if a function may give it, unless it is one
 * always.
 */
export type TypeFor<V> = [IsFunction<V>] extends [never]
  ? OptionType<V>
  : [Plain<V>] extends [never]
    ? OptionType<V>
    : ByTarget<Plain<V>>;

/** The types of all keys of `P`, of each alternative of a union. A forgotten or an extra key does not compile. */
export type OptionTable<P> = {
  readonly [K in KeysOf<P>]-?: undefined extends ValueAt<P, K>
    ? TypeFor<Exclude<ValueAt<P, K>, undefined>>
    : TypeFor<ValueAt<P, K>> & { readonly required: true };
};

/** A value in a message. Objects are not shown: they may be large, circular or secret. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      // Long texts and addresses with an account may hold a credential.
      return value.length <= 60 && !/[\n@]/.test(value) ? JSON.stringify(value) : 'a text';
    case 'function':
      return 'a function';
    case 'object': {
      if (value === null) return 'null';
      const name = (value.constructor as { readonly name?: string } | undefined)?.name;
      return name === undefined || name === '' || name === 'Object' ? 'a map' : `an object of class ${name}`;
    }
    default:
      return String(value);
  }
}

/** Whether a value is a map, and not an object of a class that holds other things. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Map || value instanceof Set || value instanceof Date || value instanceof Promise);
}

/** The path of a key below another path. */
export function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** The checks of known keys. */
export type Types = ReadonlyMap<string, OptionCheck>;

/** The checks of a table's keys. */
export function typesOf(table: object): Types {
  return new Map(Object.entries(table as Readonly<Record<string, OptionCheck>>));
}

/** A test whether values of known keys have no fault: `faultsOf` finds none. */
export function acceptsAll(types: Types): (values: Readonly<Record<string, unknown>>) => boolean {
  const needed = [...types].filter(([, type]) => type.required && type.wanted !== '').map(([key]) => key);
  return (values) => {
    for (const key of Object.keys(values)) {
      const value = values[key];
      if (value === undefined) continue;
      const type = types.get(key);
      if (type === undefined) return false;
      if (!(type.byTarget && typeof value === 'function') && !type.accepts(value)) return false;
    }
    return needed.every((key) => values[key] !== undefined);
  };
}

/** Faults of the values of known keys. */
export function faultsOf(
  types: Types,
  values: Readonly<Record<string, unknown>>,
  path: string,
  owner: string,
): OptionFault[] {
  const faults: OptionFault[] = [];
  const meant = new Set<string | undefined>();
  for (const key of Object.keys(values)) {
    const value = values[key];
    if (value === undefined) continue;
    const type = types.get(key);
    if (type === undefined) {
      const guess = nearest(key, [...types.keys()], Math.max(2, Math.floor(key.length / 2)));
      meant.add(guess);
      // Without a value that must be there, nothing can be done with the others.
      const isNeeded = guess !== undefined && values[guess] === undefined && types.get(guess)?.required === true;
      const message = unknownMessage(below(path, key), guess, types, owner);
      faults.push({ kind: isNeeded ? 'value' : 'unknown', key: path === '' && isNeeded ? guess : key, message });
    } else if (!(type.byTarget && typeof value === 'function')) {
      type.check(value, below(path, key), owner, (kind, message) => faults.push({ kind, key, message }));
    }
  }
  for (const [key, { required: isRequired, wanted }] of types) {
    // A misspelt key is one problem, not two.
    if (!isRequired || wanted === '' || values[key] !== undefined || meant.has(key)) continue;
    faults.push({ kind: 'value', key, message: `${below(path, key)} is missing: give ${wanted}` });
  }
  return faults;
}

function unknownMessage(path: string, guess: string | undefined, types: Types, owner: string): string {
  const advice =
    guess === undefined ? `use one of ${[...types.keys()].join(', ')}, or leave it out` : `did you mean ${guess}?`;
  return `${path} is not an option of ${owner}: ${advice}`;
}
