import { Controller, RuntimeRow } from './rule';

/** Why a program cannot decide a row, or need not. */
export const REASONS = {
  gate: "the controllers' flags are not in the program",
  secret: "a Secret's content is not in the program",
  source: 'the content of a repository, registry or bucket is not in the program',
  cluster: 'it depends on what the cluster has and does',
  language: 'an expression; the checks of languages parse it',
  schema: "the kind's schema refuses it already",
  choice: 'valid, and some want just that',
} as const;

/** Rows of one file of a controller. */
export function rows(
  controller: Controller,
  file: string,
  all: ReadonlyArray<readonly [when: string, then: string, reason: string]>,
): RuntimeRow[] {
  return all.map(([when, then, reason]) => ({ controller, file, when, then, reason }));
}
