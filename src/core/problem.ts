/**
 * One thing that is wrong. Rules, schemas and the guard report kinds of it, with the same fields and the same formatter.
 */
export interface Problem {
  /** Stable name of the rule that was broken, such as `name` or `duplicate`. */
  readonly id: string;

  /** Where, as `environment/cluster/tenant/app`, with the parts that apply: `prod/eu-1/team-a`. */
  readonly at: string;

  /** What is wrong, the value given, and after a colon what to do. */
  readonly message: string;

  /**
   * Whether it refuses the result or only warns.
   *
   * @default - the list that it is in tells: problems of an error refuse, warnings warn
   */
  readonly severity?: Severity;
}

/** Whether a problem refuses the result (`error`) or leaves the decision to a person (`warning`). */
export type Severity = 'error' | 'warning';

/** A problem of any kind as text: `[prod/eu-1/team-a] what is wrong: what to do`. */
export function formatProblem(problem: Problem): string {
  return `[${problem.at}] ${problem.message}`;
}

/** Problems without repetitions, in an order that depends on nothing but themselves. */
export function sortProblems(problems: Iterable<Problem>): Problem[] {
  const byText = new Map<string, Problem>();
  for (const problem of problems) byText.set(formatProblem(problem), problem);
  return [...byText.keys()].sort().map((text) => byText.get(text)!);
}

/** Everything that is wrong with a fleet, found in one run. Nothing was written. */
export class FleetError extends Error {
  // Private, so that Node, which prints all fields of an error that nobody catches, prints the message alone.
  readonly #problems: readonly Problem[];

  constructor(problems: Iterable<Problem>) {
    const sorted = sortProblems(problems);
    const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`;
    super(`${count}, nothing was written:\n${sorted.map((problem) => `  ${formatProblem(problem)}`).join('\n')}`);
    this.name = 'FleetError';
    // The problems say where they are in the fleet; where in this library they were found helps nobody.
    this.stack = `${this.name}: ${this.message}`;
    this.#problems = sorted;
  }

  /** The problems, sorted, each once. */
  public get problems(): readonly Problem[] {
    return this.#problems;
  }
}

/** Collects problems, so that a run reports all of them and not just the first. */
export class ProblemCollector {
  private readonly found: Problem[] = [];

  /** What was collected so far. */
  public get problems(): readonly Problem[] {
    return [...this.found];
  }

  /** Whether nothing was collected. */
  public get isEmpty(): boolean {
    return this.found.length === 0;
  }

  /** Adds one problem for each message that is not undefined. */
  public add(id: string, at: string, ...messages: ReadonlyArray<string | undefined>): void {
    // A place is a name that the program gave, which may be wrong in being none.
    for (const message of messages) if (message !== undefined) this.found.push({ id, at: String(at), message });
  }
}
