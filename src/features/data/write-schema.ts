import * as fs from 'node:fs';
import * as path from 'node:path';
import { quote } from '../../kubernetes/names';

/** The comment that leads editors to a schema, as the YAML language server reads it. */
const COMMENT = '# yaml-language-server: $schema=';

const HAS_COMMENT = /^\uFEFF?#\s*yaml-language-server\s*:\s*\$schema=/m;

/**
 * Writes a schema, and the comment that leads to it.
 *
 * @returns the files that were created or changed
 * @throws Error when the schema lies among the data, or a file cannot be read or written
 */
export function writeSchema(schema: string, file: string, { comment }: { readonly comment?: string }): string[] {
  if (!file.endsWith('.json')) {
    throw new Error(`schema ${quote(file)} does not end with ".json": give it such a name`);
  }
  const data = comment === undefined ? [] : yamlFiles(comment);
  if (comment !== undefined && path.dirname(path.resolve(file)) === path.resolve(comment)) {
    throw new Error(
      `schema ${quote(file)} is in the folder of the data, and would be read as data: write it elsewhere`,
    );
  }
  const written = textOf(file) === schema ? [] : [file];
  if (written.length > 0) fs.writeFileSync(file, schema);
  return [...written, ...data.filter((one) => addComment(one, file))];
}

/** The YAML files of a folder, or the one file. */
function yamlFiles(from: string): string[] {
  if (!fs.statSync(from).isDirectory()) return [from];
  return fs
    .readdirSync(from, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => path.join(from, entry.name))
    .sort();
}

/** @returns whether the file had no such comment */
function addComment(file: string, schema: string): boolean {
  const text = fs.readFileSync(file, 'utf8');
  if (HAS_COMMENT.test(text)) return false;
  const relative = path.relative(path.dirname(file), schema).split(path.sep).join('/');
  const line = `${COMMENT}${relative.startsWith('.') ? relative : `./${relative}`}`;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  fs.writeFileSync(file, `${mark}${line}${end}${text.slice(mark.length)}`);
  return true;
}

function textOf(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
