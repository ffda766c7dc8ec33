import { fitsRelease, type Mutant, mutantAt, SEED } from './mutants';
import { problemsOf } from './ours';

/** Releases of Kubernetes whose API servers were asked: the oldest, the middle and the newest. */
export const RELEASES = ['1.32', '1.34', '1.36'] as const;

/** How this library and an API server judge the same objects. */
export interface Comparison {
  /** Different objects of kinds and fields that the release has. */
  compared: number;
  agreed: number;
  /** By kind. */
  readonly kinds: Map<string, { compared: number; agreed: number }>;
  /** What this library says about objects that the server accepts. */
  readonly stricter: string[];
  /** Numbers of the objects that the server refuses and this library accepts. */
  readonly laxer: number[];
}

/** The mutants of some numbers. */
export function mutantsOf(numbers: readonly number[]): Map<number, Mutant> {
  return new Map(numbers.map((index) => [index, mutantAt(index, SEED)]));
}

/** The mutants that differ from each other and fit the schemas of a release. */
export function distinctOf(mutants: ReadonlyMap<number, Mutant>, release: string): Map<number, Mutant> {
  const seen = new Set<string>();
  return new Map(
    [...mutants].filter(([, { object }]) => {
      const text = JSON.stringify(object);
      if (seen.has(text) || !fitsRelease(object, release)) return false;
      seen.add(text);
      return true;
    }),
  );
}

/** Compares verdicts. */
export function compareVerdicts(
  mutants: ReadonlyMap<number, Mutant>,
  release: string,
  isAccepted: (index: number) => boolean,
): Comparison {
  const result: Comparison = { compared: 0, agreed: 0, kinds: new Map(), stricter: [], laxer: [] };
  for (const [index, { object }] of distinctOf(mutants, release)) {
    const problems = problemsOf(object, release);
    const kind = result.kinds.get(object.kind) ?? { compared: 0, agreed: 0 };
    result.kinds.set(object.kind, kind);
    result.compared += 1;
    kind.compared += 1;
    if (isAccepted(index) === (problems.length === 0)) {
      result.agreed += 1;
      kind.agreed += 1;
    } else if (isAccepted(index)) result.stricter.push(`${index} ${object.kind}: ${problems.join('; ')}`);
    else result.laxer.push(index);
  }
  return result;
}
