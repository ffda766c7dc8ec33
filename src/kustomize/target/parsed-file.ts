import { expandLists } from '../yaml/lists';
import { BuildError, type NodeMap } from '../yaml/node';
import { parseDocuments } from '../yaml/parse';

/** The parsed content of a file, or why it holds no objects. */
export type ParsedFile = { readonly objects: readonly NodeMap[] } | { readonly fault: string };

/** The objects in a text, or why it holds none. */
export function parseFile(text: string): ParsedFile {
  try {
    return { objects: expandLists(parseDocuments(text), '') };
  } catch (error) {
    if (error instanceof BuildError) return { fault: error.message.trim() };
    throw error;
  }
}
