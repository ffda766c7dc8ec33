import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';

/*
 * The kinds as typed objects, similar to the output of `cdk8s import`. Thinner than that, which copies every field
 * through a function: everything omitted here favours this peer.
 */

interface ObjectProps {
  readonly metadata: ApiObjectMetadata;
}

/** A namespace. */
export class Namespace extends ApiObject {
  constructor(scope: Construct, id: string, props: ObjectProps) {
    super(scope, id, { apiVersion: 'v1', kind: 'Namespace', ...props });
  }
}

/** Props of {@link ServiceAccount}. */
export interface ServiceAccountProps extends ObjectProps {
  readonly automountServiceAccountToken?: boolean;
}

/** A service account. */
export class ServiceAccount extends ApiObject {
  constructor(scope: Construct, id: string, props: ServiceAccountProps) {
    super(scope, id, { apiVersion: 'v1', kind: 'ServiceAccount', ...props });
  }
}

/** Props of {@link ResourceQuota}. */
export interface ResourceQuotaProps extends ObjectProps {
  readonly spec: { readonly hard: Readonly<Record<string, string>> };
}

/** A quota of a namespace. */
export class ResourceQuota extends ApiObject {
  constructor(scope: Construct, id: string, props: ResourceQuotaProps) {
    super(scope, id, { apiVersion: 'v1', kind: 'ResourceQuota', ...props });
  }
}

/** Props of {@link LimitRange}. */
export interface LimitRangeProps extends ObjectProps {
  readonly spec: {
    readonly limits: ReadonlyArray<{
      readonly type: 'Container';
      readonly default?: Readonly<Record<string, string>>;
      readonly defaultRequest?: Readonly<Record<string, string>>;
    }>;
  };
}

/** Limits of a namespace's containers. */
export class LimitRange extends ApiObject {
  constructor(scope: Construct, id: string, props: LimitRangeProps) {
    super(scope, id, { apiVersion: 'v1', kind: 'LimitRange', ...props });
  }
}

/** Props of {@link NetworkPolicy}. */
export interface NetworkPolicyProps extends ObjectProps {
  readonly spec: {
    readonly podSelector: object;
    readonly policyTypes: ReadonlyArray<'Ingress' | 'Egress'>;
    readonly ingress?: ReadonlyArray<{ readonly from: readonly object[] }>;
  };
}

/** Access to a namespace's pods. */
export class NetworkPolicy extends ApiObject {
  constructor(scope: Construct, id: string, props: NetworkPolicyProps) {
    super(scope, id, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', ...props });
  }
}

/** A rule of a Role. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Props of {@link Role}. */
export interface RoleProps extends ObjectProps {
  readonly rules: readonly PolicyRule[];
}

/** A role. */
export class Role extends ApiObject {
  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', ...props });
  }
}

/** Props of {@link RoleBinding} and {@link ClusterRoleBinding}. */
export interface BindingProps extends ObjectProps {
  readonly roleRef: { readonly apiGroup: string; readonly kind: 'Role' | 'ClusterRole'; readonly name: string };
  readonly subjects: ReadonlyArray<{
    readonly kind: 'ServiceAccount' | 'Group';
    readonly name: string;
    readonly namespace?: string;
    readonly apiGroup?: string;
  }>;
}

/** A binding within a namespace. */
export class RoleBinding extends ApiObject {
  constructor(scope: Construct, id: string, props: BindingProps) {
    super(scope, id, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', ...props });
  }
}

/** A binding in the whole cluster. */
export class ClusterRoleBinding extends ApiObject {
  constructor(scope: Construct, id: string, props: BindingProps) {
    super(scope, id, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', ...props });
  }
}

/** Props of {@link GitRepository}. */
export interface GitRepositoryProps extends ObjectProps {
  readonly spec: {
    readonly interval: string;
    readonly url: string;
    readonly ref: { readonly branch: string };
    readonly sparseCheckout?: readonly string[];
  };
}

/** A Git repository that Flux fetches. */
export class GitRepository extends ApiObject {
  constructor(scope: Construct, id: string, props: GitRepositoryProps) {
    super(scope, id, { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', ...props });
  }
}

/** Props of {@link Kustomization}. */
export interface KustomizationProps extends ObjectProps {
  readonly spec: {
    readonly interval: string;
    readonly retryInterval: string;
    readonly timeout: string;
    readonly path: string;
    readonly prune: boolean;
    readonly deletionPolicy?: 'Orphan';
    readonly wait: boolean;
    readonly serviceAccountName: string;
    readonly sourceRef: { readonly kind: 'GitRepository'; readonly name: string };
    readonly targetNamespace?: string;
    readonly dependsOn?: ReadonlyArray<{ readonly name: string }>;
    readonly postBuild?: { readonly substitute: Readonly<Record<string, string>> };
  };
}

/** A folder of manifests that Flux applies. */
export class Kustomization extends ApiObject {
  constructor(scope: Construct, id: string, props: KustomizationProps) {
    super(scope, id, { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', ...props });
  }
}
