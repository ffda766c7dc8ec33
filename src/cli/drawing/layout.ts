/*
 * A layered layout, after Sugiyama: columns by the longest way to an end, lines through every column that they cross,
 * and in each column the order that keeps neighbors close. Equal graphs have equal layouts.
 */

/** A box to place: its width is known, its height is that of all. */
export interface Box {
  readonly id: string;
  readonly width: number;
}

/** The line from one box to another. */
export interface Line {
  readonly from: string;
  readonly to: string;
}

/** A point, in pixels from the upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything is: boxes by their upper left corners, lines by the points that they pass. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Point>;
  /** In the order of the lines. */
  readonly lines: ReadonlyArray<readonly Point[]>;
}

/** Height of a box, and the free space between boxes and between columns, in pixels. */
export const SIZES = { height: 34, gap: 14, column: 90 };

/** Height of the place where a line crosses a column. */
const CROSSING = 6;

/** Rounds of ordering and of moving; more change little. */
const ROUNDS = 12;

/** A box, or the place where a line crosses a column. */
interface Slot {
  readonly column: number;
  readonly width: number;
  readonly height: number;
  readonly before: Slot[];
  readonly after: Slot[];
  order: number;
  /** The middle. */
  y: number;
}

/** Places boxes in columns from left to right, as lines lead. A line that closes a circle leads back. */
export function layoutOf(boxes: readonly Box[], lines: readonly Line[]): Layout {
  const columns = columnsOf(boxes, lines);
  const slots = new Map(boxes.map(({ id, width }) => [id, slot(columns.get(id)!, width, SIZES.height)]));
  const ways = lines.map(({ from, to }) => wayBetween(slots.get(from)!, slots.get(to)!));
  const all = [...slots.values(), ...ways.flatMap((way) => way.slice(1, -1))];
  const inColumns = Array.from({ length: most(all.map(({ column }) => column + 1)) }, (_, index) =>
    all.filter(({ column }) => column === index),
  );
  for (const column of inColumns) number(column);
  for (let round = 0; round < ROUNDS; round++) order(inColumns, round % 2 === 0);
  for (const column of inColumns) stack(column);
  for (let round = 0; round < ROUNDS; round++) approach(inColumns, round % 2 === 0);
  return measured(slots, ways, inColumns);
}

function slot(column: number, width: number, height: number): Slot {
  return { column, width, height, before: [], after: [], order: 0, y: 0 };
}

/**
 * The column of each box: right after the last of those that lead to it. Where a way begins, as far to the left of the
 * last column as the way has lines.
 */
function columnsOf(boxes: readonly Box[], lines: readonly Line[]): Map<string, number> {
  const columns = columnsFromEnd(boxes, lines);
  const last = most([...columns.values()]);
  const leading = new Map(boxes.map(({ id }) => [id, [] as string[]]));
  for (const { from, to } of lines) if (columns.get(from)! < columns.get(to)!) leading.get(to)!.push(from);
  const isAlone = new Set(boxes.map(({ id }) => id));
  for (const { from, to } of lines) for (const id of [from, to]) isAlone.delete(id);
  for (const [id] of [...columns].sort(([, a], [, b]) => a - b)) {
    const before = leading.get(id)!.map((other) => columns.get(other)!);
    if (before.length > 0) columns.set(id, Math.max(...before) + 1);
    else if (isAlone.has(id) && last > 0) columns.set(id, 0);
  }
  return columns;
}

/** Columns by the longest way from each box to an end. */
function columnsFromEnd(boxes: readonly Box[], lines: readonly Line[]): Map<string, number> {
  const next = new Map(boxes.map(({ id }) => [id, new Set<string>()]));
  for (const { from, to } of lines) next.get(from)!.add(to);
  const ranks = new Map<string, number>();
  const open = new Set<string>();
  const rankOf = (id: string): number => {
    const known = ranks.get(id);
    if (known !== undefined) return known;
    open.add(id);
    const others = [...next.get(id)!].filter((other) => !open.has(other));
    const rank = Math.max(-1, ...others.map(rankOf)) + 1;
    open.delete(id);
    ranks.set(id, rank);
    return rank;
  };
  const last = most(boxes.map(({ id }) => rankOf(id)));
  return new Map(boxes.map(({ id }) => [id, last - ranks.get(id)!]));
}

/** The slots that a line passes, its ends included. */
function wayBetween(from: Slot, to: Slot): Slot[] {
  const step = Math.sign(to.column - from.column);
  const between = Array.from({ length: Math.max(0, Math.abs(to.column - from.column) - 1) }, (_, index) =>
    slot(from.column + step * (index + 1), 0, CROSSING),
  );
  const way = [from, ...between, to];
  for (const [index, one] of way.slice(1).entries()) {
    const other = way[index]!;
    const [left, right] = step < 0 ? [one, other] : [other, one];
    left.after.push(right);
    right.before.push(left);
  }
  return way;
}

function number(column: readonly Slot[]): void {
  for (const [index, one] of column.entries()) one.order = index;
}

/** Sorts columns by where their neighbors are, from the left or from the right. */
function order(columns: Slot[][], isForward: boolean): void {
  for (const column of isForward ? columns : columns.toReversed()) {
    const wanted = new Map(column.map((one) => [one, mean(isForward ? one.before : one.after, 'order') ?? one.order]));
    column.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
    number(column);
  }
}

function mean(slots: readonly Slot[], key: 'order' | 'y'): number | undefined {
  return slots.length === 0 ? undefined : slots.reduce((sum, one) => sum + one[key], 0) / slots.length;
}

/** Least distance between the middles of two slots that follow each other. */
function distance(upper: Slot, lower: Slot): number {
  return (upper.height + lower.height) / 2 + SIZES.gap;
}

/** The greatest of some numbers, at least 0. A call with each as an argument of its own overflows the stack for many. */
function most(values: readonly number[]): number {
  return values.reduce((greatest, one) => Math.max(greatest, one), 0);
}

function stack(column: readonly Slot[]): void {
  for (const [index, one] of column.entries()) {
    const above = column[index - 1];
    one.y = above === undefined ? 0 : above.y + distance(above, one);
  }
}

/** Moves slots towards their neighbors as far as the order and the distances allow. */
function approach(columns: readonly Slot[][], isForward: boolean): void {
  for (const column of isForward ? columns : columns.toReversed()) {
    const wanted = column.map((one) => mean([...one.before, ...one.after], 'y') ?? one.y);
    const down = [...wanted];
    for (const [index, one] of column.entries()) {
      if (index > 0) down[index] = Math.max(wanted[index]!, down[index - 1]! + distance(column[index - 1]!, one));
    }
    const up = [...wanted];
    for (let index = column.length - 2; index >= 0; index--) {
      up[index] = Math.min(wanted[index]!, up[index + 1]! - distance(column[index]!, column[index + 1]!));
    }
    // Both keep the distances, and so does what is between them.
    for (const [index, one] of column.entries()) one.y = (down[index]! + up[index]!) / 2;
  }
}

function measured(
  slots: ReadonlyMap<string, Slot>,
  ways: ReadonlyArray<readonly Slot[]>,
  columns: readonly Slot[][],
): Layout {
  const all = columns.flat();
  const top = -most(all.map(({ y, height }) => height / 2 - y));
  const bottom = most(all.map(({ y, height }) => y + height / 2));
  const widths = columns.map((column) => most(column.map(({ width }) => width)));
  const starts = widths.map((_, index) => widths.slice(0, index).reduce((sum, width) => sum + width + SIZES.column, 0));
  const round = (value: number) => Math.round(value * 10) / 10;
  const y = (one: Slot) => round(one.y - top);
  const points = (way: readonly Slot[]): Point[] =>
    way.flatMap((one, index) => {
      const left = { x: starts[one.column]!, y: y(one) };
      const right = { x: left.x + (one.width || widths[one.column]!), y: y(one) };
      const isBack = way[0]!.column > way.at(-1)!.column;
      if (index === 0) return [isBack ? left : right];
      if (index === way.length - 1) return [isBack ? right : left];
      return isBack ? [right, left] : [left, right];
    });
  return {
    width: (starts.at(-1) ?? 0) + (widths.at(-1) ?? 0),
    height: round(bottom - top),
    boxes: new Map(
      [...slots].map(([id, one]) => [id, { x: starts[one.column]!, y: round(one.y - top - one.height / 2) }]),
    ),
    lines: ways.map(points),
  };
}
