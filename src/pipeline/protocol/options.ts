import { anything, callback, either, flag, list, object, oneOf, Options, required, text } from '../../core/options';

/** The part of a fleet to render. A remote cluster goes with its manager, whose folder contains it. */
export interface RenderOptions {
  /**
   * This run's share of several runs: its number, starting at 1, and the number of runs. The shards have about the same
   * size. Folders of clusters that left the program are assigned by a hash of their name; each folder belongs to exactly
   * one run.
   *
   * @default - everything
   */
  readonly shard?: { readonly number: number; readonly of: number };

  /**
   * Names of clusters, groups and environments: only their clusters are rendered, and folders of other clusters are
   * kept. With `shard`, these clusters are divided.
   *
   * @default - all
   */
  readonly only?: readonly string[];

  /**
   * Called for each cluster that is resolved or rendered, and before files are written.
   *
   * @default - a terminal shows a line after more than a second
   */
  readonly onProgress?: (progress: {
    /** Current phase: resolving values, rendering files, or writing them. */
    readonly phase: 'resolve' | 'render' | 'write';
    /** Number of finished clusters; for `write`, of files. */
    readonly done: number;
    /** Total number. */
    readonly of: number;
  }) => void;
}

/** Options of `fleet.check` and `fleet.plan`: the part of a fleet to render, and the commit to compare with. */
export interface ComparisonOptions extends RenderOptions {
  /**
   * The commit, branch or tag that Flux follows, in any form that Git accepts. It must contain generated files in the
   * output directory, unless `first` is set.
   *
   * @default - HEAD if it contains generated files; otherwise nothing can be lost
   */
  readonly base?: string;

  /**
   * Whether nothing was ever committed, so that there is nothing to compare with.
   *
   * @default false
   */
  readonly first?: boolean;

  /**
   * Whether the clusters that Flux runs from this repository already go over to the fleet by the steps of
   * `flux-fleet takeover`. Without it, `first` is refused where the repository has such clusters: their Flux would
   * delete all that they have.
   *
   * @default false
   */
  readonly takeover?: boolean;
}

/** Options of `fleet.synth`. */
export interface SynthOptions extends ComparisonOptions {
  /**
   * Whether the guard refuses loss of data. Without it, everything that is no longer generated is removed, and a
   * warning says so.
   *
   * @default true
   */
  readonly guard?: boolean;

  /**
   * Treatment of generated files that were changed by hand. `resolve` writes only those again in which a merge left
   * conflict markers, and refuses all others.
   *
   * @default refuse
   */
  readonly onEdited?: 'refuse' | 'discard' | 'adopt' | 'resolve';

  /**
   * Folder of the cache, which lets the next run render and read only what changed; `false` for none. The output is the
   * same with and without.
   *
   * @default - `node_modules/.cache/cdk8s-flux-fleet`, in the nearest `node_modules` above the output directory; none
   * where there is no such folder
   */
  readonly cache?: string | boolean;
}

const RENDER_TYPES = {
  shard: object<NonNullable<RenderOptions['shard']>>({
    // The selection of clusters says which numbers there are.
    number: required(anything),
    of: required(anything),
  }),
  only: list(text),
  onProgress: callback,
} as const;

const COMPARISON_TYPES = { ...RENDER_TYPES, base: text, first: flag, takeover: flag } as const;

/** The types of {@link RenderOptions}. */
export const RENDER_OPTIONS = Options.of<RenderOptions>('fleet.synthesize', RENDER_TYPES);

/** The types of {@link ComparisonOptions}, of `fleet.check`. */
export const CHECK_OPTIONS = Options.of<ComparisonOptions>('fleet.check', COMPARISON_TYPES);

/** The types of {@link ComparisonOptions}, of `fleet.plan`. */
export const PLAN_OPTIONS = Options.of<ComparisonOptions>('fleet.plan', COMPARISON_TYPES);

/** The types of {@link SynthOptions}. */
export const SYNTH_OPTIONS = Options.of<SynthOptions>('fleet.synth', {
  ...COMPARISON_TYPES,
  guard: flag,
  onEdited: oneOf('refuse', 'discard', 'adopt', 'resolve'),
  cache: either(text, (value) => typeof value === 'string', flag),
});

/** Options of the command beyond the public ones. */
export interface CommandOptions {
  /** File that receives the result as JSON. @default - none */
  readonly report?: string;

  /** File that receives each event as a line of JSON, instead of text for people. @default - none */
  readonly events?: string;
}

/** Options of `flux-fleet synth` beyond those of `fleet.synth`. */
export interface SynthReportOptions {
  /** Whether the report names the files that changed and says what Flux will do. @default false */
  readonly withPlan?: boolean;
}

/** Options of `flux-fleet check` beyond those of `fleet.check`. */
export interface CheckOptions {
  /** The branch that the commit is for. @default - the one that the working directory is on, as far as anything tells */
  readonly branch?: string;
}

/** Options of `flux-fleet bootstrap` and `flux-fleet recover`. */
export interface BootstrapOptions {
  /** Name of the cluster. */
  readonly cluster: string;

  /** Names of kubectl's contexts, by cluster. @default - the names of the clusters */
  readonly contexts?: Readonly<Record<string, string>>;
}

/** Options of `flux-fleet diff`. */
export interface DiffOptions {
  /** The target, as in messages. */
  readonly target: string;

  /** The commit to compare with. @default HEAD */
  readonly base?: string;
}

/** A question that is answered once the fleet is resolved. */
export interface QueryOptions {
  /** The question: the fleet's model, or the origin of a value. */
  readonly question: 'model' | 'explain';

  /** For `explain`: the target, with the element at it. */
  readonly target?: string;

  /** For `explain`: the key. @default - all of them */
  readonly key?: string;
}

/** Options of `flux-fleet audit`. */
export interface AuditOptions {
  /** The commit whose rights are compared. @default - none are */
  readonly base?: string;
}

/** Request of the `flux-fleet` command to the program that it runs. */
export type Command =
  | ({ readonly action: 'synth' } & SynthReportOptions & SynthOptions & CommandOptions)
  | ({ readonly action: 'check' } & CheckOptions & ComparisonOptions & CommandOptions)
  | ({ readonly action: 'plan' } & ComparisonOptions & CommandOptions)
  | ({ readonly action: 'bootstrap' } & BootstrapOptions & CommandOptions)
  | ({ readonly action: 'query' } & QueryOptions & CommandOptions)
  | ({ readonly action: 'diff' } & DiffOptions & CommandOptions)
  | ({ readonly action: 'images' } & CommandOptions)
  | ({ readonly action: 'cost' } & CommandOptions)
  | ({ readonly action: 'audit' } & AuditOptions & CommandOptions)
  | ({ readonly action: 'recover' } & BootstrapOptions & CommandOptions);

/** The environment variable that carries a {@link Command} to the program, as JSON. */
export const COMMAND_VARIABLE = 'FLUX_FLEET_COMMAND';

/**
 * The command that started the program; undefined if the program was started directly.
 *
 * @throws Error when the variable does not contain JSON
 */
export function commandFrom(environment: NodeJS.ProcessEnv = process.env): Command | undefined {
  const text = environment[COMMAND_VARIABLE];
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text) as Command;
  } catch {
    throw new Error(`${COMMAND_VARIABLE} is not JSON: let the flux-fleet command set it`);
  }
}
