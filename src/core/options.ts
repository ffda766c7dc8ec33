import { acceptsAll, faultsOf, isMap, OptionFault, OptionTable, shown, Types, typesOf } from './option-check';

export type {
  ByTarget,
  OptionCheck,
  OptionFault,
  OptionTable,
  OptionType,
  TypeFor,
  UntypedOption,
} from './option-check';
export { shown } from './option-check';
export {
  anything,
  byTarget,
  callback,
  construct,
  either,
  flag,
  freeMap,
  instance,
  list,
  mapOf,
  number,
  object,
  oneOf,
  required,
  text,
  untyped,
} from './option-types';

/** Receives the problems of options: id, message, and the key of the option. */
export type ReportOptions = (id: 'option', message: string, key: string) => void;

/** The options of a construct or a function: its keys with their types. */
export class Options<P extends object> {
  /**
   * @param owner the construct or function, for messages
   * @param table the type of each key
   */
  public static of<P extends object>(owner: string, table: OptionTable<P>): Options<P> {
    return new Options(owner, typesOf(table));
  }

  /** The same options, none of which must be given. */
  public optional(): Options<Partial<P>> {
    const types = [...this.types].map(([key, { required: _, ...type }]) => [key, type] as const);
    return new Options<Partial<P>>(this.owner, new Map(types));
  }

  private readonly accepts: (given: Readonly<Record<string, unknown>>) => boolean;

  private constructor(
    private readonly owner: string,
    private readonly types: Types,
  ) {
    this.accepts = acceptsAll(types);
  }

  /** The known keys. */
  public get keys(): readonly string[] {
    return [...this.types.keys()];
  }

  /** Faults of the options given. */
  public faults(given: unknown): OptionFault[] {
    if (isMap(given)) return this.accepts(given) ? [] : faultsOf(this.types, given, '', this.owner);
    return [{ kind: 'value', key: '', message: `the options of ${this.owner} are ${shown(given)}: give a map` }];
  }

  /** Faults of the options given, one message each. */
  public problems(given: unknown): string[] {
    return this.faults(given).map(({ message }) => message);
  }

  /**
   * Reports the faults, and drops the options with wrong values, so that no later step meets them. A missing option
   * stays missing, whatever its type says: `synthesize` ends the run before anything reads it. Functions of the target
   * become ones that check what they return.
   */
  public read<G extends object>(given: G, report: ReportOptions): G {
    const wrong = new Set<string>();
    for (const { kind, key, message } of this.faults(given)) {
      report('option', message, key);
      if (kind === 'value') wrong.add(key);
    }
    const isKept = (key: string) => !wrong.has(key) && !this.isFunction(key, (given as Record<string, unknown>)[key]);
    if (isMap(given) && Object.keys(given).every(isKept)) return given;
    const values = Object.entries(isMap(given) ? given : {});
    return Object.fromEntries(
      values.filter(([key]) => !wrong.has(key)).map(([key, value]) => [key, this.checked(key, value)]),
    ) as G;
  }

  private isFunction(key: string, value: unknown): value is (target: unknown) => unknown {
    return typeof value === 'function' && this.types.get(key)?.byTarget === true;
  }

  /** A value as given; a function of the target as one that throws if its result is of another type. */
  private checked(key: string, value: unknown): unknown {
    if (!this.isFunction(key, value)) return value;
    return (target: unknown) => {
      const result = value(target);
      if (result !== undefined) {
        this.types.get(key)?.check(result, key, this.owner, (_, message) => {
          throw new Error(message);
        });
      }
      return result;
    };
  }

  /** @throws Error with the first fault */
  public demand(given: unknown): void {
    const [fault] = this.faults(given);
    if (fault !== undefined) throw new Error(fault.message);
  }
}
