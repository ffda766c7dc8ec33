import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { KubernetesObject } from '../../kubernetes/objects';
import { podSecurityLabel } from '../../kubernetes/pod-security-labels';
import { APPLY_VERBS, namedRule, PolicyRule, RBAC_GROUP } from '../../kubernetes/rbac';
import { Admission } from '../../units/admission';
import {
  ALLOW_DELETION,
  ALLOWED,
  BLOCKS_EVICTION,
  CONTACT,
  COST_CENTER_LABEL,
  ENVIRONMENT_LABEL,
  EVERYTHING,
  EXPIRES,
  EXTERNAL_IPS,
  GROUPS,
  ISOLATION_LABEL,
  NOT_PRUNED,
  OPENED,
  OWN_NETWORK_POLICIES,
  PROTECTED_LABEL,
  REASON,
  TENANT_LABEL,
  VERIFIED,
} from '../../units/marks';
import { UnitFile } from '../../units/unit';
import { groupSubject, PLATFORM_ACCOUNT, role, roleBinding, serviceAccount } from '../control';
import { Allowed, LimitLine, NetworkLine, ResolvedIsolation } from '../isolation';
import { accountOf, controlAccountOf, KustomizationName, TenantData } from './data';
import { ResolvedGrant, ResolvedSpace, ResolvedTenant } from './resolved';

/** Name of the Role and RoleBinding that let a tenant's account apply the content of the tenant's repository. */
const DEPLOYER = 'deployer';

/** Name of the Role and RoleBinding of the account that Helm installs the tenant's charts with. */
const HELM = 'helm';

/** Rights of operators beyond read access: restart, evict and scale. None of them changes which workloads run. */
const OPERATOR_RULES: readonly PolicyRule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
  { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
  {
    apiGroups: ['apps'],
    resources: ['deployments/scale', 'replicasets/scale', 'statefulsets/scale'],
    verbs: ['get', 'patch', 'update'],
  },
];

/** Rights for an emergency: those of operators, access to the pods, and changes of all that the tenant deploys. */
function emergencyRules(rules: readonly PolicyRule[]): PolicyRule[] {
  return [
    ...rules,
    ...OPERATOR_RULES,
    {
      apiGroups: [''],
      resources: ['pods/attach', 'pods/exec', 'pods/portforward'],
      verbs: ['get', 'create'],
    },
    { apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['get', 'patch', 'update'] },
  ];
}

/** Fields of a tenant that are rendered elsewhere: {@link grantFiles} renders its rights outside namespaces. */
type RenderedElsewhere = 'grants';

/** Namespaces, accounts and rights of a tenant. */
export function accessObjects(data: TenantData): KubernetesObject[] {
  const here: Omit<ResolvedTenant, RenderedElsewhere> = data.tenant;
  const { name, account: _, fluxName: _1, spaces, accounts, rules, imagePullSecrets, isolation, ...more } = here;
  const { owners, viewers, operators, breakGlass, ...marks } = more;
  const { contact, costCenter, allowedSources, allowedCharts, verified, ...rest } = marks;
  nothingLeft(rest);
  const people = { owners, viewers, operators, breakGlass };
  const labels = namespaceLabels(data, name, isolation, costCenter);
  const annotations = namespaceAnnotations(isolation, people, { contact, allowedSources, allowedCharts, verified });
  const pullSecrets = imagePullSecrets.map((secret) => ({ name: secret }));
  return spaces.flatMap((space): KubernetesObject[] => {
    const { namespace, leaving } = space;
    const marks = leaving === undefined ? annotations : { ...annotations, [ALLOW_DELETION]: leaving };
    const account = accountOf(data, space);
    const objects = accounts.includes('objects') ? objectsAccount(data, space) : undefined;
    const charts = accounts.includes('charts') ? controlAccountOf(data, space, 'charts') : undefined;
    return [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels, annotations: marks } },
      // Pods that name no account run with this one, so it has no rights and its token is not mounted.
      serviceAccount('default', namespace, {
        ...NO_TOKEN,
        ...defined({ imagePullSecrets: pullSecrets.length > 0 ? pullSecrets : undefined }),
      }),
      serviceAccount(account.name, account.namespace, NO_TOKEN),
      role(DEPLOYER, namespace, rules),
      ...(objects ? [serviceAccount(objects.name, objects.namespace, NO_TOKEN)] : []),
      ...(charts ? helmObjects(charts, namespace, rules) : []),
      roleBinding(DEPLOYER, namespace, { kind: 'Role', name: DEPLOYER }, [
        { kind: 'ServiceAccount', ...account },
        ...(objects ? [{ kind: 'ServiceAccount', ...objects } as const] : []),
      ]),
      ...peopleObjects(people, namespace, rules),
    ];
  });
}

/** The account in the control namespace that applies a tenant's objects, and their namespace, as admission sees them. */
export function admissionOf(data: TenantData, space: Pick<ResolvedSpace, 'namespace'>): Admission {
  return Object.freeze(admission(data, space, controlAccountOf(data, space, 'objects')));
}

/** The platform's account and a namespace of a tenant, as admission sees them. */
export function platformAdmissionOf(data: TenantData, space: Pick<ResolvedSpace, 'namespace'>): Admission {
  const account = { name: PLATFORM_ACCOUNT, namespace: data.control.namespace };
  return Object.freeze({ ...admission(data, space, account), isPlatform: true });
}

function admission(
  data: TenantData,
  space: Pick<ResolvedSpace, 'namespace'>,
  { name, namespace }: KustomizationName,
): Admission {
  const { tenant } = data;
  return {
    user: {
      name: `system:serviceaccount:${namespace}:${name}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
    },
    namespace: {
      name: space.namespace,
      labels: namespaceLabels(data, tenant.name, tenant.isolation, tenant.costCenter),
      annotations: namespaceAnnotations(tenant.isolation, tenant, tenant),
    },
  };
}

const NO_TOKEN = { automountServiceAccountToken: false };

/**
 * The accounts of a tenant's namespaces on the manager of a remote cluster, without rights. Before kustomize-controller
 * deletes what a Kustomization has applied to a remote cluster, it looks for the account on its own cluster, and leaves
 * everything where it is without one. So they outlive what names them.
 */
export function accountsOnManager({ name, spaces }: ResolvedTenant, namespace: string): KubernetesObject[] {
  return spaces.map((space) =>
    ofTenant(annotated(serviceAccount(space.namespace, namespace, NO_TOKEN), NOT_PRUNED), name),
  );
}

/** The account that applies objects in code; undefined where the tenant's account does. */
function objectsAccount(data: TenantData, space: ResolvedSpace): KustomizationName | undefined {
  const account = controlAccountOf(data, space, 'objects');
  return accountOf(data, space).namespace === account.namespace ? undefined : account;
}

/**
 * The account that installs charts. It is in the control namespace, so that no pod of the tenant can obtain its token:
 * Helm keeps the state of its releases in Secrets, and only this account may access Secrets.
 */
function helmObjects(account: KustomizationName, namespace: string, rules: readonly PolicyRule[]): KubernetesObject[] {
  return [
    serviceAccount(account.name, account.namespace, NO_TOKEN),
    role(HELM, namespace, [...rules, { apiGroups: [''], resources: ['secrets'], verbs: [...APPLY_VERBS] }]),
    roleBinding(HELM, namespace, { kind: 'Role', name: HELM }, [{ kind: 'ServiceAccount', ...account }]),
  ];
}

/** The groups of people that have rights in a tenant's namespaces. */
type People = Pick<ResolvedTenant, 'owners' | 'viewers' | 'operators' | 'breakGlass'>;

/** Roles and RoleBindings of the tenant's people in one of its namespaces. */
function peopleObjects(
  { owners, viewers, operators, breakGlass }: People,
  namespace: string,
  rules: readonly PolicyRule[],
): KubernetesObject[] {
  const view = { kind: 'ClusterRole', name: 'view' } as const;
  const looking = [...new Set([...viewers, ...operators, ...(breakGlass?.groups ?? [])])].sort();
  const bind = (name: string, to: Parameters<typeof roleBinding>[2], groups: readonly string[]) =>
    groups.length > 0 ? [roleBinding(name, namespace, to, groups.map(groupSubject))] : [];
  const own = (name: string, its: readonly PolicyRule[], groups: readonly string[]) =>
    groups.length > 0 ? [role(name, namespace, its), ...bind(name, { kind: 'Role', name }, groups)] : [];
  return [
    ...bind('owners', view, owners),
    ...bind('viewers', view, looking),
    ...own('operators', OPERATOR_RULES, operators),
    ...(breakGlass
      ? own('break-glass', emergencyRules(rules), breakGlass.groups).map((object) =>
          annotated(object, { [EXPIRES]: breakGlass.expires, [REASON]: breakGlass.reason }),
        )
      : []),
  ];
}

/** Labels that name the tenant of a namespace and its isolation. */
function namespaceLabels(
  { control }: TenantData,
  tenant: string,
  { preset, podSecurity, podSecurityWarn }: ResolvedIsolation,
  costCenter: string | undefined,
): Record<string, string> {
  // Pinned, so that an upgrade of Kubernetes does not start to refuse pods that were accepted before.
  const version = `v${control.kubernetes}`;
  return {
    [TENANT_LABEL]: tenant,
    [ISOLATION_LABEL]: preset,
    [ENVIRONMENT_LABEL]: control.environment,
    [PROTECTED_LABEL]: 'true',
    ...defined({ [COST_CENTER_LABEL]: costCenter }),
    [podSecurityLabel('enforce')]: podSecurity,
    [`${podSecurityLabel('enforce')}-version`]: version,
    [podSecurityLabel('audit')]: podSecurityWarn,
    [`${podSecurityLabel('audit')}-version`]: version,
    [podSecurityLabel('warn')]: podSecurityWarn,
    [`${podSecurityLabel('warn')}-version`]: version,
  };
}

/** Isolation settings that are not rendered as annotations; `ownQuota` serves only to split totals. */
type OtherLine = LimitLine | NetworkLine | 'preset' | 'podSecurity' | 'podSecurityWarn' | 'ownQuota';

/** Annotations that the admission policies read. */
function namespaceAnnotations(
  lines: Omit<ResolvedIsolation, OtherLine>,
  { owners, viewers, operators, breakGlass }: People,
  tenant: Pick<ResolvedTenant, 'allowedSources' | 'allowedCharts' | 'contact' | 'verified'>,
): Record<string, string> {
  const { registries, storageClasses, ingressClasses, gateways, priorityClasses, hosts, ...others } = lines;
  const { externalIPs, ownNetworkPolicies, blocksEviction, ...opened } = others;
  const { addresses, annotations, externalNames, persistentVolumes, secretStores, volumeTypes, ...left } = opened;
  nothingLeft(left);
  const groups = [...owners, ...viewers, ...operators, ...(breakGlass?.groups ?? [])];
  const list = (key: string, allowed: Allowed | undefined) =>
    allowed === undefined || typeof allowed === 'string' ? {} : { [key]: allowed.join(' ') };
  const open = (key: string, allowed: Allowed) =>
    allowed.length === 0 ? {} : { [key]: typeof allowed === 'string' ? EVERYTHING : allowed.join(' ') };
  return {
    ...defined({
      [CONTACT]: tenant.contact,
      [GROUPS]: groups.length > 0 ? [...new Set(groups)].sort().join('\n') : undefined,
    }),
    ...list(ALLOWED.sources, tenant.allowedSources),
    ...list(ALLOWED.charts, tenant.allowedCharts),
    ...list(ALLOWED.registries, registries),
    ...list(ALLOWED.storageClasses, storageClasses),
    ...list(ALLOWED.ingressClasses, ingressClasses),
    ...list(ALLOWED.gateways, gateways),
    ...list(ALLOWED.priorityClasses, priorityClasses),
    ...list(ALLOWED.hosts, hosts),
    ...open(OPENED.addresses, addresses),
    ...open(OPENED.annotations, annotations),
    ...open(OPENED.externalNames, externalNames),
    ...open(OPENED.persistentVolumes, persistentVolumes),
    ...open(OPENED.secretStores, secretStores),
    ...open(OPENED.volumeTypes, volumeTypes),
    ...defined({
      [VERIFIED]: tenant.verified ? 'true' : undefined,
      [EXTERNAL_IPS]: externalIPs ? 'true' : undefined,
      [BLOCKS_EVICTION]: blocksEviction ? 'true' : undefined,
      [OWN_NETWORK_POLICIES]: ownNetworkPolicies ? 'true' : undefined,
    }),
  };
}

/**
 * Files of a tenant's rights on objects outside namespaces: a unit of the platform, separate from the tenant's units.
 */
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
  return [
    {
      apiVersion: `${RBAC_GROUP}/v1`,
      kind: 'ClusterRole',
      metadata,
      rules: [namedRule(grant.group, grant.resource, grant.objects)],
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

/** The object with the label of its tenant. */
export function ofTenant(object: KubernetesObject, tenant: string): KubernetesObject {
  const labels = { ...object.metadata.labels, [TENANT_LABEL]: tenant };
  return { ...object, metadata: { ...object.metadata, labels } };
}

function annotated(object: KubernetesObject, annotations: Readonly<Record<string, string>>): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, annotations } };
}
