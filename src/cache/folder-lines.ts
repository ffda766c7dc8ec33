/** A folder of the output directory as it was at a time. */
export interface FolderLine {
  /** Path within the output directory. */
  readonly path: string;
  /** Its number on the device. */
  readonly node: number;
  /** The time at or after which it was seen, in milliseconds since 1970 by the clock of its file system. */
  readonly since: number;
  /** What its files hold. */
  readonly digest: string;
  /** Names of its files, and of the folders in it. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/**
 * Folders as lines: one for each, with tabs, as no name holds one. What folders have in common has a line before them,
 * and goes by its number since the last line that begins a part. A part is what one run adds.
 *
 *     part
 *     holds  DIGEST  NAME/NAME …       the files
 *     below  NAME/NAME …               the folders
 *     folder PATH  NODE  SINCE  HOLDS  BELOW
 */
export function formatFolders(folders: Iterable<FolderLine>): string {
  const lines = ['part'];
  const numbers = new Map<string, number>();
  const counts = { holds: 0, below: 0 };
  const numberOf = (what: keyof typeof counts, rest: string) => {
    const line = `${what}\t${rest}`;
    let number = numbers.get(line);
    if (number === undefined) {
      numbers.set(line, (number = counts[what]++));
      lines.push(line);
    }
    return number;
  };
  for (const { path, node, since, digest, files, folders: below } of folders) {
    const holds = numberOf('holds', `${digest}\t${files.join('/')}`);
    lines.push(`folder\t${path}\t${node}\t${since}\t${holds}\t${numberOf('below', below.join('/'))}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Reads lines; undefined when they are none of these. */
export function parseFolders(text: string): FolderLine[] | undefined {
  const lines = text.split('\n');
  if (lines.pop() !== '') return undefined;
  const folders: FolderLine[] = [];
  let holds: Array<Pick<FolderLine, 'digest' | 'files'>> = [];
  let below: string[][] = [];
  for (const line of lines) {
    const [what, first = '', second = '', since, number, inside] = line.split('\t');
    if (what === 'folder') {
      const held = holds[Number(number)];
      const names = below[Number(inside)];
      if (held === undefined || names === undefined) return undefined;
      folders.push({ path: first, node: Number(second), since: Number(since), ...held, folders: names });
    } else if (what === 'holds') holds.push({ digest: first, files: namesIn(second) });
    else if (what === 'below') below.push(namesIn(first));
    else if (what === 'part') [holds, below] = [[], []];
    else return undefined;
  }
  return folders;
}

function namesIn(text: string): string[] {
  return text === '' ? [] : text.split('/');
}
