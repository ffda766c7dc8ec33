import { parseArgs } from 'node:util';
import { ShapeName, SHAPES } from './shapes';

/** Options of a benchmark run. */
export interface Options {
  readonly quick: boolean;
  /** Ids of the systems; undefined for all. */
  readonly only?: readonly string[];
  readonly shapes: readonly ShapeName[];
  /** How often each is run. */
  readonly rounds: number;
  /** Whether to measure, instead of first runs beside peers, the runs that people wait for beside another checkout's. */
  readonly runs: boolean;
  /** Time limit of one run in seconds. */
  readonly limit: number;
  /** Time limit of the benchmark in minutes; on large fleets the peers share the time that the goals leave over. */
  readonly minutes: number;
  readonly growth: boolean;
  /** Whether to write L to the checkout's disk as well. */
  readonly disk: boolean;
  /** Another checkout, whose library is measured as well. */
  readonly base?: string;
}

/** Usage of the benchmark. */
export const USAGE = `npm run bench -- plan
  what comparing two trees takes
npm run bench -- --push
  what pushing the artifacts of 1,000 clusters takes
npm run bench -- [options]
  --quick          S and a twentieth of M, in less than a minute once all is installed
  --only a,b       these systems, such as ours,helm; ours is always among them
  --shape S,M      these fleets of S, m, M, L-equal, L-own
  --rounds N       runs of each, 5 if not said, 3 with --runs; fewer where they take long
  --limit SECONDS  what one run may take, 600 if not said
  --minutes N      what everything may take, 42 if not said: peers get further on large fleets with more
  --growth         with the growth, which is left out where shapes are given
  --no-growth      without it
  --disk           L on disk as well, which is left out where shapes are given: it may take some minutes
  --base FOLDER    with the library of another checkout beside this one's
  --runs           the runs that people wait for, beside those of --base: of S and L-own, if no shapes are given`;

/** @throws Error when an option is unknown or invalid */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      shape: { type: 'string' },
      rounds: { type: 'string' },
      runs: { type: 'boolean', default: false },
      limit: { type: 'string' },
      minutes: { type: 'string' },
      growth: { type: 'boolean', default: false },
      'no-growth': { type: 'boolean', default: false },
      disk: { type: 'boolean', default: false },
      base: { type: 'string' },
    },
  });
  const { quick, runs } = values;
  const usual = runs ? ['S', 'L-own'] : quick ? ['S', 'm'] : ['S', 'M', 'L-equal', 'L-own'];
  const shapes = values.shape?.split(',') ?? usual;
  const unknown = shapes.find((name) => !(name in SHAPES));
  if (unknown !== undefined) throw new Error(`there is no shape ${unknown}\n${USAGE}`);
  return {
    quick,
    ...(values.only === undefined ? {} : { only: values.only.split(',') }),
    shapes: shapes as ShapeName[],
    rounds: numberOf(values.rounds, quick || runs ? 3 : 5),
    runs,
    limit: numberOf(values.limit, 600),
    minutes: numberOf(values.minutes, 42),
    // A run with explicit shapes does not ask for growth.
    growth: values.growth || (!quick && values.shape === undefined && !values['no-growth']),
    disk: values.disk || (!quick && values.shape === undefined),
    ...(values.base === undefined ? {} : { base: values.base }),
  };
}

function numberOf(text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!(value > 0)) throw new Error(`${text} is not a number above zero\n${USAGE}`);
  return value;
}
