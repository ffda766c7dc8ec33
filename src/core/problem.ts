/**
 * One thing that is wrong. Rules, schemas and the guard report kinds of it, with the same fields and the same formatter.
 */
export interface Problem {
  /** Stable name of the broken rule, such as `name` or `duplicate`. */
  readonly id: string;

  /** Address, as `environment/cluster/tenant/app` with the parts that apply: `prod/eu-1/team-a`. */
  readonly at: string;

  /** The fault and the value given, then after a colon what to do. */
  readonly message: string;

  /**
   * Whether it refuses the result or only warns.
   *
   * @default - the list that it is in tells: problems of an error refuse, warnings warn
   */
  readonly severity?: 'error' | 'warning';
}

/** A problem of any kind as text: `[prod/eu-1/team-a] what is wrong: what to do`. */
export function formatProblem(problem: Problem): string {
  return `[${problem.at}] ${problem.message}`;
}

/** Problems without repetitions, in an order that depends on their texts alone. */
export function sortProblems(problems: Iterable<Problem>): Problem[] {
  const byText = new Map<string, Problem>();
  for (const problem of problems) byText.set(formatProblem(problem), problem);
  return [...byText.keys()].sort().map((text) => byText.get(text)!);
}

/** All problems of a fleet that one run found. Nothing was written. */
export class FleetError extends Error {
  // Private, because Node prints all public fields of an uncaught error; this way it prints the message alone.
  readonly #problems: readonly Problem[];

  constructor(problems: Iterable<Problem>) {
    const sorted = sortProblems(problems);
    const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`;
    super(`${count}, nothing was written:\n${sorted.map((problem) => `  ${formatProblem(problem)}`).join('\n')}`);
    this.name = 'FleetError';
    // The problems have addresses in the fleet; a stack trace inside this library helps nobody.
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

  /** The problems so far. */
  public get problems(): readonly Problem[] {
    return [...this.found];
  }

  /** Whether there are no problems. */
  public get isEmpty(): boolean {
    return this.found.length === 0;
  }

  /** The receiver of the problems of options at an address. */
  public optionsAt(at: string): (id: string, message: string) => void {
    return (id, message) => this.add(id, at, message);
  }

  /** Adds one problem for each message that is not undefined. */
  public add(id: string, at: string, ...messages: ReadonlyArray<string | undefined>): void {
    // An address contains names from the program, which may not even be strings.
    for (const message of messages) if (message !== undefined) this.found.push({ id, at: String(at), message });
  }
}
