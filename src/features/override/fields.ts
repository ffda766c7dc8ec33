/**
 * How what several statements say of one field becomes one value: the stronger one's takes the place of the weaker
 * one's, maps are merged key by key, items are appended to those of weaker statements.
 */
export type MergeRule = 'replace' | 'keys' | 'append';

/** What is known of one field of a construct's props, beside its type. `K` are the kinds that the construct has. */
export interface Field<V, K extends string = string, O extends boolean = boolean> {
  /** How what several statements say of it becomes one. */
  readonly merge: MergeRuleOf<V>;
  /** Whether overrides may set it. */
  readonly overridable: O;
  /** Which kinds of the construct it is for: a chart has values, a folder has none. */
  readonly for: 'all' | readonly K[];
  /** Whether `explain` tells it: not references to constructs, Secrets and code, which are no plain values. */
  readonly explained: boolean;
  /** Whether a function that is given for it must return a value. */
  readonly required?: true;
  /** Fields of which nothing is left of what weaker statements say, once a statement sets this one. */
  readonly restarts?: readonly string[];
  /** What is wrong with its value. */
  readonly check?: FieldCheck<V, K>;
}

/** The check of a field's value by itself. */
export interface FieldCheck<V, K extends string = string> {
  /** Id of the problems. */
  readonly id: string;
  /** What is wrong with the value, one message each. */
  // A method, so that checks of different values lie in one list.
  of(value: V, kind: K): ReadonlyArray<string | undefined>;
}

/** The value of a field that may be given per target. */
type ValueOf<V> = V extends (target: never) => infer R ? R : V;

type MergeRuleOf<V> =
  'replace' | (V extends readonly unknown[] ? 'append' : never) | (V extends object ? 'keys' : never);

/**
 * One entry for each field of the props `P`, of which `S` are those that overrides may set. A key that is forgotten does
 * not compile, nor one that the props do not have.
 */
export type FieldTable<P, S = object, K extends string = never> = {
  readonly [N in keyof P]-?: Field<ValueOf<Exclude<P[N], undefined>>, K, N extends keyof S ? true : false> & {
    readonly restarts?: ReadonlyArray<keyof P>;
  };
};

/** Keys of the fields of a table that are for one kind. */
export type FieldsFor<T, K extends string> = {
  [N in keyof T]: T[N] extends { readonly for: 'all' }
    ? N
    : T[N] extends { readonly for: ReadonlyArray<infer F> }
      ? K extends F
        ? N
        : never
      : never;
}[keyof T];

/** Keys of the fields of a table that overrides may set. */
type SettingKey<T> = {
  [N in keyof T]: T[N] extends { readonly overridable: true } ? N & string : never;
}[keyof T];

/** Fields by how they are merged: what settling goes by. */
export interface MergeRules<K extends string = string> {
  /** Every field, with whether functions must return a value for it. */
  readonly all: ReadonlyArray<{ readonly key: K; readonly required: boolean }>;
  /** Fields that are replaced. */
  readonly replaced: readonly K[];
  /** Fields that are merged key by key. */
  readonly keyed: readonly K[];
  /** Fields whose items are appended. */
  readonly appended: readonly K[];
  /** Fields that, once set, leave nothing of what weaker statements say of others. */
  readonly restarting: ReadonlyArray<{ readonly key: K; readonly restarts: readonly string[] }>;
}

/** A field of any table. */
interface AnyField {
  readonly merge: MergeRule;
  readonly overridable: boolean;
  readonly for: 'all' | readonly string[];
  readonly explained: boolean;
  readonly required?: true;
  readonly restarts?: readonly string[];
  readonly check?: FieldCheck<unknown>;
}

/** What is wrong with the value of one field. */
export type ReportFault = (id: string, messages: ReadonlyArray<string | undefined>) => void;

type Values = Readonly<Record<string, unknown>>;

interface KeyedCheck {
  readonly key: string;
  readonly takers: AnyField['for'];
  readonly check: FieldCheck<unknown>;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * A field table, read once when the module is loaded. Whoever merges, overrides, checks or explains what is said of a
 * construct asks this. `S` are the fields that overrides may set.
 */
export class Fields<S extends string = string> {
  /** How the fields are merged that overrides may set. */
  public readonly settings: MergeRules<S>;

  /** How the fields are merged that `explain` tells. */
  public readonly explained: MergeRules;

  readonly #fields: ReadonlyMap<string, AnyField>;
  readonly #others: readonly string[];
  readonly #settingChecks: readonly KeyedCheck[];
  readonly #otherChecks: readonly KeyedCheck[];

  private constructor(table: Readonly<Record<string, AnyField>>) {
    this.#fields = new Map(Object.entries(table));
    this.settings = rulesOf<S>(this.#fields, ({ overridable }) => overridable);
    this.explained = rulesOf(this.#fields, ({ explained }) => explained);
    this.#others = [...this.#fields].filter(([, { overridable }]) => !overridable).map(([key]) => key);
    this.#settingChecks = checksOf(this.#fields, true);
    this.#otherChecks = checksOf(this.#fields, false);
  }

  /** @param table one that `satisfies FieldTable` of the construct's props */
  public static of<T extends Readonly<Record<string, AnyField>>>(table: T): Fields<SettingKey<T>> {
    return new Fields(table);
  }

  /** Whether the table has a field, and it is for this kind of the construct. */
  public isFor(key: string, kind: string): boolean {
    const takers = this.takersOf(key);
    return takers !== undefined && takes(takers, kind);
  }

  /** The kinds that a field is for; undefined for what is no field. */
  public takersOf(key: string): 'all' | readonly string[] | undefined {
    return this.#fields.get(key)?.for;
  }

  /** The fields that overrides may set of this kind of the construct. */
  public overridable(kind: string): string[] {
    return this.settings.all.map(({ key }): string => key).filter((key) => this.isFor(key, kind));
  }

  /**
   * What is said of the construct at one place: the settings there, with the options that do not differ between places.
   * A setting that no statement could make is not there, whatever the props give for it.
   */
  public at<P extends object, V extends object>(props: P, settled: V): Omit<P, S> & V {
    const said: Record<string, unknown> = { ...(settled as Values) };
    for (const key of this.#others) {
      const value = (props as Values)[key];
      if (value !== undefined) said[key] = value;
    }
    return said as Omit<P, S> & V;
  }

  /**
   * Checks the values of one place: of the fields that overrides may set, and that are for this kind.
   *
   * @returns the fields that something is wrong with
   */
  public checkSettings(values: object, kind: string, report: ReportFault): ReadonlySet<string> {
    return check(this.#settingChecks, values as Values, kind, report);
  }

  /** Checks the values of the other fields, which do not differ between places. */
  public checkOthers(props: object, kind: string, report: ReportFault): ReadonlySet<string> {
    return check(this.#otherChecks, props as Values, kind, report);
  }
}

function takes(takers: AnyField['for'], kind: string): boolean {
  return takers === 'all' || takers.includes(kind);
}

function rulesOf<K extends string>(
  fields: ReadonlyMap<string, AnyField>,
  isWanted: (field: AnyField) => boolean,
): MergeRules<K> {
  const wanted = [...fields].filter(([, field]) => isWanted(field)) as Array<[K, AnyField]>;
  const merged = (rule: MergeRule) => wanted.filter(([, { merge }]) => merge === rule).map(([key]) => key);
  return {
    all: wanted.map(([key, { required = false }]) => ({ key, required })),
    replaced: merged('replace'),
    keyed: merged('keys'),
    appended: merged('append'),
    restarting: wanted.flatMap(([key, { restarts }]) => (restarts ? [{ key, restarts }] : [])),
  };
}

function checksOf(fields: ReadonlyMap<string, AnyField>, overridable: boolean): KeyedCheck[] {
  return [...fields].flatMap(([key, field]) =>
    field.check && field.overridable === overridable ? [{ key, takers: field.for, check: field.check }] : [],
  );
}

function check(checks: readonly KeyedCheck[], values: Values, kind: string, report: ReportFault): ReadonlySet<string> {
  let faulty: Set<string> | undefined;
  for (const { key, takers, check: one } of checks) {
    const value = values[key];
    if (value == null || !takes(takers, kind)) continue;
    const messages = one.of(value, kind);
    if (!messages.some((message) => message !== undefined)) continue;
    report(one.id, messages);
    (faulty ??= new Set()).add(key);
  }
  return faulty ?? NONE;
}
