import { readFileSync } from 'node:fs';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

/** A TypeScript file as CommonJS, so that a program is measured without what runs TypeScript. */
export function transpiled(file: string): string {
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
  return transpileModule(readFileSync(file, 'utf8'), { compilerOptions }).outputText;
}
