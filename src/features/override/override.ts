import { Construct } from 'constructs';
import { anything, Options, shown } from '../../core/options';
import { ProblemCollector } from '../../core/problem';
import { SourceLocation, Statement } from '../../core/source-location';
import { FleetElement } from '../fleet';
import { Placement } from '../placement';
import { Fields } from './fields';

/** An override: different settings at the targets that a placement selects. `S` are the settings it may change. */
export interface Override<S> {
  /** The targets it applies to. */
  readonly placement: Placement;
  /** The settings. Maps such as values and quotas are merged key by key, patches are appended, all else is replaced. */
  readonly settings: S;
  /** Precedence among overrides: the higher rank wins. */
  readonly rank: number;
  /** Location of the statement that declared it; undefined if unknown. */
  readonly location?: SourceLocation;
}

/** Options of an override. */
export interface OverrideOptions {
  /**
   * Precedence among overrides that set the same field for the same target: the higher rank wins. Two contradicting
   * overrides of the same rank are an error.
   *
   * @default 0
   */
  readonly rank?: number;
}

const OVERRIDE_OPTIONS = Options.of<OverrideOptions>('an override', {
  // Its own check says what a rank is.
  rank: anything,
});

/** An override that computes its location on demand, because reading the stack is slow. */
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

/** Constructor options of an {@link OverridableElement}, beyond its scope and name. */
export interface OverridableOptions {
  /** Fields of its props. */
  readonly fields: Fields;
  /** Kind of the construct that decides which fields apply, such as a delivery sort. */
  readonly of: string;
  /** Name of the construct type in messages. */
  readonly kind: string;
  /** Its address in messages. */
  readonly at: string;
}

/** Returns the fields of an element's props. */
export let fieldsOf: (element: OverridableElement<object>) => Fields;

/** Base of elements whose settings can be overridden for some targets. */
export abstract class OverridableElement<S extends object> extends FleetElement {
  static {
    // Not a property, because users of the constructs do not need it.
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
   * Location of the statement that created it; undefined if unknown.
   *
   * @internal
   */
  public get location(): SourceLocation | undefined {
    return this.#statement.location;
  }

  /**
   * The overrides, in the order of their statements. The order has no effect.
   *
   * @internal
   */
  public get overrides(): ReadonlyArray<Override<S>> {
    return [...this.#overrides];
  }

  /**
   * Adds an override: different settings at the targets that `placement` selects. Two contradicting overrides of the
   * same rank are an error.
   */
  public override(placement: Placement, settings: S, options: OverrideOptions = {}): void {
    const { fields, of, at } = this.#options;
    const allowed = fields.overridable(of);
    const foreign = Object.keys(settings ?? {}).filter(
      (key) => !allowed.includes(key) && fields.takersOf(key) !== undefined,
    );
    const sound = fields.readSettings(settings, this.#problems.optionsAt(at));
    const { rank = 0 } = OVERRIDE_OPTIONS.read(options, this.#problems.optionsAt(at));
    this.#problems.add(
      'override',
      at,
      ...foreign.map((key) => `an override gives ${key}, but what it is for takes ${allowed.join(', ')}: leave it out`),
      placement instanceof Placement ? undefined : `an override is for ${shown(placement)}: give a Placement`,
      Number.isFinite(rank) ? undefined : `an override has the rank ${shown(rank)}: give a number`,
    );
    // oxlint-disable-next-line typescript/unbound-method -- not called, only searched for on the stack
    const statement = new Statement(this.override);
    const where = placement instanceof Placement ? placement : Placement.nowhere();
    this.#overrides.push(new DeclaredOverride(where, sound, rank, statement));
  }
}
