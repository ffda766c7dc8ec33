import { spawn } from 'node:child_process';
import type { EngineName } from './engine-list';
import { ensureEngine } from './engines';

/** What a finished command left. */
export interface ToolResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a command. */
export interface ToolProps {
  /** Text for its standard input. @default - empty */
  readonly input?: string;
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command-line engine (helm, sops, kubeconform, …) to its end; a non-zero exit code is a result, not an error. */
export async function runTool(name: EngineName, args: readonly string[], props: ToolProps = {}): Promise<ToolResult> {
  const executable = await ensureEngine(name);
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { cwd: props.cwd, env: { ...process.env, ...props.env } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({
        exitCode: code ?? -1,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
    // A command that reads nothing closes the pipe first; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(props.input ?? '');
  });
}
