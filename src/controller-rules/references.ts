import { quote } from '../kubernetes/names';
import { Fields, textIn } from './fields';

/** Problem of a reference into another namespace, which lockdown refuses. */
export function elsewhere(field: string, namespace: unknown, own: string): string | undefined {
  const other = textIn(namespace);
  return other === undefined || own === '' || other === own
    ? undefined
    : `${field} is in namespace ${quote(other)}, and Flux's lockdown refuses references into other namespaces: have it in ${quote(own)}`;
}

/** A rule about health checks that refer to a variable which they do not have, of any kind that has such checks. */
export const FOREIGN_VARIABLE = {
  field: 'healthCheckExprs',
  severity: 'warning',
  file: 'github.com/fluxcd/pkg/runtime v0.110.0 cel/status_evaluator.go',
  when: '`healthCheckExprs` asks for the object as `self`, `object` or the like, as other expressions do',
  then: 'there is no such variable, and every check fails',
  // Loaded with the first expression.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  check: (spec: Fields) => (require('./health') as typeof import('./health')).foreignVariables(spec),
} as const;
