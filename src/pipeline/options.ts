import { OnEdited } from './write/writer';
import { SelectionOptions } from './resolve/selection';
import { SynthProgress } from './progress';

/** What a synthesis is compared with. */
export interface BaseOptions {
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

/** What of a fleet is rendered. */
export interface RenderOptions extends SelectionOptions {
  /**
   * Called for each cluster that is worked out or rendered, and before files are written.
   *
   * @default - a terminal shows a line when it takes more than a second
   */
  readonly onProgress?: (progress: SynthProgress) => void;
}

/** How a fleet is synthesized. The `flux-fleet` command gives these to the program that it runs. */
export interface SynthOptions extends BaseOptions, RenderOptions {
  /**
   * Whether what would lose data is refused. Without it, all that is not made any more is removed, and a warning says so.
   *
   * @default true
   */
  readonly guard?: boolean;

  /**
   * Compares the output directory with what the program makes, and writes nothing.
   *
   * @default false
   */
  readonly check?: boolean;

  /**
   * Writes nothing: what the guard finds and what changes goes to the `report`, and refuses nothing.
   *
   * @default false
   */
  readonly plan?: boolean;

  /**
   * What happens to generated files that were changed by hand.
   *
   * @default refuse
   */
  readonly onEdited?: OnEdited;

  /**
   * Folder for what this run leaves for the next, which then renders only what has changed and reads only the files that
   * have; `false` for none. The files are the same with and without. A `check`, a `plan` and everything but `synth` do
   * without.
   *
   * @default - `node_modules/.cache/cdk8s-flux-fleet`, in the nearest `node_modules` above the output directory; none where
   * there is no such folder
   */
  readonly cache?: string | boolean;

  /**
   * File that the outcome is written to as JSON.
   *
   * @default - none
   */
  readonly report?: string;

  /**
   * File that what happens is appended to, each event as a line of JSON, instead of text for people.
   *
   * @default - none
   */
  readonly events?: string;
}

/** The environment variable that carries options from the command to the program, as JSON. */
export const OPTIONS_VARIABLE = 'FLUX_FLEET_OPTIONS';

/**
 * The options that the command gives, or undefined when the program was not started by it.
 *
 * @throws Error when the variable holds something else than JSON
 */
export function optionsFromCommand(environment: NodeJS.ProcessEnv = process.env): SynthOptions | undefined {
  const text = environment[OPTIONS_VARIABLE];
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text) as SynthOptions;
  } catch {
    throw new Error(`${OPTIONS_VARIABLE} is not JSON: let the flux-fleet command set it`);
  }
}
