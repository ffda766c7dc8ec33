import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { Edits, Files } from '../../test/support/plan-corpus';

/** What the oracle says about one change. */
export interface Truth {
  readonly roots: Readonly<Record<string, string>>;
  readonly objects: number;
  readonly units: number;
  readonly changes: ReadonlyArray<{ readonly cluster: string; readonly object: string; readonly action: string }>;
  readonly failing: Readonly<Record<string, string>>;
  /** Kustomizations that bring others and fail before the change: what runs then is not known. */
  readonly broken: readonly string[];
  readonly error?: string;
}

/**
 * Asks the oracle what changes do to the clusters of a repository.
 *
 * @param executable the engine `fleet-oracle`
 */
export async function truthOf(executable: string, files: Files, changes: readonly Edits[]): Promise<Truth[]> {
  return truths(executable, files, (folder) => changes.map((edits) => ({ before: folder, edits: plain(edits) })));
}

/**
 * Asks the oracle what changes that follow each other do to the clusters of a repository.
 *
 * @param files the repository before the first change
 */
export async function truthOfChain(executable: string, files: Files, changes: readonly Edits[]): Promise<Truth[]> {
  return truths(executable, files, (folder) =>
    changes.map((edits, at) => ({ ...(at === 0 ? { before: folder } : {}), edits: plain(edits) })),
  );
}

interface Job {
  readonly before?: string;
  readonly edits: Readonly<Record<string, string | null>>;
}

function plain(edits: Edits): Job['edits'] {
  return Object.fromEntries([...edits].map(([file, text]) => [file, text ?? null]));
}

async function truths(executable: string, files: Files, jobs: (folder: string) => readonly Job[]): Promise<Truth[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corpus-plan-'));
  try {
    for (const [file, text] of files) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
    return await ask(
      executable,
      jobs(folder).map((job) => JSON.stringify(job)),
    );
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function ask(executable: string, lines: readonly string[]): Promise<Truth[]> {
  if (lines.length === 0) return [];
  // What kustomize warns of goes to standard error.
  const oracle = spawn(executable, [], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve, reject) => oracle.once('error', reject).once('close', resolve));
  const found: Truth[] = [];
  createInterface({ input: oracle.stdout }).on('line', (line) => found.push(JSON.parse(line) as Truth));
  oracle.stdin.end(`${lines.join('\n')}\n`);
  const status = await ended;
  if (status !== 0 || found.length !== lines.length)
    throw new Error(`the oracle ended with ${status} after ${found.length} answers`);
  return found;
}
