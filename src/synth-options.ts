import { OnEdited } from './dist/writer';

/** How a fleet is synthesized. The `flux-fleet` command gives these to the program that it runs. */
export interface SynthOptions {
  /**
   * Compares the output directory with what the program makes, and writes nothing.
   *
   * @default false
   */
  readonly check?: boolean;

  /**
   * What happens to generated files that were changed by hand.
   *
   * @default refuse
   */
  readonly onEdited?: OnEdited;

  /**
   * File that the outcome is written to as JSON.
   *
   * @default - none
   */
  readonly report?: string;
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
