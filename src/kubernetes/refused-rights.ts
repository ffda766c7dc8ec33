import { checkDnsSubdomain, quote } from './names';
import { CustomKind, DEPLOYABLE_KINDS, kindKey, resourceOf } from './resources';
import { isBuiltInGroup, isClusterScoped } from './scopes';
import { uncheckedRisk } from './unchecked-kinds';

/** Reason why a tenant's account never gets a right, and the alternative. */
interface Refusal {
  /** Exact group, or with a leading `*` the end of one. */
  readonly group: string;
  /** Resources of the group. */
  readonly resources?: readonly string[];
  readonly why: string;
  readonly instead: string;
  /** Whether a controller applies such objects, wherever they are, with rights on the whole cluster. */
  readonly acts?: boolean;
}

/**
 * Rights that no tenant's role may have. This list has precedence over the table of deployable kinds, and explains
 * more: a request for one of these rights gets a reason and an alternative.
 */
const REFUSALS: readonly Refusal[] = [
  {
    group: '',
    resources: ['namespaces'],
    why: 'who writes a namespace lifts its pod security and can delete it',
    instead: 'list further namespaces in the tenant\'s "namespaces"',
  },
  {
    group: '',
    resources: ['resourcequotas', 'limitranges'],
    why: 'quotas and limits are fences of the tenant',
    instead: 'say them in the tenant\'s "quota" and "containerLimits"',
  },
  {
    group: '',
    resources: ['endpoints'],
    why: 'an endpoint sends traffic to any address, past every network policy',
    instead: 'use a Service with a selector',
  },
  {
    group: 'discovery.k8s.io',
    why: 'an endpoint slice sends traffic to any address, past every network policy',
    instead: 'use a Service with a selector',
  },
  {
    group: '',
    resources: ['nodes', 'persistentvolumes', 'componentstatuses', 'bindings'],
    why: 'it belongs to the cluster and not to a tenant',
    instead: 'let the platform keep it in a Component',
  },
  {
    group: 'rbac.authorization.k8s.io',
    why: 'who writes roles and bindings widens rights',
    instead: 'ask for the kinds themselves in "deploys", or for named cluster-scoped objects with a ClusterGrant',
  },
  {
    group: 'networking.k8s.io',
    resources: ['networkpolicies'],
    why: 'network policies are fences of the tenant, and one more of them opens what the others close',
    instead: 'name the peers in "allowIngressFrom" and "allowEgressTo", or set "ownNetworkPolicies"',
  },
  ...['cilium.io', 'projectcalico.org', '*.projectcalico.org', 'policy.networking.k8s.io', '*.antrea.io'].map(
    (group) => ({
      group,
      why: 'network policies are fences of the tenant',
      instead: 'name the peers in "allowIngressFrom" and "allowEgressTo"',
    }),
  ),
  ...['apiextensions.k8s.io', 'apiregistration.k8s.io'].map((group) => ({
    group,
    why: 'it changes the API of the whole cluster',
    instead: 'grant the one object by its name with a ClusterGrant, or keep it in a Component',
  })),
  ...['admissionregistration.k8s.io', 'kyverno.io', '*.kyverno.io', '*.gatekeeper.sh'].map((group) => ({
    group,
    why: 'admission decides for everybody in the cluster',
    instead: 'let the platform keep it in a Component',
  })),
  ...[
    ...['authentication.k8s.io', 'authorization.k8s.io', 'certificates.k8s.io'],
    ...['authorization', 'oauth', 'project', 'security', 'user'].map((name) => `${name}.openshift.io`),
  ].map((group) => ({
    group,
    why: 'it acts or signs in the name of others',
    instead: 'let the platform do it in a Component',
  })),
  {
    group: 'fluxcd.controlplane.io',
    why: 'the Flux Operator applies what these objects hold with its own rights',
    instead: 'use Kustomization and HelmRelease',
  },
  ...['helm.cattle.io', 'k3s.cattle.io', 'fleet.cattle.io', 'management.cattle.io'].map((group) => ({
    group,
    why: 'the controllers of k3s and Rancher apply what these objects hold with rights on the whole cluster',
    instead: 'use an App with a chart',
    acts: true,
  })),
  {
    group: 'argoproj.io',
    resources: ['applications', 'applicationsets', 'appprojects'],
    why: 'Argo CD applies what these objects name with its own rights',
    instead: 'use an App',
    acts: true,
  },
  {
    group: 'operators.coreos.com',
    why: 'the Operator Lifecycle Manager gives operators the rights that they ask for, on the whole cluster',
    instead: 'let the platform keep it in a Component',
    acts: true,
  },
  ...['kubernetes', 'kubernetes.m', 'helm', 'helm.m'].map((provider) => ({
    group: `${provider}.crossplane.io`,
    why: "Crossplane applies what these objects hold with its provider's rights",
    instead: 'let the platform keep it in a Component',
    acts: true,
  })),
  {
    group: 'hnc.x-k8s.io',
    why: 'it makes namespaces, and gives rights in them',
    instead: 'list further namespaces in the tenant\'s "namespaces"',
    acts: true,
  },
  {
    group: 'source.extensions.fluxcd.io',
    why: 'artifacts made of others hide where manifests come from',
    instead: 'use a source of the tenant',
  },
];

/**
 * Kinds that a controller of another product applies with rights on the whole cluster. Admission refuses them to a tenant
 * that somebody has bound to more rights than its own.
 */
export const ACTING_KINDS: ReadonlyArray<{ readonly group: string; readonly resources: readonly string[] }> =
  REFUSALS.filter(({ acts }) => acts).map(({ group, resources = ['*'] }) => ({ group, resources }));

/** The words of messages for who asks for a right. */
export interface Asker {
  /** Whose right it would be. */
  readonly right: string;
  /** Who may not apply the kind. */
  readonly may: string;
  /** The same, of the one at hand. */
  readonly who: string;
  /** The option that asks for kinds in a namespace. */
  readonly option: string;
  /** The alternative to every refused right. @default - that of the right */
  readonly instead?: string;
}

const TENANT: Asker = {
  right: "a tenant's right",
  may: 'a tenant',
  who: 'the tenant',
  option: 'the tenant\'s "deploys"',
};

const RESOURCE = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** Whether a group is Kubernetes' own, in which nobody else may define a kind. */
function isOwnGroup(group: string): boolean {
  return !group.includes('.') || group === 'k8s.io' || group.endsWith('.k8s.io');
}

function matches({ group, resources }: Refusal, kind: CustomKind): boolean {
  const inGroup = group.startsWith('*') ? kind.group.endsWith(group.slice(1)) : kind.group === group;
  return inGroup && (resources?.includes(kind.resource) ?? true);
}

/** Whether a group is Flux's own. Its objects are harmless only while admission checks them. */
export function isFluxGroup(group: string): boolean {
  return group === 'fluxcd.io' || group.endsWith('.fluxcd.io');
}

/**
 * Checks a kind that a tenant, or somebody else, wants to apply.
 *
 * @param allowed groups and resources, as `group/resource`, that are accepted although they are on the list
 * @returns the problem, or `undefined`
 */
export function checkDeployable(
  kind: CustomKind,
  allowed: ReadonlySet<string> = new Set(),
  asker: Asker = TENANT,
): string | undefined {
  const { right, may, instead } = asker;
  const what = `deploys ${quote(kindKey(kind.group, kind.kind))}`;
  const { group, resource } = kind;
  if ([group, resource, kind.kind].some((part) => typeof part !== 'string' || part.includes('*'))) {
    return `${what} holds a wildcard, which takes in whatever is installed later: name each kind`;
  }
  if (resource.includes('/')) {
    return `${what} asks for the subresource ${quote(resource)}, which nobody applies: name the resource itself`;
  }
  if (!RESOURCE.test(resource)) {
    return `${what} has the resource ${quote(resource)}, which is no plural name: write one such as "certificates"`;
  }
  const badGroup = group === '' ? undefined : checkDnsSubdomain(`${what}: group`, group);
  if (badGroup) return badGroup;
  const refusal = REFUSALS.find((one) => matches(one, kind));
  if (refusal) {
    if (allowed.has(`${group}/${resource}`)) return undefined;
    return `${what} is never ${right}, as ${refusal.why}: ${instead ?? refusal.instead}`;
  }
  const risk = uncheckedRisk(kind, asker);
  if (risk !== undefined)
    return kind.unchecked === undefined ? `${what} ${risk}` : checkReason(what, kind.unchecked, asker);
  if (kind.unchecked !== undefined) {
    return `${what} has a reason under "unchecked", but is not a kind that needs one: leave it out`;
  }
  const known = Object.entries(DEPLOYABLE_KINDS).some(
    ([key, plural]) => plural === resource && key === kindKey(group, kind.kind),
  );
  // Where no admission checks them, nobody else than a tenant applies Flux's kinds.
  const usable = Object.keys(DEPLOYABLE_KINDS).filter((key) => asker === TENANT || !isFluxGroup(key.split('/', 1)[0]!));
  return known || !(isOwnGroup(group) || isFluxGroup(group))
    ? undefined
    : `${what} is not a kind of Kubernetes or Flux that ${may} may apply: use one of ${usable.join(', ')}`;
}

function checkReason(what: string, reason: unknown, { who }: Asker): string | undefined {
  return typeof reason === 'string' && reason.trim() !== ''
    ? undefined
    : `${what} is "unchecked" without a reason: say why ${who} may have it`;
}

/** Resources that a ClusterGrant cannot name, by group; the whole group if there is no list. */
const NEVER_GRANTED: Readonly<Record<string, readonly string[] | undefined>> = {
  // A volume can be a directory of a node, whatever Pod Security Admission requires.
  '': ['namespaces', 'nodes', 'persistentvolumes', 'componentstatuses'],
  'admissionregistration.k8s.io': undefined,
  'apiregistration.k8s.io': undefined,
  'authentication.k8s.io': undefined,
  'authorization.k8s.io': undefined,
  'certificates.k8s.io': undefined,
  'flowcontrol.apiserver.k8s.io': undefined,
  'policy.networking.k8s.io': undefined,
  'rbac.authorization.k8s.io': undefined,
};

/** Suffixes of CRDs that the platform depends on. */
const PLATFORM_GROUPS = ['k8s.io', 'fluxcd.io', 'controlplane.io', 'kyverno.io', 'gatekeeper.sh'];

/**
 * Checks one object that a ClusterGrant, or a grant of somebody else, names.
 *
 * @returns the problem, or `undefined`
 */
export function checkGrantable(
  kind: CustomKind,
  name: string,
  { who, option, instead = 'let the platform keep it in a Component' }: Asker = TENANT,
): string | undefined {
  const what = `grant of ${kind.kind} ${quote(name)}`;
  const { group, resource } = kind;
  if ([group, resource, name].some((part) => typeof part !== 'string' || part.includes('*'))) {
    return `${what} holds a wildcard: name each object`;
  }
  if (!RESOURCE.test(resource)) {
    return `${what} has the resource ${quote(resource)}, which is no plural name: write one such as "customresourcedefinitions"`;
  }
  const bad = [
    ...(group === '' ? [] : [checkDnsSubdomain(`${what}: group`, group)]),
    checkDnsSubdomain(`${what}: name`, name),
  ].find((problem) => problem !== undefined);
  if (bad) return bad;
  const never = Object.hasOwn(NEVER_GRANTED, group) && (NEVER_GRANTED[group]?.includes(resource) ?? true);
  if (never || ['kyverno.io', 'gatekeeper.sh'].some((end) => group === end || group.endsWith(`.${end}`))) {
    return `${what} would give ${who} power over others: ${instead}`;
  }
  const scope = checkScope(kind, option);
  if (scope !== undefined) return `${what} ${scope}`;
  if (resource === 'customresourcedefinitions' && PLATFORM_GROUPS.some((end) => name.endsWith(`.${end}`))) {
    return `${what} is a kind that the platform stands on: ${instead}`;
  }
  return undefined;
}

/**
 * Checks the scope of a granted kind, as far as the kind is known: a namespaced kind would be granted in all
 * namespaces, and a resource of another kind would be granted in place of the intended one.
 */
function checkScope({ group, kind, resource }: CustomKind, option: string): string | undefined {
  const isBuiltIn = isBuiltInGroup(group);
  const isNamespaced = isBuiltIn
    ? !isClusterScoped(`${group}/v1`, kind)
    : isFluxGroup(group) || Object.hasOwn(DEPLOYABLE_KINDS, kindKey(group, kind));
  if (isNamespaced) {
    return `would hold in every namespace, as ${kind} lives in namespaces: ask for it in ${option}`;
  }
  return isBuiltIn && resource !== resourceOf(group, kind)
    ? `has the resource ${quote(resource)}, which is not that of ${kind}: write ${quote(resourceOf(group, kind))}`
    : undefined;
}
