import * as fs from 'node:fs';
import * as path from 'node:path';
import { scratchRoot } from '../../support/folder';

/** A folder of its own for a test file, taken away behind it. */
export function scratchFolder(): {
  readonly write: (name: string, content: string | Buffer) => string;
  readonly at: (name: string) => string;
} {
  const folder = fs.mkdtempSync(path.join(scratchRoot, 'fleet-secrets-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => path.join(folder, name);
  return {
    at,
    write: (name, content) => {
      fs.mkdirSync(path.dirname(at(name)), { recursive: true });
      fs.writeFileSync(at(name), content);
      return at(name);
    },
  };
}
