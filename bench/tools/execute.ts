import { execFile } from 'node:child_process';

/**
 * Runs a command to completion; returns its output.
 *
 * @throws Error with the output when it fails
 */
export function execute(args: readonly [string, ...string[]], cwd: string, env: object = {}): Promise<string> {
  const [file, ...rest] = args;
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(file, rest, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${args.join(' ')} failed: ${stdout}${stderr}`.slice(0, 4000), { cause: error }));
      else resolve(stdout);
    });
  });
}
