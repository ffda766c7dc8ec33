import { TargetContext } from '../context';
import { FLUX_SYSTEM } from '../control';

/** The control namespace of a component, and the prefix of names there. */
export function controlOf<C extends object>({
  cluster,
  environment,
}: TargetContext<C>): { namespace: string; prefix: string } {
  if (cluster.managedBy === undefined) return { namespace: environment?.controlNamespace ?? FLUX_SYSTEM, prefix: '' };
  return { namespace: cluster.name, prefix: environment ? `${environment.name}-` : '' };
}
