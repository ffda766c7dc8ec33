import { quote } from '../kubernetes/names';
import { textIn } from './fields';

/** Problem of a reference into another namespace, which lockdown refuses. */
export function elsewhere(field: string, namespace: unknown, own: string): string | undefined {
  const other = textIn(namespace);
  return other === undefined || own === '' || other === own
    ? undefined
    : `${field} is in namespace ${quote(other)}, and Flux's lockdown refuses references into other namespaces: have it in ${quote(own)}`;
}
