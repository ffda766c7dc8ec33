import * as fs from 'node:fs';
import * as os from 'node:os';
import { dirname, join, relative } from 'node:path';

/** Folders of tests need this much, of which most is free again soon. */
const ENOUGH = 2 ** 30;

/** Where tests make their folders: in memory if there is room, as they make hundreds of thousands of calls. */
export const scratchRoot: string = hasRoom('/dev/shm') ? '/dev/shm' : os.tmpdir();

function hasRoom(folder: string): boolean {
  if (!fs.existsSync(folder)) return false;
  const { bavail, bsize } = fs.statfsSync(folder);
  return bavail * bsize > ENOUGH;
}

/** A directory: a new one of the test's own, or a given one. */
export class Folder {
  constructor(public readonly path = fs.mkdtempSync(join(scratchRoot, 'fleet-'))) {}

  /** Every regular file with its content, but for what makes hosts fold diffs. */
  public get files(): Record<string, string> {
    const found = fs.readdirSync(this.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const names = found.map((entry) => relative(this.path, join(entry.parentPath, entry.name)));
    return Object.fromEntries(
      names
        .filter((name) => name !== '.gitattributes')
        .sort()
        .map((name) => [name, this.read(name)]),
    );
  }

  public at(name: string): string {
    return join(this.path, name);
  }

  public has(name: string): boolean {
    return fs.existsSync(this.at(name));
  }

  public read(name: string): string {
    return fs.readFileSync(this.at(name), 'utf8');
  }

  public write(name: string, text: string): void {
    fs.mkdirSync(dirname(this.at(name)), { recursive: true });
    fs.writeFileSync(this.at(name), text);
  }

  public delete(): void {
    fs.rmSync(this.path, { recursive: true });
  }
}
