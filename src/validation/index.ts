import { Invalid, Report } from './checks/report';
import { Fields } from './checks/rule';
import { Compiler } from './engine';
import { shapeOf } from './kinds';

export type { Invalid } from './checks/report';

/** By minor version of Kubernetes. */
const compilers = new Map<number, Compiler>();

const NONE: readonly Invalid[] = [];

/**
 * The problems that the API server's own validation finds in an object of a built-in kind when it is created. The
 * object's structure must fit the schema of its kind.
 *
 * @param kind group and kind, such as `apps/Deployment`; `/Service` for the core group
 * @param minor minor version of Kubernetes: 34 for 1.34
 */
export function invalidFields(object: Fields, kind: string, minor: number): readonly Invalid[] {
  const shape = shapeOf(kind);
  if (shape === undefined) return NONE;
  let compiler = compilers.get(minor);
  if (compiler === undefined) compilers.set(minor, (compiler = new Compiler(minor)));
  const report = new Report(minor);
  compiler.shape(shape)(object, report);
  return report.found;
}
