import { ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import * as ts from 'typescript';

const ROOT = resolve(__dirname, '../../..');

/**
 * Compiles a file and its imports from this repository once, so that twenty processes need not.
 *
 * @returns the compiled file
 */
export function compileChild(file: string, into: string): string {
  const done = new Set<string>();
  const compile = (source: string): void => {
    if (done.has(source)) return;
    done.add(source);
    const { outputText } = ts.transpileModule(fs.readFileSync(source, 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    const target = compiled(source);
    fs.mkdirSync(dirname(target), { recursive: true });
    fs.writeFileSync(target, outputText);
    for (const [, path] of outputText.matchAll(/require\("(\.[^"]+)"\)/g)) {
      const imported = resolve(dirname(source), path!);
      compile(fs.existsSync(`${imported}.ts`) ? `${imported}.ts` : join(imported, 'index.ts'));
    }
  };
  const compiled = (source: string) => join(into, relative(ROOT, source).replace(/\.ts$/, '.js'));
  compile(file);
  return compiled(file);
}

/** A process that answers each input line with one line. */
export class Child {
  private readonly process: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(file: string, ...args: string[]) {
    const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules'), NODE_OPTIONS: '' };
    this.process = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.lines = createInterface({ input: this.process.stdout! })[Symbol.asyncIterator]();
  }

  public say(line: string): void {
    this.process.stdin!.write(`${line}\n`);
  }

  public async hear(): Promise<string | undefined> {
    const { value, done } = await this.lines.next();
    return done ? undefined : value;
  }

  public async kill(): Promise<void> {
    const exited = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGKILL');
    await exited;
  }
}
