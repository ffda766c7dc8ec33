import { isPlainMap } from '../../core/is-map';
import { quote } from '../../kubernetes/names';
import { checkConfig, ConfigError, MissingConfigError } from './config';
import { ConfigLayer } from './layer';
import { Computed, ConfigMap, frozen, isPending, mergeData, MergedConfig, Pending } from './merge';

/** Keys that JavaScript itself reads from any object; they are never configuration. */
const PROTOCOL_KEYS = new Set<PropertyKey>(['toJSON', 'then', 'constructor', 'valueOf', 'toString']);

/** Outcome of a function: value or error. */
type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Reads the merged configuration of one target. A function runs when its value is first read, once per target. */
export class ConfigReader {
  private readonly outcomes = new Map<Pending, Outcome>();
  private readonly working: Computed[] = [];
  private readonly results = new Map<Computed, unknown>();

  constructor(private readonly merged: MergedConfig) {}

  /**
   * A read-only view. Missing keys throw {@link MissingConfigError} instead of returning `undefined`, which would
   * become a missing field in a manifest.
   */
  public view<C>(merged: MergedConfig = this.merged): C {
    return this.viewOf(merged.values, merged.layers, '') as C;
  }

  /**
   * Computes a value that depends on functions.
   *
   * @throws ConfigError when functions form a cycle, fail, or return anything but configuration
   */
  public valueOf(value: unknown): unknown {
    if (!isPending(value)) return value;
    const known = this.outcomes.get(value);
    const outcome = known ?? this.outcomeOf(value);
    if (!known) this.outcomes.set(value, outcome);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** The values computed so far. */
  public get made(): ReadonlyArray<{ readonly computed: Computed; readonly value: unknown }> {
    return [...this.results].map(([computed, value]) => ({ computed, value }));
  }

  /**
   * Computes all values.
   *
   * @returns the errors, each once. A function that reads a missing key causes none: its value may not be needed at
   * this target.
   */
  public settle(): ConfigError[] {
    const errors = new Set<ConfigError>();
    const settle = (values: ConfigMap) => {
      for (const value of Object.values(values)) {
        try {
          const known = this.valueOf(value);
          if (isPlainMap(known)) settle(known);
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          if (!(error instanceof MissingConfigError)) errors.add(error);
        }
      }
    };
    if (this.merged.hasPending) settle(this.merged.values);
    return [...errors];
  }

  private outcomeOf(pending: Pending): Outcome {
    try {
      if (pending instanceof Computed) return { value: this.compute(pending) };
      const under = this.valueOf(pending.under);
      return { value: pending.over(isPlainMap(under) ? under : {}) };
    } catch (error) {
      return { error };
    }
  }

  private compute(computed: Computed): unknown {
    const start = this.working.indexOf(computed);
    if (start >= 0) throw cycleError(this.working.slice(start));
    this.working.push(computed);
    try {
      const made = frozen(this.call(computed));
      const value = isPlainMap(made) ? this.over(computed.under, made) : made;
      this.results.set(computed, made);
      return value;
    } finally {
      this.working.pop();
    }
  }

  private over(pending: unknown, made: ConfigMap): ConfigMap {
    const under = this.valueOf(pending);
    return mergeData(isPlainMap(under) ? under : {}, made);
  }

  private call({ make, below, layer, path }: Computed): unknown {
    const name = `config ${quote(path.join('.'))} of ${layer.name}`;
    try {
      const made = make(this.view(below), this.view());
      const faults = checkConfig(made, 'its value');
      if (faults.length > 0) throw new ConfigError(`${name} cannot be used, ${faults[0]}`);
      return made;
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new ConfigError(`${name} cannot be made, its function fails with ${quote(message)}: mend it there`);
    }
  }

  private viewOf(values: ConfigMap, layers: readonly ConfigLayer[], path: string): object {
    const refuse = (_: object, key: PropertyKey): never => {
      throw new Error(`config ${quote(path + String(key))} cannot be written: it is the same for all readers`);
    };
    return new Proxy(values, {
      get: (map, key) => {
        const isSet = Object.hasOwn(map, key);
        if (typeof key === 'symbol' || (!isSet && PROTOCOL_KEYS.has(key))) return Reflect.get(map, key) as unknown;
        if (!isSet) {
          const names = layers.map((layer) => layer.name);
          throw new MissingConfigError(path + key, names, this.working.at(-1)?.path.join('.'));
        }
        const value = this.valueOf(Reflect.get(map, key));
        return isPlainMap(value) ? this.viewOf(value, layers, `${path}${key}.`) : value;
      },
      set: refuse,
      deleteProperty: refuse,
      defineProperty: refuse,
    });
  }
}

/** Error for functions that depend on each other, the same whichever of them was read first. */
function cycleError(working: readonly Computed[]): ConfigError {
  const names = working.map(({ path, layer }) => `${path.join('.')} (${layer.name})`);
  const first = names.indexOf([...names].sort()[0]!);
  const way = [...names.slice(first), ...names.slice(0, first), names[first]!].join(' -> ');
  return new ConfigError(`config goes in a circle, ${way}: make one of these of other keys, or of what is below it`);
}
