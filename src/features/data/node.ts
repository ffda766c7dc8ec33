import { SourceLocation } from '../../core/source-location';

/** A value of a data file with the place where it stands. */
export type DataNode = ScalarNode | ListNode | MapNode;

/** Text, a number, true, false or null. */
export interface ScalarNode {
  /** What it is. */
  readonly kind: 'scalar';
  /** Where it stands. */
  readonly location: SourceLocation;
  /** The value. */
  readonly value: string | number | boolean | null;
  /** Whether the format knows nothing but text, so that text may stand for a number, a truth value or a list. */
  readonly isPlainText?: boolean;
}

/** A list. */
export interface ListNode {
  /** What it is. */
  readonly kind: 'list';
  /** Where it stands. */
  readonly location: SourceLocation;
  /** The items, in their order. */
  readonly items: readonly DataNode[];
}

/** A map, with the places of its keys. */
export interface MapNode {
  /** What it is. */
  readonly kind: 'map';
  /** Where it stands. */
  readonly location: SourceLocation;
  /** Whether it is a row of a table, which goes by its line instead of a number. */
  readonly isRow?: boolean;
  /** The keys with their places and values, in their order. */
  readonly entries: ReadonlyArray<{
    readonly key: string;
    readonly location: SourceLocation;
    readonly value: DataNode;
  }>;
}

/** Takes what is wrong with a data file. */
export type ReportData = (location: SourceLocation, message: string) => void;
