const START = '<<<<<<< ';
const BASE = '|||||||';
const MIDDLE = '=======';
const END = '>>>>>>> ';

/** A line of a file with conflicts, with its line end. */
export interface ConflictLine {
  readonly text: string;
  /** Whether it is a marker, or between markers. */
  readonly isInConflict: boolean;
}

/** A file that Git could not merge. */
export interface MergeConflict {
  /** Number of the line with the first marker, starting at 1. */
  readonly line: number;
  readonly lines: readonly ConflictLine[];
  /** The file with each of the two sides of its conflicts. */
  readonly sides: readonly [ours: string, theirs: string];
}

/**
 * The conflicts that Git's markers in a text enclose; undefined if there is none. Markers of the styles `merge`, `diff3`
 * and `zdiff3` are known.
 */
export function mergeConflict(text: string): MergeConflict | undefined {
  if (!text.includes(START) || !text.includes(MIDDLE) || !text.includes(END)) return undefined;
  const sides = { ours: '', theirs: '' };
  let part: 'both' | 'ours' | 'base' | 'theirs' = 'both';
  const lines = text.split(/(?<=\n)/).map((line): ConflictLine => {
    if (part === 'both' && line.startsWith(START)) part = 'ours';
    else if (part === 'ours' && line.startsWith(BASE)) part = 'base';
    else if ((part === 'ours' || part === 'base') && line.trimEnd() === MIDDLE) part = 'theirs';
    else if (part === 'theirs' && line.startsWith(END)) part = 'both';
    else {
      if (part === 'both' || part === 'ours') sides.ours += line;
      if (part === 'both' || part === 'theirs') sides.theirs += line;
      return { text: line, isInConflict: part !== 'both' };
    }
    return { text: line, isInConflict: true };
  });
  const first = lines.findIndex(({ isInConflict }) => isInConflict);
  if (first < 0 || (part as string) !== 'both') return undefined;
  return { line: first + 1, lines, sides: [sides.ours, sides.theirs] };
}
