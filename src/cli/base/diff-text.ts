import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { DiffFile } from '../../pipeline/run-diff';
import { plainLine } from '../../plan/diff/plain-line';
import { Output } from './output';

/** The difference of one file, as Git shows it. */
export function diffText({ path: name, old, next }: DiffFile, output: Output): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'flux-fleet-'));
  try {
    const sides = Object.entries({ old, next }).map(([side, text]) => {
      if (text === undefined) return '/dev/null';
      fs.writeFileSync(path.join(folder, side), text);
      return side;
    });
    const options = ['--no-index', '--no-color', '--no-ext-diff', '--no-textconv', '--text', '--'];
    const { stdout } = spawnSync('git', ['diff', ...options, ...sides], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    const body = stdout.slice(Math.max(stdout.indexOf('\n@@'), 0)).trimStart();
    const head = [
      `--- ${old === undefined ? '/dev/null' : `a/${name}`}`,
      `+++ ${next === undefined ? '/dev/null' : `b/${name}`}`,
    ];
    return [...head, ...plainLine(body).trimEnd().split('\n')].map((line) => `${styled(line, output)}\n`).join('');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function styled(line: string, output: Output): string {
  if (/^(?:---|\+\+\+) /.test(line)) return output.style('bold', line);
  if (line.startsWith('@@')) return output.style('cyan', line);
  if (line.startsWith('+')) return output.style('green', line);
  return line.startsWith('-') ? output.style('red', line) : line;
}
