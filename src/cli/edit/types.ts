import * as path from 'node:path';
import type * as TypeScript from 'typescript';

/** The compiler's findings in the files of a project; none where there is no tsconfig.json. */
export function typeProblems(ts: typeof TypeScript, directory = process.cwd()): string[] {
  const file = path.join(directory, 'tsconfig.json');
  if (!ts.sys.fileExists(file)) return [];
  const read = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
  const { fileNames, options } = ts.parseJsonConfigFileContent(read.config, ts.sys, directory);
  const program = ts.createProgram(fileNames, { ...options, noEmit: true });
  const own = program.getSourceFiles().filter(({ fileName }) => fileNames.includes(fileName));
  return own.flatMap((source) =>
    [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => {
        const { line } = source.getLineAndCharacterOfPosition(start);
        const name = path.relative(directory, source.fileName);
        return `${name}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      },
    ),
  );
}
