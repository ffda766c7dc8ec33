import { Control } from '../control';
import { AppReference, ResolvedSpace, ResolvedTenant } from './resolved';

/** What a tenant's units are made of. */
export interface TenantData {
  readonly tenant: ResolvedTenant;
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
  space: ResolvedSpace,
): { readonly name: string; readonly namespace: string } {
  // Flux looks the account up in the Kustomization's own namespace. For a remote cluster that is the control
  // namespace, on the remote as on the manager, so that the tenant's namespaces never hold a kubeconfig.
  return control.kubeConfig
    ? { name: space.namespace, namespace: control.namespace }
    : { name: tenant.name, namespace: space.namespace };
}

/** A Kustomization's name and namespace. */
export interface KustomizationName {
  readonly name: string;
  readonly namespace: string;
}

/**
 * The Kustomization of an app. That of a folder lies in the tenant's namespace, where its source is; a unit of dist is
 * read from the fleet's own source, which lies in the control namespace, as everything of a remote cluster does. There
 * the namespace is part of the name: it holds no dot, so no two names are the same.
 */
export function kustomizationOf(
  { control }: Pick<TenantData, 'control'>,
  { name, namespace, isFolder }: AppReference,
): KustomizationName {
  return isFolder && !control.kubeConfig
    ? { name, namespace }
    : { name: `${namespace}.${name}`, namespace: control.namespace };
}

/** A reference from within a namespace, which is only said of what lies in another one. */
export function withinNamespace({ name, namespace }: KustomizationName, from: string) {
  return namespace === from ? { name } : { name, namespace };
}

/** The account that objects in code, or charts, of a namespace are applied with. It lies beside their Flux objects. */
export function controlAccountOf(
  { control }: Pick<TenantData, 'control'>,
  { namespace }: Pick<ResolvedSpace, 'namespace'>,
  use: 'objects' | 'charts',
): KustomizationName {
  return { name: use === 'charts' ? `${namespace}.helm` : namespace, namespace: control.namespace };
}
