import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..');

/** Where the files of programs seem to be, so that they find packages; nothing is written. */
const folder = join(root, 'test');

/** The compiler's options of this repository. */
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
  ts.sys,
  root,
);

/** The files of packages and of `src` as they were parsed: reading them takes longer than all else. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** Something that the compiler finds. */
export interface Found {
  /** The file's name. */
  readonly file: string;
  /** The text of the line. */
  readonly line: string;
  readonly message: string;
}

/**
 * What the compiler finds in programs of users, with the sources of this package in place of its declarations.
 *
 * @param texts TypeScript by name of the file, as `fleet.ts`; they may import each other
 * @param types the packages whose global names there are
 */
export function compilerFindings(texts: Readonly<Record<string, string>>, types = ['node']): Found[] {
  const own = new Map(Object.entries(texts).map(([name, text]) => [join(folder, name), text]));
  const all = { ...options, types, noEmit: true, noUnusedLocals: false };
  const host = ts.createCompilerHost(all);
  // The compiler keeps the current directory of its first use, which may be that of another test.
  host.getCurrentDirectory = () => root;
  host.fileExists = (path) => own.has(path) || ts.sys.fileExists(path);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, how) => {
    const text = own.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, how);
    if (!parsed.has(path)) parsed.set(path, read(path, how));
    return parsed.get(path);
  };
  const program = ts.createProgram([...own.keys()], all, host);
  return Object.keys(texts).flatMap((name) => {
    const source = program.getSourceFile(join(folder, name))!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText, start = 0 }) => ({
        file: name,
        line: source.text.slice(source.text.lastIndexOf('\n', start) + 1, source.text.indexOf('\n', start)),
        message: ts.flattenDiagnosticMessageText(messageText, ' '),
      }),
    );
  });
}
