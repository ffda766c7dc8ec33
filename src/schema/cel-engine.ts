import { runInThisContext } from 'node:vm';
import { CelEnvironment, CelProgram } from './cel-environment';
import { registerKubernetesLibrary } from './cel-library';

interface CelModule {
  readonly Environment: new (options: {
    readonly enableOptionalTypes: boolean;
    readonly homogeneousAggregateLiterals: boolean;
  }) => CelEnvironment;
  readonly Optional: { none(): unknown; of(value: unknown): unknown };
}

/** The CEL library, set up for the rules of CRDs. */
export interface CelEngine {
  readonly environment: CelEnvironment;
  /** `oldSelf` for an object under creation: an absent optional. */
  readonly none: unknown;
  /** `oldSelf` for a rule that takes an optional, where there is an old object. */
  some(value: unknown): unknown;
  /** Creates a map of the library's type. */
  map(): Map<string, unknown>;
  /** Creates a list of the library's type. */
  list(): unknown[];
  /** Creates a timestamp of the library's type. */
  timestamp(text: string): unknown;
  /** Creates a duration of the library's type. */
  duration(text: string): unknown;
}

type Load = (id: string) => unknown;

interface Loaded {
  readonly module: CelModule;
  readonly containers: readonly [typeof Map, typeof Array];
}

/**
 * Loads the CEL library, an ES module. A test runner that isolates each test in its own VM context, as jest does,
 * cannot `require` one. In that case the library is loaded in the outer context, and so are the constructors of maps
 * and lists, because the library recognises values by their constructor.
 */
function load(): Loaded {
  const name = '@marcbachmann/cel-js';
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return { module: require('@marcbachmann/cel-js') as CelModule, containers: [Map, Array] };
  } catch (error) {
    const outer = runInThisContext('process') as NodeJS.Process;
    if (outer === process) throw error;
    const modules = outer.getBuiltinModule('node:module') as { createRequire(from: string): Load };
    const containers = runInThisContext('[Map, Array]') as [typeof Map, typeof Array];
    return { module: modules.createRequire(__filename)(name) as CelModule, containers };
  }
}

let engine: CelEngine | undefined;
let failure: Error | undefined;

/**
 * The engine of this process, loaded on first use.
 *
 * @throws Error when the CEL library cannot be loaded; later calls do not retry
 */
export function celEngine(): CelEngine {
  if (engine) return engine;
  if (failure) throw failure;
  try {
    engine = createEngine();
    return engine;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw failure;
  }
}

/** An environment with Kubernetes' functions, for expressions over these variables. */
function environmentFor({ module, containers }: Loaded, variables: readonly string[]): CelEnvironment {
  const ListOf = containers[1];
  const environment = newEnvironment(module);
  for (const name of variables) environment.registerVariable(name, 'dyn');
  registerKubernetesLibrary(environment, () => new ListOf<unknown>());
  return withOptionalEquality(environment, () => newEnvironment(module));
}

function newEnvironment(module: CelModule): CelEnvironment {
  return new module.Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
}

interface Optional {
  hasValue(): boolean;
  value(): unknown;
}

/**
 * Makes optionals with equal values equal, as in cel-go; the library compares their identity.
 *
 * @param create makes the environment that compares the values
 */
function withOptionalEquality(environment: CelEnvironment, create: () => CelEnvironment): CelEnvironment {
  let program: CelProgram | undefined;
  const areEqual = (left: Optional, right: Optional): boolean => {
    if (!left.hasValue() || !right.hasValue()) return left.hasValue() === right.hasValue();
    program ??= register(create().registerVariable('left', 'dyn').registerVariable('right', 'dyn')).parse(
      'left == right',
    );
    return program({ left: left.value(), right: right.value() }) === true;
  };
  const register = (one: CelEnvironment) => one.registerOperator('optional == optional', areEqual);
  return register(environment);
}

/**
 * A further environment, for expressions over variables of these names.
 *
 * @throws Error when the CEL library cannot be loaded
 */
export function celEnvironment(variables: readonly string[]): CelEnvironment {
  return environmentFor(load(), variables);
}

function createEngine(): CelEngine {
  const loaded = load();
  const { module, containers } = loaded;
  const [MapOf, ListOf] = containers;
  const environment = environmentFor(loaded, ['self', 'oldSelf']);
  const [timestamp, duration] = [environment.parse('timestamp(self)'), environment.parse('duration(self)')];
  return {
    environment,
    timestamp: (text) => timestamp({ self: text }),
    duration: (text) => duration({ self: text }),
    none: module.Optional.none(),
    some: (value) => module.Optional.of(value),
    map: () => new MapOf<string, unknown>(),
    list: () => new ListOf<unknown>(),
  };
}
