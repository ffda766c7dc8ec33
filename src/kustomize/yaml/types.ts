/** The type of a scalar whose text alone does not tell it. */
export type ScalarTag = 'bool' | 'float' | 'int' | 'null' | 'timestamp' | 'plain';

/**
 * A scalar whose text cannot be written from its JSON value again: `1.10`, `0x1f`, `~`, a date, or a text that was put
 * where a number stood. `plain` has no tag: its text decides in the end.
 */
export class RawScalar {
  public constructor(
    public readonly text: string,
    public readonly tag: ScalarTag,
  ) {}
}

/** A YAML value as kustomize edits it: JSON, with scalars that keep their text where that matters. */
export type Node = string | number | boolean | null | RawScalar | Node[] | NodeMap;

/** A map of nodes. */
export interface NodeMap {
  [key: string]: Node;
}

/** A fault of the tree that makes the build fail. */
export class BuildError extends Error {}

/** Runs something whose faults get a place in front, unless they name a file already. */
export function located<T>(place: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof BuildError && !/\.ya?ml\b|Kustomization\b/.test(error.message))
      error.message = `${place}: ${error.message}`;
    throw error;
  }
}
