import { hash } from 'node:crypto';

/** Length of an object id in a SHA-1 repository, the kind of id computed here. */
export const SHA1_LENGTH = 40;

/** Git's object id of a content, so that trees from Git and from elsewhere can be compared. */
export function contentId(content: string | Buffer): string {
  return objectId('blob', content);
}

/** An entry of a folder in Git's terms. */
export interface TreeEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** Object id in hexadecimal. */
  readonly id: string;
}

/** Git's object id of a folder with these entries. Generated files are never executable. */
export function folderId(entries: readonly TreeEntry[]): string {
  // Git sorts folders as if their names ended with a slash, by bytes.
  const sorted = entries
    .map((entry) => ({ entry, key: Buffer.from(entry.isFolder ? `${entry.name}/` : entry.name) }))
    .sort((a, b) => a.key.compare(b.key));
  const parts = sorted.flatMap(({ entry: { name, isFolder, id } }) => [
    Buffer.from(`${isFolder ? '40000' : '100644'} ${name}\0`),
    Buffer.from(id, 'hex'),
  ]);
  return objectId('tree', Buffer.concat(parts));
}

function objectId(type: 'blob' | 'tree', content: string | Buffer): string {
  const header = `${type} ${Buffer.byteLength(content)}\0`;
  if (typeof content === 'string') return hash('sha1', header + content);
  return hash('sha1', Buffer.concat([Buffer.from(header), content]));
}
