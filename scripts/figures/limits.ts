import { Figure, formatFigure } from './figure';

/** Maximum or minimum of a figure. */
export type Limit = { readonly figure: string } & ({ readonly atMost: number } | { readonly atLeast: number });

/** The limits that `--check` enforces. */
export const LIMITS: readonly Limit[] = [
  { figure: 'names at the root', atMost: 110 },
  { figure: 'documented names at the root', atLeast: 100 },
  { figure: 'longest file', atMost: 300 },
  { figure: 'value-import cycles between files', atMost: 0 },
  { figure: 'type-import cycles between files', atMost: 0 },
  { figure: 'value-import cycles between folders', atMost: 0 },
  { figure: 'type-import cycles between folders', atMost: 0 },
  { figure: 'largest docs page', atMost: 60 },
  { figure: 'tracked files', atMost: 1499 },
];

/** The limits that figures break, each as lines of text: the figure, then the items at fault. */
export function brokenLimits(figures: readonly Figure[], limits: readonly Limit[] = LIMITS): string[] {
  return limits.flatMap((limit) => {
    const figure = figures.find(({ name }) => name === limit.figure);
    if (!figure) throw new Error(`the limit of "${limit.figure}" belongs to no figure`);
    if (isKept(limit, figure.value)) return [];
    const wanted = 'atMost' in limit ? `at most ${limit.atMost}` : `at least ${limit.atLeast}`;
    return [`${formatFigure(figure)}, wanted is ${wanted}`, ...culprits(figure, limit).map((line) => `  ${line}`)];
  });
}

function isKept(limit: Limit, value: number): boolean {
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}

/** The items that exceed the limit by themselves: too long files, but not too many files. */
function culprits({ items = [] }: Figure, limit: Limit): string[] {
  return items.flatMap(({ at, value }) => (value === undefined || isKept(limit, value) ? [] : [`${value} ${at}`]));
}
