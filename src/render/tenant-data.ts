import { SpacePlan, TenantPlan } from '../resolve/plan';
import { Control } from './control';

/** What a tenant's units are made of. */
export interface TenantData {
  readonly tenant: TenantPlan;
  readonly control: Pick<Control, 'namespace' | 'kubeConfig' | 'flux'> & {
    /** The environment's name. */
    readonly environment: string;
    /** Version of Kubernetes that the namespaces are on. */
    readonly kubernetes: string;
  };
}

/** A tenant's account for one of its namespaces. */
export function accountOf(
  { tenant, control }: TenantData,
  space: SpacePlan,
): { readonly name: string; readonly namespace: string } {
  // Flux looks the account up in the Kustomization's own namespace. For a remote cluster that is the control
  // namespace, on the remote as on the manager, so that the tenant's namespaces never hold a kubeconfig.
  return control.kubeConfig
    ? { name: space.namespace, namespace: control.namespace }
    : { name: tenant.name, namespace: space.namespace };
}
