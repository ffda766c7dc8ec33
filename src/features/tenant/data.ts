import { defined } from '../../core/defined';
import { clusterComponent, Control, INFRASTRUCTURE, kustomizationName } from '../control';
import { AppReference, ResolvedApp, ResolvedSpace, ResolvedTenant } from './resolved';

/** Input of a tenant's units. */
export interface TenantData {
  readonly tenant: ResolvedTenant;
  readonly control: Pick<Control, 'namespace' | 'kubeConfig' | 'flux' | 'names'> & {
    /** The environment's name. */
    readonly environment: string;
    /** Kubernetes version of the cluster that has the namespaces. */
    readonly kubernetes: string;
  };
}

/** A tenant's account for one of its namespaces. */
export function accountOf(
  { tenant, control }: TenantData,
  space: ResolvedSpace,
): { readonly name: string; readonly namespace: string } {
  // Flux looks the account up in the Kustomization's own namespace. For a remote cluster this is the control namespace,
  // on the remote cluster as on its manager, so that the tenant's namespaces never contain a kubeconfig.
  return control.kubeConfig
    ? { name: space.namespace, namespace: control.namespace }
    : { name: tenant.account ?? tenant.name, namespace: space.namespace };
}

/** A Kustomization's name and namespace. */
export interface KustomizationName {
  readonly name: string;
  readonly namespace: string;
}

/**
 * The Kustomization of an app. For a folder it is in the tenant's namespace, beside its source. A unit of dist is read
 * from the fleet's own source, so its Kustomization is in the control namespace, and so are all Kustomizations for a
 * remote cluster. In the control namespace the app's namespace is part of the name: a namespace contains no dot, so
 * names are unique.
 */
export function kustomizationOf(
  { control }: Pick<TenantData, 'control'>,
  { name, namespace, isFolder }: AppReference,
): KustomizationName {
  const made = `${namespace}.${name}`;
  const given = control.names?.here[made];
  return isFolder && !control.kubeConfig
    ? { name: given ?? name, namespace }
    : { name: given ?? made, namespace: control.namespace };
}

/** The Kustomizations of the components that an app waits for. */
export function awaitedBy(
  { control }: Pick<TenantData, 'control'>,
  { components }: Pick<ResolvedApp, 'components'>,
): KustomizationName[] {
  if (components === undefined) return [];
  const { namespace, environment, kubeConfig, names } = control;
  // The namespace of a remote cluster has the Kustomizations of all its environments.
  const prefix = kubeConfig ? `${environment}-` : '';
  return [
    ...components.here.map((name) => ({
      name: kustomizationName({ prefix, ...defined({ names }) }, `${INFRASTRUCTURE}-${name}`),
      namespace,
    })),
    ...components.cluster.map((name) => ({ namespace, ...clusterComponent(name, control) })),
  ];
}

/** A reference from within a namespace; names the namespace only if the object is in another one. */
export function withinNamespace({ name, namespace }: KustomizationName, from: string) {
  return namespace === from ? { name } : { name, namespace };
}

/**
 * The account that applies a namespace's objects in code, or its charts. It is in the namespace of their Flux objects.
 */
export function controlAccountOf(
  { control }: Pick<TenantData, 'control'>,
  { namespace }: Pick<ResolvedSpace, 'namespace'>,
  use: 'objects' | 'charts',
): KustomizationName {
  return { name: use === 'charts' ? `${namespace}.helm` : namespace, namespace: control.namespace };
}
