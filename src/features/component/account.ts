import { defined } from '../../core/defined';
import { FluxContext } from '../../flux/context';
import { isAtLeast } from '../../flux/version';
import { customKind, guessedKind, kindsOfRole, rulesFor } from '../../kubernetes/deployable';
import { isReservedNamespace, quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { GrantedRules, namedRule, RBAC_GROUP } from '../../kubernetes/rbac';
import { Asker, checkDeployable, checkGrantable, isFluxGroup } from '../../kubernetes/refused-rights';
import { CustomKind, DeployableKind, kindKey } from '../../kubernetes/resources';
import { needsAdmission, servesHosts } from '../../kubernetes/unchecked-kinds';
import { NOT_PRUNED, notPruned, REASON } from '../../units/marks';
import { TargetContext } from '../context';
import { controlOf, INFRASTRUCTURE, role, roleBinding, serviceAccount } from '../control';
import { ResolvedDelivery } from '../delivery';
import { ResolvedAccount, ResolvedComponent } from './resolved';

/** The options of `ComponentProps` for an account of the component's own. */
interface AccountProps {
  readonly deploys?: ReadonlyArray<DeployableKind | CustomKind> | 'edit';
  readonly grants?: ReadonlyArray<{
    readonly kind: CustomKind;
    readonly names: readonly string[];
    readonly reason: string;
  }>;
}

const HERE = 'leave out "deploys", and the platform\'s account applies the component';

/** The words of a component for the checks of rights. */
const COMPONENT: Asker = {
  right: "a right of a component's own account",
  may: 'such an account',
  who: 'the component',
  option: 'the component\'s "deploys"',
  instead: HERE,
};

/** The problems of the kinds that a component's account applies, one message each. */
export function checkDeploys(deploys: NonNullable<AccountProps['deploys']>): string[] {
  if (typeof deploys === 'string') return [];
  if (deploys.length === 0) return [`deploys names no kind: name each, or ${HERE}`];
  return deploys.flatMap((kind) => checkKind(kind) ?? []);
}

function checkKind(given: DeployableKind | CustomKind): string | undefined {
  const kind = customKind(given);
  const { group, kind: name, unchecked, ...rest } = kind ?? guessedKind(given as string);
  const what = `deploys ${quote(kindKey(group, name))}`;
  if (isFluxGroup(group)) return `${what} lets Flux act with rights of its own: ${HERE}`;
  if (needsAdmission({ group, kind: name, ...rest }) || servesHosts({ group, kind: name, ...rest })) {
    const hasReason = typeof unchecked === 'string' && unchecked.trim() !== '';
    return hasReason
      ? undefined
      : `${what} is a kind that only tenants' policies check: give the reason why the component may have it, ${reasonFor(group, name, rest.resource)}, or ${HERE}`;
  }
  const problem = checkDeployable(
    { group, kind: name, ...rest, ...defined({ unchecked }) },
    new Set(['networking.k8s.io/networkpolicies']),
    COMPONENT,
  );
  if (problem !== undefined || kind !== undefined) return problem;
  return `deploys ${quote(given)} is not a kind that is known: give { group, kind, resource } for other products' kinds`;
}

function reasonFor(group: string, kind: string, resource: string): string {
  return `{ group: '${group}', kind: '${kind}', resource: '${resource}', unchecked: "…" }`;
}

/** The problems of the objects outside namespaces that a component's account applies, one message each. */
export function checkGrants(grants: NonNullable<AccountProps['grants']>): string[] {
  return grants.flatMap(({ kind, names, reason }) => [
    ...names.flatMap((name) => checkGrantable(kind, name, COMPONENT) ?? []),
    ...(names.length === 0 ? [`grant of ${kind.kind} names no object: name each, or leave it out`] : []),
    ...(reason.trim() === ''
      ? [`grant of ${kind.kind} has the reason ${quote(reason)}: say why the component needs the right`]
      : []),
  ]);
}

/** The problems of where a component with an account of its own has its objects, one message each. */
export function checkPlace(
  { deploys, grants }: AccountProps,
  { namespace, isGiven, creates }: { readonly namespace: string; readonly isGiven: boolean; readonly creates: boolean },
): string[] {
  if (deploys === undefined) {
    return grants === undefined ? [] : ['grants are for an account of the component\'s own: give "deploys" as well'];
  }
  if (isReservedNamespace(namespace)) {
    return [`namespace ${quote(namespace)} holds what Kubernetes or Flux trust: choose another, or ${HERE}`];
  }
  if (!isGiven) {
    return [`deploys gives rights in one namespace, and a folder may hold several: give "namespace", or ${HERE}`];
  }
  return creates
    ? []
    : [
        `deploys gives rights in a namespace that something else makes, with its accounts and without Pod Security: leave out createNamespace, or ${HERE}`,
      ];
}

/**
 * The problems of granted objects that only a chart can make, one message each: without server-side apply, Helm creates
 * by requests that hold no name, which no right by name covers.
 *
 * @param flux the Flux version; Helm 4 came with 2.8
 */
export function checkChartGrants(
  grants: NonNullable<AccountProps['grants']>,
  { release, objects = [], fluxFields = {} }: ResolvedDelivery,
  flux: FluxContext['flux'],
): string[] {
  if (release === undefined) return [];
  const { install, upgrade, rollback } = fluxFields;
  const field =
    install?.serverSideApply === false
      ? 'flux.install.serverSideApply is false'
      : [upgrade, rollback].some((one) => one?.serverSideApply === 'disabled') &&
        'flux.upgrade or flux.rollback disables server-side apply';
  const cause = isAtLeast(flux, '2.8') === false ? `Flux ${flux} has Helm 3` : field;
  if (cause === false) return [];
  const here = new Set(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  return grants.flatMap(({ kind: { kind }, names }) => {
    const left = names.filter((name) => !here.has(`${kind} ${name}`));
    return left.length === 0
      ? []
      : [
          `grant of ${kind} ${quote(left)} is by name, and Helm creates without naming the object, as ${cause}: bring it as manifests beside the chart and set crds to "Skip", or ${HERE}`,
        ];
  });
}

/**
 * The account of a component at a target.
 *
 * @param name the component's
 * @param isChart whether Helm applies it, which keeps its releases in Secrets
 */
export function resolveAccount<C extends object>(
  context: TargetContext<C>,
  name: string,
  { deploys, grants = [] }: AccountProps & Required<Pick<AccountProps, 'deploys'>>,
  isChart: boolean,
): ResolvedAccount {
  const kinds = typeof deploys === 'string' ? kindsOfRole(deploys) : deploys;
  const helm = isChart ? (['Secret'] as const) : [];
  const { namespace, prefix } = controlOf(context);
  return {
    name: componentAccount(prefix, name),
    namespace,
    rules: rulesFor([...kinds, ...helm].flatMap((kind) => customKind(kind) ?? [])),
    grants: grants.map(({ kind: { group, resource }, names }) => namedRule(group, resource, [...names].sort())),
    reason: [...new Set(grants.map(({ reason }) => reason))].join('; '),
  };
}

/**
 * A component with an account of its own as two: what the platform applies, its namespace, Secrets and account, and
 * what the account applies. The first stays when the component goes or changes its namespace: Helm and Flux need the
 * rights to delete the rest.
 *
 * @param prefix what the names of objects in the control namespace begin with
 */
export function withAccess(
  { createNamespace, imagePullSecrets, namespaceMarks, secrets, ...rest }: ResolvedComponent,
  prefix: string,
): { readonly access: ResolvedComponent; readonly held: ResolvedComponent } {
  const { account, fluxNamespace, namespace, decryption, prune } = rest;
  // Secrets may be objects of kinds that other components bring, and another component may make the namespace.
  const awaited: Pick<ResolvedComponent, 'dependsOn' | 'clusterDependsOn'> =
    secrets || (fluxNamespace !== undefined && !createNamespace) ? rest : { dependsOn: [] };
  const { dependsOn, clusterDependsOn } = awaited;
  const { annotations, ...marks } = namespaceMarks ?? {};
  const name = accessName(rest.name);
  return {
    access: {
      name,
      namespace,
      createNamespace,
      dependsOn,
      ...defined({
        makesAccount: account?.name,
        clusterDependsOn,
        prune,
        secrets,
        imagePullSecrets,
        decryption: secrets && decryption,
      }),
      namespaceMarks: { ...marks, annotations: { ...annotations, ...NOT_PRUNED } },
      objects: account
        ? accountObjects(account, namespace, fluxNamespace)
        : platformObjects(componentAccount(prefix, rest.name), namespace),
      fluxFields: { deletionPolicy: 'Orphan' },
    },
    held: { ...rest, createNamespace: false, dependsOn: [...rest.dependsOn, name] },
  };
}

/** Name of the part of a component that brings its namespace and account. */
export function accessName(component: string): string {
  return `${component}.access`;
}

/** Name of an account of a component. */
export function componentAccount(prefix: string, component: string): string {
  return `${prefix}${INFRASTRUCTURE}-${component}`;
}

const NO_TOKEN = { automountServiceAccountToken: false };

/** An account with all rights on the cluster, as the platform's, for a Flux object that is in the component's namespace. */
function platformObjects(name: string, namespace: string): KubernetesObject[] {
  return [
    notPruned(serviceAccount(name, namespace, NO_TOKEN)),
    notPruned({
      apiVersion: `${RBAC_GROUP}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: `${namespace}-${name}` },
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    }),
  ];
}

/** @param fluxNamespace namespace of the component's Flux object, if it is not in the control namespace */
function accountObjects(
  account: ResolvedAccount,
  namespace: string,
  fluxNamespace: string | undefined,
): KubernetesObject[] {
  const { name, rules, grants, reason } = account;
  // Flux looks an account up beside the object that names it; what is beside a chart is applied from the control namespace.
  const namespaces = [account.namespace, ...(fluxNamespace === undefined ? [] : [fluxNamespace])];
  const subjects = namespaces.map((one) => ({ kind: 'ServiceAccount', name, namespace: one }) as const);
  const metadata = { name: `${account.namespace}-${name}`, annotations: { ...NOT_PRUNED, [REASON]: reason } };
  const apiVersion = `${RBAC_GROUP}/v1`;
  const roleRef = { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: metadata.name };
  return [
    serviceAccount(name, account.namespace, NO_TOKEN),
    ...(fluxNamespace === undefined ? [] : [notPruned(serviceAccount(name, fluxNamespace, NO_TOKEN))]),
    notPruned(role(name, namespace, rules)),
    notPruned(roleBinding(name, namespace, { kind: 'Role', name }, subjects)),
    ...(grants.length > 0
      ? [
          { apiVersion, kind: 'ClusterRole', metadata, rules: grants },
          { apiVersion, kind: 'ClusterRoleBinding', metadata, roleRef, subjects },
        ]
      : []),
  ];
}

/** The rights of a component's account, by their scopes. */
export function rightsOf({ rules, grants }: ResolvedAccount, namespace: string): GrantedRules[] {
  return [{ namespace, rules }, ...(grants.length > 0 ? [{ rules: grants }] : [])];
}
