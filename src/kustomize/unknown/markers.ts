import { isNodeMap, Node } from '../yaml/node';
import { Unknown } from './unknowns';

const OPEN = '\ue000';
const CLOSE = '\ue001';
const MARKER = /\ue000([^\ue000\ue001]*)\ue001/g;

/** The marker of an unknown value: the same text for the same value. */
export function markerOf(text: string): string {
  return `${OPEN}${text}${CLOSE}`;
}

/** Whether a text holds a value that is not known. */
export function hasMarker(text: string): boolean {
  return text.includes(OPEN);
}

/** A text for people: unknown values in the form that they were asked for, such as `${NAME}`. */
export function showMarkers(text: string): string {
  return text.replaceAll(MARKER, '$1');
}

/** The marked texts of a text. */
export function markersIn(text: string): string[] {
  return [...text.matchAll(MARKER)].map(([, marker]) => marker!);
}

/** A field whose value is not known. */
export interface UnknownField {
  /** Keys and places in lists. */
  readonly path: ReadonlyArray<number | string>;
  readonly why: Unknown;
}

/** The fields of an object that hold marks. */
export function markedFields(object: Node, why: (marker: string) => Unknown | undefined): UnknownField[] {
  const fields: UnknownField[] = [];
  const add = (text: string, path: ReadonlyArray<number | string>) => {
    for (const marker of markersIn(text)) {
      const unknown = why(marker);
      if (unknown !== undefined) fields.push({ path, why: unknown });
    }
  };
  const walk = (node: Node, path: ReadonlyArray<number | string>): void => {
    if (typeof node === 'string') {
      if (hasMarker(node)) add(node, path);
    } else if (Array.isArray(node)) {
      node.forEach((item, at) => walk(item, [...path, at]));
    } else if (isNodeMap(node)) {
      for (const key of Object.keys(node)) {
        if (hasMarker(key)) add(key, [...path, key]);
        walk(node[key]!, [...path, key]);
      }
    }
  };
  walk(object, []);
  return fields;
}
