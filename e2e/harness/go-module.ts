import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { readZip } from './zip';

/** A Go module pinned by version and content. */
export interface GoModule {
  readonly path: string;
  /** For example `v1.2.3`. */
  readonly version: string;
  /** The module's hash as go.sum writes it, `h1:…`. */
  readonly sum: string;
}

/**
 * The files of a Go module, by path inside it.
 * @throws when it cannot be had, or its content is not what was pinned.
 */
export async function readGoModule(module: GoModule): Promise<Map<string, Buffer>> {
  const root = `${module.path}@${module.version}`;
  const files = readZip(await readFile(await downloadZip(root)));
  const sum = hash(files);
  if (sum !== module.sum) throw new Error(`module ${root}: expected ${module.sum}, got ${sum}`);
  return new Map([...files].map(([name, content]) => [name.slice(root.length + 1), content]));
}

function downloadZip(root: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // Outside any module, so that no go.mod has a say in what is downloaded.
    const options = { cwd: tmpdir(), env: { ...process.env, GOWORK: 'off', GOFLAGS: '' } };
    execFile('go', ['mod', 'download', '-json', root], options, (error, stdout, stderr) => {
      // The command fails for a module that asks for a newer Go, yet brings the zip all the same.
      const zip = /"Zip": ("[^"]*")/.exec(stdout)?.[1];
      if (zip !== undefined) resolve(JSON.parse(zip) as string);
      else reject(new Error(`module ${root}: cannot download: ${stdout}${stderr}`, { cause: error }));
    });
  });
}

// Go's `h1` hash: of the sorted list of the files' hashes and names, in the manner of sha256sum.
function hash(files: ReadonlyMap<string, Buffer>): string {
  const sha256 = (content: Buffer | string): ReturnType<typeof createHash> => createHash('sha256').update(content);
  const lines = [...files.keys()].sort().map((name) => `${sha256(files.get(name) as Buffer).digest('hex')}  ${name}\n`);
  return `h1:${sha256(lines.join('')).digest('base64')}`;
}
