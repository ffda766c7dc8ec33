import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type * as TypeScript from 'typescript';
import { UsageError } from '../base/usage-error';
import { CannotEdit } from './cannot-edit';
import { TextEdit, withEdits } from './text-edits';

/** The compiler of the user's own project. */
type Compiler = typeof TypeScript;

/** @throws UsageError when the project has none */
function compilerOf(directory: string): Compiler {
  const load = createRequire(path.join(directory, 'package.json'));
  try {
    return load('typescript') as Compiler;
  } catch {
    throw new UsageError('TypeScript is not installed, which reads the program: npm install --save-dev typescript@5');
  }
}

/** The files of a program, with the edits that are planned for them. Paths are relative to the working directory. */
export class ProgramFiles {
  /** The compiler that reads them. */
  public readonly ts: Compiler;

  /** The file that is started. */
  public readonly entry: string;

  private readonly sources = new Map<string, TypeScript.SourceFile>();
  private readonly edits = new Map<string, TextEdit[]>();
  private readonly created = new Map<string, string>();

  /**
   * @param app the command that runs the program
   * @param more files that are known to belong to it
   * @throws CannotEdit when the command names no file
   */
  constructor(
    app: string,
    more: readonly string[],
    private readonly directory = process.cwd(),
  ) {
    this.ts = compilerOf(directory);
    const words = app.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''));
    const entry = words.findLast((word) => /\.[cm]?[jt]sx?$/.test(word) && fs.existsSync(path.join(directory, word)));
    if (entry === undefined) throw new CannotEdit(`the command ${JSON.stringify(app)} names no file of this folder`);
    this.entry = path.normalize(entry);
    for (const file of [this.entry, ...more]) this.read(path.normalize(file));
  }

  /** The files, the started one first. */
  public get all(): ReadonlyArray<readonly [file: string, source: TypeScript.SourceFile]> {
    return [...this.sources];
  }

  public source(file: string): TypeScript.SourceFile {
    return this.sources.get(path.normalize(file))!;
  }

  /** Whether a file is there, or comes. */
  public has(file: string): boolean {
    return this.created.has(file) || fs.existsSync(path.join(this.directory, file));
  }

  public edit(file: string, ...edits: readonly TextEdit[]): void {
    const name = path.normalize(file);
    this.edits.set(name, [...(this.edits.get(name) ?? []), ...edits]);
  }

  /** Makes a new file. */
  public create(file: string, text: string): void {
    this.created.set(path.normalize(file), text);
  }

  /** Files with their texts before and after. */
  public get changes(): ReadonlyArray<{ readonly file: string; readonly old?: string; readonly next: string }> {
    const changed = Array.from(this.edits, ([file, edits]) => {
      const old = this.sources.get(file)?.text ?? fs.readFileSync(path.join(this.directory, file), 'utf8');
      return { file, old, next: withEdits(old, edits) };
    });
    const made = Array.from(this.created, ([file, next]) => ({ file, next }));
    return [...changed.filter(({ old, next }) => old !== next), ...made];
  }

  /** The module that a relative import of a file leads to; undefined for packages. */
  public imported(from: string, specifier: string): string | undefined {
    if (!specifier.startsWith('.')) return undefined;
    const base = path.join(path.dirname(from), specifier);
    const plain = base.replace(/\.([cm]?)jsx?$/, '.$1ts');
    const names = [
      base,
      plain,
      ...['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs'].map((ending) => base + ending),
    ];
    return [...names, ...['ts', 'js'].map((ending) => path.join(base, `index.${ending}`))].find(
      (name) => fs.statSync(path.join(this.directory, name), { throwIfNoEntry: false })?.isFile() === true,
    );
  }

  /** The specifier by which one file imports another, in the style of the imports there. */
  public specifier(from: string, to: string): string {
    const relative = path.posix.relative(path.posix.dirname(from), to);
    const plain = (relative.startsWith('.') ? relative : `./${relative}`).replace(/\.[cm]?[jt]sx?$/, '');
    const short = plain.replace(/\/index$/, '') || '.';
    const style = this.sources.get(from)?.statements.flatMap((one) => {
      const text =
        this.ts.isImportDeclaration(one) && this.ts.isStringLiteral(one.moduleSpecifier)
          ? one.moduleSpecifier.text
          : '';
      return text.startsWith('.') ? (/\.[cm]?[jt]sx?$/.exec(text)?.[0] ?? '') : [];
    });
    const ending = style?.[0] ?? '';
    return ending === '' ? short : plain + ending;
  }

  private read(file: string): void {
    if (this.sources.has(file) || file.startsWith('..')) return;
    const text = fs.readFileSync(path.join(this.directory, file), 'utf8');
    const source = this.ts.createSourceFile(file, text, this.ts.ScriptTarget.Latest, true);
    this.sources.set(file, source);
    for (const { fileName } of this.ts.preProcessFile(text).importedFiles) {
      const to = this.imported(file, fileName);
      if (to !== undefined && !to.includes('node_modules') && /\.[cm]?tsx?$|\.[cm]?jsx?$/.test(to)) this.read(to);
    }
  }
}
