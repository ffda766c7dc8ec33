import { readFileSync } from 'node:fs';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

/** A TypeScript file as CommonJS, so that the measurement excludes the TypeScript runner. */
export function transpiled(file: string): string {
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
  return transpileModule(readFileSync(file, 'utf8'), { compilerOptions }).outputText;
}
