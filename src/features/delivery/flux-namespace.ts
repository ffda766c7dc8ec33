import { quote } from '../../kubernetes/names';
import { TargetContext } from '../context';
import { controlOf } from '../control';

/** A delivery and its place. */
interface Delivered {
  readonly address: readonly string[];
  readonly namespace: string;
  readonly targetNamespace?: string;
  readonly isTenants?: true;
  readonly props: { readonly chart?: unknown };
}

/**
 * The namespace of a Flux object that the program gives, if it is another one than the object has by itself. Reports one
 * where Flux does not find what the object needs: its source, its account or the kubeconfig, none of which it may refer to
 * in another namespace.
 */
export function fluxPlace<C extends object>(
  context: TargetContext<C>,
  { address, namespace, targetNamespace, isTenants, props }: Delivered,
  given: string,
): { readonly fluxNamespace?: string } {
  const { managedBy } = context.cluster;
  const { namespace: control } = controlOf(context);
  const isChart = props.chart !== undefined;
  const natural = isTenants === true && !isChart && managedBy === undefined ? namespace : control;
  if (given === natural) return {};
  const own = isTenants || isChart ? namespace : targetNamespace;
  if (managedBy === undefined && given === own) return { fluxNamespace: given };
  const what = `fluxNamespace is ${quote(given)}`;
  const message =
    managedBy !== undefined
      ? `${what}, and the Flux objects of remote cluster ${quote(context.cluster.name)} are beside its kubeconfig on ${quote(managedBy.name)}: give ${quote(control)} there, or leave it out`
      : natural === own
        ? `${what}, and a tenant's folder is applied from ${quote(natural)}, where the tenant's account is: leave it out`
        : own === undefined
          ? `${what}, and the folder may hold several namespaces: give namespace as well, to which Flux moves all of its objects, or leave it out`
          : `${what}, where neither an account nor the source is: give ${quote(own)} or ${quote(natural)}`;
  context.report('namespace', address, message);
  return {};
}
