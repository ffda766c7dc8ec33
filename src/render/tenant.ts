import { Kustomization } from '../flux/kustomization';
import { KubernetesObject } from '../kubernetes/objects';
import { AppPlan, SpacePlan, TenantPlan } from '../resolve/plan';
import {
  APPLY_VERBS,
  groupSubject,
  namespaceObject,
  PolicyRule,
  role,
  roleBinding,
  serviceAccount,
  TENANT_LABEL,
} from './access';
import { Control, sourceObject } from './control';
import { UnitFile } from './unit';

/** Name of the Role, and its binding, that lets a tenant's account apply what the tenant's repository holds. */
const DEPLOYER = 'deployer';

/**
 * What a tenant's account may apply: workloads and what belongs to them. Namespaces, quotas, roles, network policies,
 * admission, CRDs and Secrets are not among it, so that an account can neither widen its rights nor lift its fences.
 */
const DEPLOYER_RULES: readonly PolicyRule[] = [
  { apiGroups: [''], resources: ['configmaps', 'persistentvolumeclaims', 'services'], verbs: APPLY_VERBS },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'statefulsets'], verbs: APPLY_VERBS },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: APPLY_VERBS },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: APPLY_VERBS },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: APPLY_VERBS },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: APPLY_VERBS },
  // Health checks of workloads look at their pods.
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
];

/** What a tenant's units are made of. */
export interface TenantData {
  readonly tenant: TenantPlan;
  readonly control: Pick<Control, 'namespace' | 'kubeConfig'>;
}

/** A tenant's account for one of its namespaces. */
function accountOf(
  { tenant, control }: TenantData,
  space: SpacePlan,
): { readonly name: string; readonly namespace: string } {
  // Flux looks the account up in the Kustomization's own namespace. For a remote cluster that is the control
  // namespace, on the remote as on the manager, so that the tenant's namespaces never hold a kubeconfig.
  return control.kubeConfig
    ? { name: space.namespace, namespace: control.namespace }
    : { name: tenant.name, namespace: space.namespace };
}

/** Files of a tenant's namespaces, accounts and rights. */
export function accessFiles(data: TenantData): UnitFile[] {
  const { tenant } = data;
  const objects = tenant.spaces.flatMap((space): KubernetesObject[] => {
    const account = accountOf(data, space);
    const pullSecrets = tenant.imagePullSecrets.map((name) => ({ name }));
    const deployer = { kind: 'Role', name: DEPLOYER } as const;
    const view = { kind: 'ClusterRole', name: 'view' } as const;
    return [
      namespaceObject(space.namespace),
      // Pods that name no account get this one: it may do nothing, and its token is mounted nowhere.
      serviceAccount('default', space.namespace, {
        automountServiceAccountToken: false,
        ...(pullSecrets.length > 0 ? { imagePullSecrets: pullSecrets } : {}),
      }),
      serviceAccount(account.name, account.namespace, { automountServiceAccountToken: false }),
      role(DEPLOYER, space.namespace, DEPLOYER_RULES),
      roleBinding(DEPLOYER, space.namespace, deployer, [{ kind: 'ServiceAccount', ...account }]),
      ...(tenant.owners.length > 0
        ? [roleBinding('owners', space.namespace, view, tenant.owners.map(groupSubject))]
        : []),
    ];
  });
  return [{ path: 'access.yaml', objects: objects.map((object) => ofTenant(object, tenant.name)) }];
}

/** The object with the label that tells whose it is. */
function ofTenant(object: KubernetesObject, tenant: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, labels: { [TENANT_LABEL]: tenant } } };
}

/** Files of a tenant's sources and apps, one Kustomization an app. */
export function appsFiles(data: TenantData): UnitFile[] {
  const objects = data.tenant.spaces
    .filter((space) => space.apps.length > 0)
    .flatMap((space): KubernetesObject[] => {
      const account = accountOf(data, space);
      const sourceName = account.name;
      return [
        sourceObject(space.source, sourceName, account.namespace),
        ...space.apps.map((app) => appObject(data, space, app, account)),
      ];
    });
  return objects.length > 0 ? [{ path: 'apps.yaml', objects }] : [];
}

function appObject(
  { control }: TenantData,
  space: SpacePlan,
  app: AppPlan,
  account: { readonly name: string; readonly namespace: string },
): KubernetesObject {
  const nameOf = (name: string) => (control.kubeConfig ? `${space.namespace}-${name}` : name);
  return {
    ...Kustomization.manifest({
      sourceRef: { kind: space.source.kind, name: account.name },
      path: app.path,
      serviceAccountName: account.name,
      targetNamespace: space.namespace,
      ...(app.dependsOn.length > 0 ? { dependsOn: app.dependsOn.map((name) => ({ name: nameOf(name) })) } : {}),
      ...(control.kubeConfig ? { kubeConfig: control.kubeConfig } : {}),
      ...(app.substitutions ? { substitute: app.substitutions } : {}),
    }),
    metadata: { name: nameOf(app.name), namespace: account.namespace },
  };
}
