import { firstNames } from '../core/first-names';

/** A problem of one artifact, or of all. */
export interface PushProblem {
  /** Address in the fleet, or what else it is about: `prod/eu-1`. */
  readonly at: string;
  /** The fault, and after a colon what to do. */
  readonly message: string;
}

/** All that was found to be in the way of a push. */
export class PushError extends Error {
  /** @param isPartly whether tags were being moved or deleted, so that some may be */
  constructor(
    public readonly problems: readonly PushProblem[],
    isPartly = false,
  ) {
    const places = new Map<string, string[]>();
    for (const { at, message } of problems) places.set(message, [...(places.get(message) ?? []), at]);
    const lines = Array.from(places, ([message, at]) => `  [${firstNames(at, 3)}] ${message}`).sort();
    const state = isPartly ? 'not all tags are where they belong, run it again' : 'no tag was moved';
    super(`${lines.length === 1 ? '1 problem' : `${lines.length} problems`}, ${state}:\n${lines.join('\n')}`);
    this.name = 'PushError';
  }
}
