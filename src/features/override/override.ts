import { Construct } from 'constructs';
import { ProblemCollector } from '../../core/problem';
import { SourceLocation, Statement } from '../../core/source-location';
import { FleetElement } from '../fleet';
import { Placement } from '../placement';

/** An exception: other settings at the places that a placement selects. `S` is what may be set. */
export interface Override<S> {
  /** Where. */
  readonly placement: Placement;
  /** What. Maps such as values and quotas are merged key by key, patches are added, everything else is replaced. */
  readonly settings: S;
  /** Which of several wins: the one of the higher rank. */
  readonly rank: number;
  /** The statement that said it; undefined when it is not known. */
  readonly location?: SourceLocation;
}

/** Options of an override. */
export interface OverrideOptions {
  /**
   * Which of several overrides wins that set the same for the same place: the one of the higher rank. Two of the same
   * rank that contradict are an error.
   *
   * @default 0
   */
  readonly rank?: number;
}

/** An exception that asks for its location only when somebody wants to know, because that costs time. */
class DeclaredOverride<S> implements Override<S> {
  readonly #statement: Statement;

  constructor(
    public readonly placement: Placement,
    public readonly settings: S,
    public readonly rank: number,
    statement: Statement,
  ) {
    this.#statement = statement;
  }

  public get location(): SourceLocation | undefined {
    return this.#statement.location;
  }
}

/** Base of what has settings, with exceptions for some places. */
export abstract class OverridableElement<S extends object> extends FleetElement {
  readonly #statement: Statement;
  readonly #problems: ProblemCollector;
  readonly #at: string;
  readonly #overrides: Array<Override<S>> = [];

  /**
   * @param kind what it is, as messages call it
   * @param at where it is, as messages say it
   * @internal
   */
  protected constructor(scope: Construct, problems: ProblemCollector, kind: string, name: string, at: string) {
    super(scope, problems, kind, name, at);
    this.#statement = new Statement(new.target);
    this.#problems = problems;
    this.#at = at;
  }

  /**
   * The statement that made it; undefined when it is not known.
   *
   * @internal
   */
  public get location(): SourceLocation | undefined {
    return this.#statement.location;
  }

  /**
   * The exceptions, in the order they were said; that order has no meaning.
   *
   * @internal
   */
  public get overrides(): ReadonlyArray<Override<S>> {
    return [...this.#overrides];
  }

  /** Says an exception: other settings at the places that `placement` selects. Two that contradict are an error. */
  public override(placement: Placement, settings: S, { rank = 0 }: OverrideOptions = {}): void {
    const allowed: readonly string[] = this.overridable;
    const foreign = Object.keys(settings).filter((key) => !allowed.includes(key));
    this.#problems.add(
      'override',
      this.#at,
      ...foreign.map((key) => `an override gives ${key}, but what it is for takes ${allowed.join(', ')}: leave it out`),
      Number.isFinite(rank) ? undefined : `an override has the rank ${rank}: give a number`,
    );
    // oxlint-disable-next-line typescript/unbound-method -- it is not called, but looked for on the stack
    const statement = new Statement(this.override);
    this.#overrides.push(new DeclaredOverride(placement, settings, rank, statement));
  }

  /** What an exception may set, by what there is. */
  protected abstract get overridable(): ReadonlyArray<keyof S & string>;
}
