/** One number about the repository. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit?: 'lines' | 'kB' | '%';
  /** Location of the number: a file, a function, the members of cycles. */
  readonly at?: string;
  /** Everything counted or compared, for `--list` and for the locations of a broken limit. */
  readonly items?: readonly Item[];
}

/** One item of a figure. */
export interface Item {
  readonly at: string;
  /** Its size, if the figure compares sizes. */
  readonly value?: number;
}

/** An item of a figure that compares sizes. */
export type SizedItem = Required<Item>;

/** A figure that counts items. */
export function count(name: string, items: readonly Item[]): Figure {
  return { name, value: items.length, items };
}

/** The size of the middle item; of an even number of items, the mean of the middle two. */
export function median(name: string, unit: Figure['unit'], items: readonly SizedItem[]): Figure {
  const sizes = items.map(({ value }) => value).sort((a, b) => a - b);
  const [low, high] = [sizes[Math.floor((sizes.length - 1) / 2)], sizes[Math.floor(sizes.length / 2)]];
  return { name, unit, value: ((low ?? 0) + (high ?? 0)) / 2 };
}

/** The size and the location of the largest item. */
export function largest(name: string, unit: Figure['unit'], items: readonly SizedItem[]): Figure {
  const sorted = [...items].sort((a, b) => b.value - a.value);
  const [first] = sorted;
  return first ? { name, unit, value: first.value, at: first.at, items: sorted } : { name, unit, value: 0 };
}

/** A figure as one line of text. */
export function formatFigure({ name, value, unit, at }: Figure): string {
  return `${name}: ${value}${unit ? ` ${unit}` : ''}${at ? ` (${at})` : ''}`;
}
