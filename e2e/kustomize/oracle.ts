import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../harness/tool';

/** A folder that real kustomize builds: of files in memory, or below a folder on disk. */
export interface OracleRequest {
  readonly id: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly root?: string;
  readonly path: string;
  readonly spec?: Record<string, unknown>;
  readonly strict?: boolean;
  /** Whether the tree brings an OpenAPI schema of its own. */
  readonly schema?: boolean;
  /** Builds so many times more, as kustomize-controller does each time; the quickest counts. */
  readonly repeat?: number;
  readonly configMaps?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What real kustomize made of it. */
export interface OracleAnswer {
  readonly id: string;
  readonly objects?: readonly unknown[];
  readonly error?: string;
  /** Time on processors of the build. */
  readonly micros: number;
}

/** Builds folders with kustomize-controller's own libraries, all in one process. */
export async function askOracle(requests: readonly OracleRequest[]): Promise<OracleAnswer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kustomize-oracle-'));
  try {
    const [from, to] = [join(folder, 'requests'), join(folder, 'answers')];
    await writeFile(from, requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
    const { exitCode, stderr } = await runTool('kustomize-oracle', [from, to], { env: { TMPDIR: folder } });
    if (exitCode !== 0) throw new Error(`the oracle ended with exit code ${exitCode}: ${stderr.slice(-1_000)}`);
    const lines = (await readFile(to, 'utf8')).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as OracleAnswer);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
