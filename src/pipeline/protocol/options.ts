/** Which clusters of a fleet are rendered. A remote cluster goes with its manager, in whose folder it is. */
export interface RenderOptions {
  /**
   * The one of several runs that this is, from 1. Each run renders other clusters, all of about the same size together,
   * and removes the folders of clusters that left the program as their names decide; the folder of each one belongs to
   * exactly one run.
   *
   * @default - the only one
   */
  readonly shard?: { readonly number: number; readonly of: number };

  /**
   * Names of clusters, groups and environments: only their clusters are rendered. No folder of another cluster is
   * removed. Together with a shard, these clusters are what is shared out.
   *
   * @default - all
   */
  readonly only?: readonly string[];

  /**
   * Called for each cluster that is worked out or rendered, and before files are written.
   *
   * @default - a terminal shows a line when it takes more than a second
   */
  readonly onProgress?: (progress: {
    /** What is under way: the values of each cluster, its files, or writing these. */
    readonly phase: 'resolve' | 'render' | 'write';
    /** How many clusters are done; files when they are written. */
    readonly done: number;
    /** How many there are. */
    readonly of: number;
  }) => void;
}

/** Options of `fleet.check` and `fleet.plan`: what is rendered, and the commit that it is compared with. */
export interface ComparisonOptions extends RenderOptions {
  /**
   * The commit, branch or tag that Flux follows, as Git takes it. It must have generated files in the output directory,
   * unless `first` says that there are none yet.
   *
   * @default - HEAD if it has any; otherwise there is nothing that could get lost
   */
  readonly base?: string;

  /**
   * Whether nothing was ever committed, so that there is nothing to compare with.
   *
   * @default false
   */
  readonly first?: boolean;
}

/** Options of `fleet.synth`. */
export interface SynthOptions extends ComparisonOptions {
  /**
   * Whether what would lose data is refused. Without it, all that is not made any more is removed, and a warning says so.
   *
   * @default true
   */
  readonly guard?: boolean;

  /**
   * What happens to generated files that were changed by hand.
   *
   * @default refuse
   */
  readonly onEdited?: 'refuse' | 'discard' | 'adopt';

  /**
   * Folder for what this run leaves for the next, which then renders only what has changed and reads only the files that
   * have; `false` for none. The files are the same with and without.
   *
   * @default - `node_modules/.cache/cdk8s-flux-fleet`, in the nearest `node_modules` above the output directory; none where
   * there is no such folder
   */
  readonly cache?: string | boolean;
}

/** What the command asks of the program beyond the public options. */
export interface CommandOptions {
  /** File that the outcome is written to as JSON. @default - none */
  readonly report?: string;

  /** File that events are appended to, each as a line of JSON, instead of text for people. @default - none */
  readonly events?: string;
}

/** What the `flux-fleet` command asks the program that it runs to do. */
export type Command =
  | ({ readonly action: 'synth' } & SynthOptions & CommandOptions)
  | ({ readonly action: 'check' } & ComparisonOptions & CommandOptions)
  | ({ readonly action: 'plan' } & ComparisonOptions & CommandOptions);

/** The environment variable that carries a {@link Command} to the program, as JSON. */
export const COMMAND_VARIABLE = 'FLUX_FLEET_COMMAND';

/**
 * The command that started the program; undefined when the program was started by itself.
 *
 * @throws Error when the variable holds something else than JSON
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
