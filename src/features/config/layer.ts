import { ProblemCollector } from '../../core/problem';
import { SourceLocation } from '../../core/source-location';
import { checkLayer, isMap } from './config';

/** One layer of configuration. */
export interface ConfigLayer {
  /** The name it is called by in messages, such as `environment dev` or `preset edge of group stores`. */
  readonly name: string;
  /** What the layer sets, as the program gave it. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The statement that made the layer; undefined when it is not known. */
  readonly location?: SourceLocation | undefined;
}

/** A layer that asks for its location only when somebody wants to know, because that costs time. */
export class DeclaredLayer implements ConfigLayer {
  readonly #declaredBy: Pick<ConfigLayer, 'location'>;

  constructor(
    public readonly name: string,
    public readonly values: Readonly<Record<string, unknown>>,
    declaredBy: Pick<ConfigLayer, 'location'>,
  ) {
    this.#declaredBy = declaredBy;
  }

  /** The statement that made the layer. */
  public get location(): SourceLocation | undefined {
    return this.#declaredBy.location;
  }
}

/**
 * A layer of what the program gave, checked.
 *
 * @param at where problems are said to be
 */
export function declareLayer(
  problems: ProblemCollector,
  at: string,
  name: string,
  values: object,
  statement: Pick<ConfigLayer, 'location'>,
): ConfigLayer {
  const found = checkLayer(values);
  problems.add('config', at, ...found);
  // A layer that could not be gone through could not be merged either.
  const isSound = isMap(values) && !found.some((message) => message.includes(' contains itself: '));
  return new DeclaredLayer(name, isSound ? values : {}, statement);
}
