import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { APPLY_VERBS, PolicyRule, RBAC_GROUP } from '../../kubernetes/rbac';
import {
  ALLOWED,
  CONTACT,
  COST_CENTER_LABEL,
  ENVIRONMENT_LABEL,
  EXPIRES,
  EXTERNAL_IPS,
  GROUPS,
  ISOLATION_LABEL,
  OWN_NETWORK_POLICIES,
  PROTECTED_LABEL,
  REASON,
  TENANT_LABEL,
  VERIFIED,
} from '../../units/marks';
import { UnitFile } from '../../units/unit';
import { groupSubject, role, roleBinding, serviceAccount } from '../control';
import { Allowed } from '../isolation';
import { accountOf, controlAccountOf, TenantData } from './data';
import { ResolvedGrant, ResolvedSpace, ResolvedTenant } from './resolved';

/** Name of the Role, and its binding, that lets a tenant's account apply what the tenant's repository holds. */
const DEPLOYER = 'deployer';

/** Name of the Role, and its binding, of the account that Helm installs the tenant's charts with. */
const HELM = 'helm';

const POD_SECURITY = 'pod-security.kubernetes.io';

/** What operators may do beside looking: restart, evict and scale. None of it changes what runs. */
const OPERATOR_RULES: readonly PolicyRule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
  { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
  {
    apiGroups: ['apps'],
    resources: ['deployments/scale', 'replicasets/scale', 'statefulsets/scale'],
    verbs: ['get', 'patch', 'update'],
  },
];

/** What an emergency takes beside that: into the pods, and at what the tenant deploys. */
function emergencyRules(tenant: ResolvedTenant): PolicyRule[] {
  return [
    ...tenant.rules,
    ...OPERATOR_RULES,
    {
      apiGroups: [''],
      resources: ['pods/attach', 'pods/exec', 'pods/portforward'],
      verbs: ['get', 'create'],
    },
    { apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['get', 'patch', 'update'] },
  ];
}

/** Namespaces, accounts and rights of a tenant. */
export function accessObjects(data: TenantData): KubernetesObject[] {
  const { tenant } = data;
  return tenant.spaces.flatMap((space): KubernetesObject[] => {
    const account = accountOf(data, space);
    const objects = objectsAccount(data, space);
    const pullSecrets = tenant.imagePullSecrets.map((name) => ({ name }));
    return [
      tenantNamespace(data, space),
      // Pods that name no account get this one: it may do nothing, and its token is mounted nowhere.
      serviceAccount('default', space.namespace, {
        automountServiceAccountToken: false,
        ...defined({ imagePullSecrets: pullSecrets.length > 0 ? pullSecrets : undefined }),
      }),
      serviceAccount(account.name, account.namespace, { automountServiceAccountToken: false }),
      role(DEPLOYER, space.namespace, tenant.rules),
      ...controlAccounts(data, space),
      roleBinding(DEPLOYER, space.namespace, { kind: 'Role', name: DEPLOYER }, [
        { kind: 'ServiceAccount', ...account },
        ...(objects ? [{ kind: 'ServiceAccount', ...objects } as const] : []),
      ]),
      ...peopleObjects(tenant, space.namespace),
    ];
  });
}

/** The account of objects in code, where it is not the tenant's account anyway; undefined when there are none. */
function objectsAccount(data: TenantData, space: ResolvedSpace) {
  const account = controlAccountOf(data, space, 'objects');
  const isOther = accountOf(data, space).namespace !== account.namespace;
  return isOther && data.tenant.accounts.includes('objects') ? account : undefined;
}

/**
 * The accounts in the control namespace, where no pod of the tenant can have their tokens. Helm keeps the state of its
 * releases in Secrets: only the account that installs charts may do anything with these.
 */
function controlAccounts(data: TenantData, space: ResolvedSpace): KubernetesObject[] {
  const { accounts, rules } = data.tenant;
  const noToken = { automountServiceAccountToken: false };
  const objects = objectsAccount(data, space);
  const charts = controlAccountOf(data, space, 'charts');
  return [
    ...(objects ? [serviceAccount(objects.name, objects.namespace, noToken)] : []),
    ...(accounts.includes('charts')
      ? [
          serviceAccount(charts.name, charts.namespace, noToken),
          role(HELM, space.namespace, [...rules, { apiGroups: [''], resources: ['secrets'], verbs: [...APPLY_VERBS] }]),
          roleBinding(HELM, space.namespace, { kind: 'Role', name: HELM }, [{ kind: 'ServiceAccount', ...charts }]),
        ]
      : []),
  ];
}

/** What people of the tenant may do in one of its namespaces. */
function peopleObjects(tenant: ResolvedTenant, namespace: string): KubernetesObject[] {
  const { owners, viewers, operators, breakGlass } = tenant;
  const view = { kind: 'ClusterRole', name: 'view' } as const;
  const looking = [...new Set([...viewers, ...operators, ...(breakGlass?.groups ?? [])])].sort();
  const bind = (name: string, to: Parameters<typeof roleBinding>[2], groups: readonly string[]) =>
    groups.length > 0 ? [roleBinding(name, namespace, to, groups.map(groupSubject))] : [];
  const own = (name: string, rules: readonly PolicyRule[], groups: readonly string[]) =>
    groups.length > 0 ? [role(name, namespace, rules), ...bind(name, { kind: 'Role', name }, groups)] : [];
  return [
    ...bind('owners', view, owners),
    ...bind('viewers', view, looking),
    ...own('operators', OPERATOR_RULES, operators),
    ...(breakGlass
      ? own('break-glass', emergencyRules(tenant), breakGlass.groups).map((object) =>
          annotated(object, { [EXPIRES]: breakGlass.expires, [REASON]: breakGlass.reason }),
        )
      : []),
  ];
}

/** A namespace with everything that tells who it is for and how it is held apart. */
function tenantNamespace({ tenant, control }: TenantData, { namespace }: ResolvedSpace): KubernetesObject {
  const { isolation, costCenter } = tenant;
  // Pinned, so that the standard of a newer Kubernetes refuses nothing on the day of the upgrade.
  const version = `v${control.kubernetes}`;
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: {
        [TENANT_LABEL]: tenant.name,
        [ISOLATION_LABEL]: isolation.preset,
        [ENVIRONMENT_LABEL]: control.environment,
        [PROTECTED_LABEL]: 'true',
        ...defined({ [COST_CENTER_LABEL]: costCenter }),
        [`${POD_SECURITY}/enforce`]: isolation.podSecurity,
        [`${POD_SECURITY}/enforce-version`]: version,
        [`${POD_SECURITY}/audit`]: isolation.podSecurityWarn,
        [`${POD_SECURITY}/audit-version`]: version,
        [`${POD_SECURITY}/warn`]: isolation.podSecurityWarn,
        [`${POD_SECURITY}/warn-version`]: version,
      },
      annotations: namespaceAnnotations(tenant),
    },
  };
}

/** What admission's rules read. */
function namespaceAnnotations(tenant: ResolvedTenant): Record<string, string> {
  const { isolation, allowedSources, allowedCharts, contact, breakGlass } = tenant;
  const groups = [...tenant.owners, ...tenant.viewers, ...tenant.operators, ...(breakGlass?.groups ?? [])];
  const list = (key: string, allowed: Allowed | undefined) =>
    allowed === undefined || typeof allowed === 'string' ? {} : { [key]: allowed.join(' ') };
  return {
    ...defined({
      [CONTACT]: contact,
      [GROUPS]: groups.length > 0 ? [...new Set(groups)].sort().join('\n') : undefined,
    }),
    ...list(ALLOWED.sources, allowedSources),
    ...list(ALLOWED.charts, allowedCharts),
    ...list(ALLOWED.registries, isolation.registries),
    ...list(ALLOWED.storageClasses, isolation.storageClasses),
    ...list(ALLOWED.ingressClasses, isolation.ingressClasses),
    ...list(ALLOWED.gateways, isolation.gateways),
    ...list(ALLOWED.priorityClasses, isolation.priorityClasses),
    ...list(ALLOWED.hosts, isolation.hosts),
    ...defined({
      [VERIFIED]: tenant.verified ? 'true' : undefined,
      [EXTERNAL_IPS]: isolation.externalIPs ? 'true' : undefined,
      [OWN_NETWORK_POLICIES]: isolation.ownNetworkPolicies ? 'true' : undefined,
    }),
  };
}

/** Files of a tenant's rights on objects outside namespaces: a unit of the platform's, apart from the tenant's. */
export function grantFiles(data: TenantData): UnitFile[] {
  const { tenant } = data;
  const [main] = tenant.spaces;
  if (main === undefined) return [];
  const account = accountOf(data, main);
  const objects = tenant.grants.flatMap((grant) =>
    grantObjects(`${main.namespace}-${grant.name}`, grant, { kind: 'ServiceAccount', ...account }),
  );
  return [{ path: 'grants.yaml', objects: objects.map((object) => ofTenant(object, tenant.name)) }];
}

function grantObjects(name: string, grant: ResolvedGrant, subject: object): KubernetesObject[] {
  const metadata = { name, annotations: { [REASON]: grant.reason } };
  // Nothing has a name in a list, so what is granted by name is neither listed nor watched.
  const verbs = APPLY_VERBS.filter((verb) => verb !== 'list' && verb !== 'watch');
  return [
    {
      apiVersion: `${RBAC_GROUP}/v1`,
      kind: 'ClusterRole',
      metadata,
      rules: [{ apiGroups: [grant.group], resources: [grant.resource], resourceNames: grant.objects, verbs }],
    },
    {
      apiVersion: `${RBAC_GROUP}/v1`,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name },
      subjects: [subject],
    },
  ];
}

/** The object with the label that tells whose it is. */
export function ofTenant(object: KubernetesObject, tenant: string): KubernetesObject {
  const labels = { ...object.metadata.labels, [TENANT_LABEL]: tenant };
  return { ...object, metadata: { ...object.metadata, labels } };
}

function annotated(object: KubernetesObject, annotations: Readonly<Record<string, string>>): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, annotations } };
}
