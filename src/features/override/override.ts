import { Construct } from 'constructs';
import { ProblemCollector } from '../../core/problem';
import { SourceLocation, Statement } from '../../core/source-location';
import { FleetElement } from '../fleet';
import { Placement } from '../placement';
import { Fields } from './fields';

/** An override: other settings at the places that a placement selects. `S` is what may be set. */
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

/** An override that asks for its location only when somebody wants to know, because that costs time. */
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

/** What an {@link OverridableElement} is made with, beside its scope and name. */
export interface OverridableOptions {
  /** The fields of its props. */
  readonly fields: Fields;
  /** Which of the kinds of the construct it is, as the fields are for some of them. */
  readonly of: string;
  /** What it is, as messages call it. */
  readonly kind: string;
  /** Where it is, as messages say it. */
  readonly at: string;
}

/** Gives the fields of an element's props. */
export let fieldsOf: (element: OverridableElement<object>) => Fields;

/** Base of what has settings, with overrides for some places. */
export abstract class OverridableElement<S extends object> extends FleetElement {
  static {
    // Not a property, as users of the constructs have no use for it.
    fieldsOf = (element) => element.#options.fields;
  }

  readonly #statement: Statement;
  readonly #problems: ProblemCollector;
  readonly #options: OverridableOptions;
  readonly #overrides: Array<Override<S>> = [];

  /** @internal */
  protected constructor(scope: Construct, problems: ProblemCollector, name: string, options: OverridableOptions) {
    super(scope, problems, options.kind, name, options.at);
    this.#statement = new Statement(new.target);
    this.#problems = problems;
    this.#options = options;
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
   * The overrides, in the order of their statements, which has no meaning.
   *
   * @internal
   */
  public get overrides(): ReadonlyArray<Override<S>> {
    return [...this.#overrides];
  }

  /** Adds an override: other settings at the places that `placement` selects. Two that contradict are an error. */
  public override(placement: Placement, settings: S, { rank = 0 }: OverrideOptions = {}): void {
    const { fields, of, at } = this.#options;
    const allowed = fields.overridable(of);
    const foreign = Object.keys(settings).filter((key) => !allowed.includes(key));
    this.#problems.add(
      'override',
      at,
      ...foreign.map((key) => `an override gives ${key}, but what it is for takes ${allowed.join(', ')}: leave it out`),
      Number.isFinite(rank) ? undefined : `an override has the rank ${rank}: give a number`,
    );
    // oxlint-disable-next-line typescript/unbound-method -- it is not called, but looked for on the stack
    const statement = new Statement(this.override);
    this.#overrides.push(new DeclaredOverride(placement, settings, rank, statement));
  }
}
