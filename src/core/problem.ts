import { defined } from './defined';
import { firstNames } from './first-names';
import { formatLocation, SourceLocation } from './source-location';

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

  /**
   * The statement of the program that it is about.
   *
   * @default - unknown
   */
  readonly statement?: SourceLocation;

  /**
   * Where a function of the program threw, the innermost call first.
   *
   * @default - none threw
   */
  readonly stack?: readonly string[];
}

/** A problem of any kind as text: `[prod/eu-1/team-a] what is wrong: what to do`. */
export function formatProblem(problem: Problem): string {
  return `[${problem.at}] ${problem.message}`;
}

/** As {@link formatProblem}, with the statement that it is about, and the calls that led to what a function threw. */
export function formatWithSource(problem: Problem): string {
  const statement = problem.statement === undefined ? '' : ` (${formatLocation(problem.statement)})`;
  const calls = (problem.stack ?? []).map((call) => `\n      at ${call}`);
  return `${formatProblem(problem)}${statement}${calls.join('')}`;
}

/** Causes of problems, by which they are folded. */
const CAUSES = new WeakMap<Problem, string>();

/** Says what causes a problem. Problems of one cause are shown as one. */
export function setCause(problem: Problem, cause: string): void {
  CAUSES.set(problem, cause);
}

/** Most addresses that a folded problem names. */
const NAMED = 3;

/** Sorted problems as they are shown: those of one cause are one, whose address names the first places. */
export function foldProblems(problems: readonly Problem[]): Problem[] {
  const groups = new Map<string | Problem, Problem[]>();
  for (const problem of problems) {
    const cause = CAUSES.get(problem) ?? problem;
    const group = groups.get(cause);
    if (group) group.push(problem);
    else groups.set(cause, [problem]);
  }
  return Array.from(groups.values(), (group) => {
    const [first, ...others] = group as [Problem, ...Problem[]];
    if (others.length === 0) return first;
    const { statement, ...rest } = first;
    const text = JSON.stringify(statement);
    const isCommon = statement !== undefined && others.every((one) => JSON.stringify(one.statement) === text);
    return {
      ...rest,
      at: placesText(group.map(({ at }) => at)),
      ...defined({ statement: isCommon ? statement : undefined }),
    };
  });
}

function placesText(places: readonly string[]): string {
  return firstNames(places, places.length > NAMED ? NAMED - 1 : NAMED);
}

/** Problems without repetitions, in an order that depends on their texts alone. */
export function sortProblems(problems: Iterable<Problem>): Problem[] {
  const byText = new Map<string, Problem>();
  for (const problem of problems) byText.set(formatProblem(problem), problem);
  return [...byText.keys()].sort().map((text) => byText.get(text)!);
}

/** All problems of a fleet that one run found. Nothing was written. The message shows those of one cause as one. */
export class FleetError extends Error {
  // Private, because Node prints all public fields of an uncaught error; this way it prints the message alone.
  readonly #problems: readonly Problem[];

  constructor(problems: Iterable<Problem>) {
    const sorted = sortProblems(problems);
    const shown = foldProblems(sorted);
    const count = shown.length === 1 ? '1 problem' : `${shown.length} problems`;
    super(`${count}, nothing was written:\n${shown.map((problem) => `  ${formatWithSource(problem)}`).join('\n')}`);
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

  /** Adds a problem as it is. */
  public take(problem: Problem): void {
    this.found.push(problem);
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
