import { SourceLocation } from '../../core/source-location';

/** A value of a data file with its location. */
export type DataNode = ScalarNode | ListNode | MapNode;

/** Text, a number, true, false or null. */
export interface ScalarNode {
  /** Kind of the node. */
  readonly kind: 'scalar';
  /** Location in the file. */
  readonly location: SourceLocation;
  /** The value. */
  readonly value: string | number | boolean | null;
  /** Whether the format has text only, so that text may represent a number, a boolean or a list. */
  readonly isPlainText?: boolean;
}

/** A list. */
export interface ListNode {
  /** Kind of the node. */
  readonly kind: 'list';
  /** Location in the file. */
  readonly location: SourceLocation;
  /** The items, in their order. */
  readonly items: readonly DataNode[];
}

/** A map with the locations of its keys. */
export interface MapNode {
  /** Kind of the node. */
  readonly kind: 'map';
  /** Location in the file. */
  readonly location: SourceLocation;
  /** Whether it is a row of a table, which messages identify by line instead of by index. */
  readonly isRow?: boolean;
  /** The keys with locations and values, in their order. */
  readonly entries: ReadonlyArray<{
    readonly key: string;
    readonly location: SourceLocation;
    readonly value: DataNode;
  }>;
}

/** Receives problems of a data file. */
export type ReportData = (location: SourceLocation, message: string) => void;

/** Keys that no map may have, because programs would mistake them for those of JavaScript's own. */
export const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype'];
