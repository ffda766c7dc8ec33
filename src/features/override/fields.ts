import { OptionCheck, Options, ReportOptions, TypeFor } from '../../core/options';

/**
 * Merge rule for the values that several statements give one field: the stronger statement replaces the weaker one,
 * maps are merged key by key, or items are appended to those of weaker statements.
 */
export type MergeRule = 'replace' | 'keys' | 'append';

/** Metadata of one field of a construct's props, beyond its type. `K` are the kinds of the construct. */
export interface Field<V, K extends string = string, O extends boolean = boolean> {
  /** Type of its value at run time. */
  readonly takes: OptionCheck;
  /** Rule that merges the values of several statements. */
  readonly merge: MergeRuleOf<V>;
  /** True if overrides may set the field. */
  readonly overridable: O;
  /** Kinds of the construct that have the field: a chart has values, a folder has none. */
  readonly for: 'all' | readonly K[];
  /** True if `explain` shows the field: not for constructs, Secrets and code, which are not plain values. */
  readonly explained: boolean;
  /** Set if a function given for the field must return a value. */
  readonly required?: true;
  /** Fields whose values from weaker statements are discarded once a statement sets this field. */
  readonly restarts?: readonly string[];
  /** Check of its value. */
  readonly check?: FieldCheck<V, K>;
}

/** Check of one field's value, independent of other fields. */
export interface FieldCheck<V, K extends string = string> {
  /** Id of the problems. */
  readonly id: string;
  /** Problems of the value, one message each. */
  // Method syntax keeps the parameter bivariant, so that checks of different value types fit in one list.
  of(value: V, kind: K): ReadonlyArray<string | undefined>;
}

/** Value type of a field that may be given per target. */
type ValueOf<V> = V extends (target: never) => infer R ? R : V;

type MergeRuleOf<V> =
  'replace' | (V extends readonly unknown[] ? 'append' : never) | (V extends object ? 'keys' : never);

/**
 * One entry for each field of the props `P`; overrides may set those in `S`. A missing key does not compile, nor does a
 * key that the props lack.
 */
export type FieldTable<P, S = object, K extends string = never> = {
  readonly [N in keyof P]-?: Field<ValueOf<Exclude<P[N], undefined>>, K, N extends keyof S ? true : false> & {
    readonly restarts?: ReadonlyArray<keyof P>;
    readonly takes: TypeFor<Exclude<P[N], undefined>>;
  };
};

/** Keys of the fields of a table that apply to one kind. */
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

/** Fields grouped by merge rule, as settling needs them. */
export interface MergeRules<K extends string = string> {
  /** All fields; `required` marks those for which functions must return a value. */
  readonly all: ReadonlyArray<{ readonly key: K; readonly required: boolean }>;
  /** Fields that are replaced. */
  readonly replaced: readonly K[];
  /** Fields that are merged key by key. */
  readonly keyed: readonly K[];
  /** Fields whose items are appended. */
  readonly appended: readonly K[];
  /** Fields that discard weaker statements' values of other fields once set. */
  readonly restarting: ReadonlyArray<{ readonly key: K; readonly restarts: readonly string[] }>;
}

/** A field of any table. */
interface AnyField {
  readonly takes: OptionCheck;
  readonly merge: MergeRule;
  readonly overridable: boolean;
  readonly for: 'all' | readonly string[];
  readonly explained: boolean;
  readonly required?: true;
  readonly restarts?: readonly string[];
  readonly check?: FieldCheck<unknown>;
}

/** Receiver of the problems of one field's value. */
export type ReportFault = (id: string, messages: ReadonlyArray<string | undefined>) => void;

type Values = Readonly<Record<string, unknown>>;

interface KeyedCheck {
  readonly key: string;
  readonly takers: AnyField['for'];
  readonly check: FieldCheck<unknown>;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * A field table, read once at module load. Merging, overriding, checking and explaining a construct's options all go
 * through it. `S` are the fields that overrides may set.
 */
export class Fields<S extends string = string> {
  /** Merge rules of the fields that overrides may set. */
  public readonly settings: MergeRules<S>;

  /** Merge rules of the fields that `explain` shows. */
  public readonly explained: MergeRules;

  readonly #options: Options<object>;
  readonly #fields: ReadonlyMap<string, AnyField>;
  readonly #others: readonly string[];
  readonly #settingChecks: readonly KeyedCheck[];
  readonly #otherChecks: readonly KeyedCheck[];

  private constructor(owner: string, table: Readonly<Record<string, AnyField>>) {
    this.#fields = new Map(Object.entries(table));
    this.#options = Options.of(
      owner,
      Object.fromEntries(Object.entries(table).map(([key, { takes }]) => [key, takes])),
    );
    this.settings = rulesOf<S>(this.#fields, ({ overridable }) => overridable);
    this.explained = rulesOf(this.#fields, ({ explained }) => explained);
    this.#others = [...this.#fields].filter(([, { overridable }]) => !overridable).map(([key]) => key);
    this.#settingChecks = checksOf(this.#fields, true);
    this.#otherChecks = checksOf(this.#fields, false);
  }

  /**
   * @param owner the construct, for messages
   * @param table a table that `satisfies FieldTable` of the construct's props
   */
  public static of<T extends Readonly<Record<string, AnyField>>>(owner: string, table: T): Fields<SettingKey<T>> {
    return new Fields(owner, table);
  }

  /** Reports unknown options and values of other types, and drops the latter; functions check what they return. */
  public read<P extends object>(props: P, report: ReportOptions): P {
    return this.#options.read(props, report);
  }

  /** As {@link read}, for the settings of an override, of which none must be given. */
  public readSettings<V extends object>(settings: V, report: ReportOptions): V {
    return this.#options.optional().read(settings, report);
  }

  /** True if the table has the field and the field applies to this kind of the construct. */
  public isFor(key: string, kind: string): boolean {
    const takers = this.takersOf(key);
    return takers !== undefined && takes(takers, kind);
  }

  /** Kinds that a field applies to; undefined for an unknown field. */
  public takersOf(key: string): 'all' | readonly string[] | undefined {
    return this.#fields.get(key)?.for;
  }

  /** Fields that overrides may set for this kind of the construct. */
  public overridable(kind: string): string[] {
    return this.settings.all.map(({ key }): string => key).filter((key) => this.isFor(key, kind));
  }

  /**
   * Options of the construct at one target: the settled settings, with the options that are the same at all targets.
   * A setting whose function failed is absent.
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
   * Checks the values at one target of the overridable fields that apply to this kind.
   *
   * @returns the fields with problems
   */
  public checkSettings(values: object, kind: string, report: ReportFault): ReadonlySet<string> {
    return check(this.#settingChecks, values as Values, kind, report);
  }

  /** Checks the values of the other fields, which are the same at all targets. */
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
