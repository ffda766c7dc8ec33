import { expandLists } from '../yaml/lists';
import { BuildError } from '../yaml/node';
import { parseDocuments } from '../yaml/parse';
import { ParsedFile } from './build-cache';

/** The objects in a text, or why it holds none. */
export function parseFile(text: string): ParsedFile {
  try {
    return { objects: expandLists(parseDocuments(text), '') };
  } catch (error) {
    if (error instanceof BuildError) return { fault: error.message.trim() };
    throw error;
  }
}
