import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { DiffFile } from '../pipeline/run-diff';
import { plainLine } from '../plan/diff/plain-line';
import { APP, command, value } from './declaration';
import { fenced, Output } from './output';
import { ask } from './query';

/** `flux-fleet diff`. */
export const DIFF = command({
  description:
    'Shows the text of the files that change for a target, between a commit and what the program makes. Writes nothing. ' +
    'What Flux does about the changes, and what is refused, is what flux-fleet plan says. A list that several tenants ' +
    'share belongs to their environment.',
  arguments: [{ name: 'target', description: 'as in messages: eu-1, prod/eu-1, prod/eu-1/shop, prod/eu-1/nginx' }],
  options: { app: APP, base: value('ref', 'the commit to compare with', { fallback: 'HEAD' }) },
  examples: [
    ['flux-fleet diff prod/eu-1', 'an environment on a cluster'],
    ['flux-fleet diff prod/eu-1/shop --base origin/main --format markdown', 'a tenant, for a pull request'],
  ],
  run: async ({ args: [target = ''], options: { app, base }, output }) => {
    const report = await ask(app, { action: 'diff', target, ...(base === undefined ? {} : { base }) });
    if (typeof report === 'number') return report;
    const files = report.diff!;
    const none = `[${target}] nothing changes\n`;
    output.print({
      text: (to: Output) => (files.length === 0 ? none : files.map((file) => diffText(file, to)).join('')),
      markdown: () => {
        if (files.length === 0) return none;
        return fenced(files.map((file) => diffText(file, new Output('markdown', false))).join(''), 'diff');
      },
      data: () => files,
    });
    return 0;
  },
});

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
