import { isPlainMap } from '../../core/is-map';
import { ProblemCollector } from '../../core/problem';
import { SourceLocation } from '../../core/source-location';
import { checkLayer } from './config';

/** One layer of configuration. */
export interface ConfigLayer {
  /** Name in messages, such as `environment dev` or `preset edge of group stores`. */
  readonly name: string;
  /** The values as the program gave them. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The statement that created the layer; undefined if unknown. */
  readonly location?: SourceLocation | undefined;
}

/** A layer that determines its location on demand, because that takes time. */
export class DeclaredLayer implements ConfigLayer {
  readonly #declaredBy: Pick<ConfigLayer, 'location'>;

  constructor(
    public readonly name: string,
    public readonly values: Readonly<Record<string, unknown>>,
    declaredBy: Pick<ConfigLayer, 'location'>,
  ) {
    this.#declaredBy = declaredBy;
  }

  /** The statement that created the layer. */
  public get location(): SourceLocation | undefined {
    return this.#declaredBy.location;
  }
}

/**
 * A layer of values that the program gave, checked.
 *
 * @param at address of problems
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
  // A cyclic layer cannot be merged.
  const isSound = isPlainMap(values) && !found.some((message) => message.includes(' contains itself: '));
  return new DeclaredLayer(name, isSound ? values : {}, statement);
}
