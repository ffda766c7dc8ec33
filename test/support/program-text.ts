import * as ts from 'typescript';
import * as library from '../../src';
import * as flux from '../../src/flux-entry';

/**
 * Runs the text of a program as it would run by itself, but for `fleet.synth()`, which writes nothing.
 *
 * @param text the program, which exports its fleet
 * @param siblings other modules that it imports, by name
 */
export function runProgram(
  text: string,
  siblings: Readonly<Record<string, unknown>> = {},
): library.Fleet<Record<string, unknown>> {
  const { outputText } = ts.transpileModule(text.replace(/^fleet\.synth\(\);$/m, ''), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  const modules: Readonly<Record<string, unknown>> = {
    'cdk8s-flux-fleet': library,
    'cdk8s-flux-fleet/flux': flux,
    ...siblings,
  };
  const required = (name: string): unknown => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return name in modules ? modules[name] : (require(name) as unknown);
  };
  const exported: { fleet?: library.Fleet<Record<string, unknown>> } = {};
  // With vm it would get the maps of another realm, which are none to the library.
  // oxlint-disable-next-line typescript/no-implied-eval
  new Function('require', 'exports', outputText)(required, exported);
  return exported.fleet!;
}

/** Number of lines that a diff of two texts shows: those taken out and those put in. */
export function diffLines(before: string, after: string): number {
  const [a, b] = [before.split('\n'), after.split('\n')];
  // Lengths of the longest common subsequences of what is left of both.
  const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  return a.length + b.length - 2 * common[0]![0]!;
}
