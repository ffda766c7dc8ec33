import { runInThisContext } from 'node:vm';
import { CelEnvironment } from './cel-environment';
import { registerKubernetesLibrary } from './cel-library';

interface CelModule {
  readonly Environment: new (options: {
    readonly enableOptionalTypes: boolean;
    readonly homogeneousAggregateLiterals: boolean;
  }) => CelEnvironment;
  readonly Optional: { none(): unknown };
}

/** The CEL library, ready for the rules of CRDs. */
export interface CelEngine {
  readonly environment: CelEnvironment;
  /** The absent `oldSelf` of an object that is being created. */
  readonly none: unknown;
  /** A map as the library knows it. */
  map(): Map<string, unknown>;
  /** A list as the library knows it. */
  list(): unknown[];
  /** A point in time as the library knows it. */
  timestamp(text: string): unknown;
  /** A duration as the library knows it. */
  duration(text: string): unknown;
}

type Load = (id: string) => unknown;

interface Loaded {
  readonly module: CelModule;
  readonly containers: readonly [typeof Map, typeof Array];
}

/**
 * Loads the CEL library, an ES module. A test runner that gives each test a world of its own, as jest does, cannot
 * load one with `require`; then the library is loaded outside that world, and maps and lists are made there too,
 * because the library recognises them by their constructors.
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
 * The one engine of this process, loaded on first use.
 *
 * @throws Error when the CEL library cannot be loaded; it is not tried twice
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

function createEngine(): CelEngine {
  const { module, containers } = load();
  const [MapOf, ListOf] = containers;
  const environment = new module.Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
  environment.registerVariable('self', 'dyn').registerVariable('oldSelf', 'dyn');
  registerKubernetesLibrary(environment, () => new ListOf<unknown>());
  const [timestamp, duration] = [environment.parse('timestamp(self)'), environment.parse('duration(self)')];
  return {
    environment,
    timestamp: (text) => timestamp({ self: text }),
    duration: (text) => duration({ self: text }),
    none: module.Optional.none(),
    map: () => new MapOf<string, unknown>(),
    list: () => new ListOf<unknown>(),
  };
}
