import { SourceLocation } from './source-location';

/** A value of a data file with the place where it stands. */
export type DataNode = ScalarNode | ListNode | MapNode;

/** Text, a number, true, false or null. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly location: SourceLocation;
  readonly value: string | number | boolean | null;
  /** Whether the format knows nothing but text, so that text may stand for a number, a truth value or a list. */
  readonly isPlainText?: boolean;
}

/** A list. */
export interface ListNode {
  readonly kind: 'list';
  readonly location: SourceLocation;
  readonly items: readonly DataNode[];
}

/** A map, with the places of its keys. */
export interface MapNode {
  readonly kind: 'map';
  readonly location: SourceLocation;
  readonly entries: ReadonlyArray<{
    readonly key: string;
    readonly location: SourceLocation;
    readonly value: DataNode;
  }>;
}

/** Takes what is wrong with a data file. */
export type ReportData = (location: SourceLocation, message: string) => void;
