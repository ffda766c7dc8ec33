import { defined } from '../core/defined';
import { compare } from '../core/order';
import type { WantedCluster } from '../drift';
import { Exception, exceptionsOf, StatedException } from './exceptions';
import { Actor, actorsOf, Grant, grantsOf, isPerson, rightsText, sensitiveOf, widened } from './grants';
import { missingPolicies, namespacesOn, policiesOn, PolicyState } from './policies';

/** A finding for an auditor. */
export interface AuditFinding {
  readonly id: 'exception-ended' | 'policy-missing' | 'policy-not-bound' | 'rights-sensitive' | 'rights-widened';
  /** The clusters, sorted; none for one of the program. */
  readonly clusters: readonly string[];
  /** The fault, and after a colon what to do. */
  readonly message: string;
}

/** Rights of a subject, on all clusters where they are the same. */
export interface AuditGrant extends Omit<Grant, 'cluster' | 'rights'> {
  readonly clusters: readonly string[];
  /** Its rights, as a sentence. */
  readonly may: string;
}

/** Who may do what where, the JSON of `flux-fleet audit`. */
export interface AuditReport {
  readonly version: 1;
  /** The day of the report, as `YYYY-MM-DD`. */
  readonly day: string;
  /** The commit whose rights are compared; undefined where none are. */
  readonly base?: string;
  readonly findings: readonly AuditFinding[];
  /** Rights of people and their groups. */
  readonly people: readonly AuditGrant[];
  /** Rights of accounts, and of Kubernetes' own users and groups. */
  readonly accounts: readonly AuditGrant[];
  /** Accounts that Flux acts as, each with the objects. */
  readonly actors: ReadonlyArray<{
    readonly clusters: readonly string[];
    /** The account; undefined for the one of the controller. */
    readonly account?: string;
    readonly isRemote: boolean;
    readonly objects: readonly string[];
  }>;
  /** Admission policies, with the clusters by state. */
  readonly policies: ReadonlyArray<{
    readonly policy: string;
    readonly clusters: Readonly<Partial<Record<PolicyState, readonly string[]>>>;
    readonly missing: readonly string[];
  }>;
  readonly exceptions: readonly Exception[];
  /** Gaps of the files, one sentence each. */
  readonly unknown: readonly string[];
}

/** The input of an audit. */
export interface AuditInput {
  readonly clusters: readonly WantedCluster[];
  /** Exceptions that the program states. */
  readonly stated: readonly StatedException[];
  /** As `YYYY-MM-DD`. */
  readonly today: string;
  /** The clusters before, with the name of their commit. */
  readonly base?: { readonly ref: string; readonly clusters: readonly WantedCluster[] };
}

/** Audits what Flux applies to clusters. */
export function audit({ clusters, stated, today, base }: AuditInput): AuditReport {
  const grants = clusters.flatMap(grantsOf);
  const policies = clusters.map((one) => ({
    cluster: one.cluster,
    ...defined({ manager: one.manager }),
    policies: policiesOn(one),
    namespaces: namespacesOn(one),
  }));
  const missing = missingPolicies(policies);
  const exceptions = exceptionsOf(clusters, stated, today);
  const known = new Set(base?.clusters.map(({ cluster }) => cluster));
  const more = base === undefined ? [] : widened(base.clusters.flatMap(grantsOf), grants, known);
  const names = [...new Set(policies.flatMap((one) => one.policies.map(({ policy }) => policy)))].sort(compare);
  const onClusters = (policy: string, state: PolicyState) =>
    policies
      .filter((one) => one.policies.some((found) => found.policy === policy && found.state === state))
      .map(({ cluster }) => cluster);
  return {
    version: 1,
    day: today,
    ...defined({ base: base?.ref }),
    findings: [
      ...together(more).map(widenedFinding),
      ...together(grants.filter(isUnexplained)).map(sensitiveFinding),
      ...names.flatMap((policy) => missingFinding(policy, missing)),
      ...names.flatMap((policy) => unboundFinding(policy, onClusters(policy, 'not bound'))),
      ...exceptions.filter(({ state }) => state === 'ended').map(endedFinding),
    ],
    people: together(grants.filter(({ subject }) => isPerson(subject))).map(shown),
    accounts: together(grants.filter(({ subject }) => !isPerson(subject))).map(shown),
    actors: actorsTogether(clusters.flatMap(actorsOf)),
    policies: names.map((policy) => ({
      policy,
      clusters: Object.fromEntries(
        (['enforced', 'reports only', 'not bound'] as const)
          .map((state) => [state, onClusters(policy, state)] as const)
          .filter(([, on]) => on.length > 0),
      ),
      missing: missing.filter((one) => one.policy === policy).map(({ cluster }) => cluster),
    })),
    exceptions,
    unknown: clusters.flatMap(unknownOf),
  };
}

/** A sensitive right of a person that nobody gives a reason for. */
function isUnexplained({ subject, reason, rights }: Grant): boolean {
  return isPerson(subject) && reason === undefined && sensitiveOf(rights).length > 0;
}

type Together = Omit<Grant, 'cluster'> & { readonly clusters: readonly string[] };

/** Equal grants of several clusters as one. */
function together(grants: readonly Grant[]): Together[] {
  const found = new Map<string, Omit<Grant, 'cluster'> & { readonly clusters: string[] }>();
  for (const { cluster, ...grant } of grants) {
    const key = JSON.stringify(grant);
    const known = found.get(key);
    if (known) known.clusters.push(cluster);
    else found.set(key, { ...grant, clusters: [cluster] });
  }
  const orderOf = (one: Together) => `${one.subject} ${one.namespace} ${one.binding} ${one.clusters[0]}`;
  return [...found.values()].sort((a, b) => compare(orderOf(a), orderOf(b)));
}

function shown({ rights, ...grant }: Together): AuditGrant {
  return { ...grant, may: rightsText(rights) };
}

function actorsTogether(actors: readonly Actor[]): AuditReport['actors'] {
  const found = new Map<string, Actor & { readonly clusters: Set<string>; readonly objects: Set<string> }>();
  for (const actor of actors) {
    const key = JSON.stringify([actor.account, actor.isRemote]);
    const known = found.get(key) ?? { ...actor, clusters: new Set<string>(), objects: new Set<string>() };
    known.clusters.add(actor.cluster);
    known.objects.add(actor.object);
    found.set(key, known);
  }
  return [...found]
    .sort(([a], [b]) => compare(a, b))
    .map(([, { account, isRemote, clusters, objects }]) => ({
      ...defined({ account }),
      isRemote,
      clusters: [...clusters].sort(compare),
      objects: [...objects].sort(compare),
    }));
}

function whereOf(namespace: string): string {
  return namespace === '' ? 'in the whole cluster' : `in namespace ${namespace}`;
}

function widenedFinding({ subject, namespace, binding, rights, clusters }: Together): AuditFinding {
  const message = `${subject} may newly ${rightsText(rights)} ${whereOf(namespace)}, by ${binding}: see that it is meant`;
  return { id: 'rights-widened', clusters, message };
}

function sensitiveFinding({ subject, namespace, binding, rights, clusters }: Together): AuditFinding {
  const what = sensitiveOf(rights).join(', ');
  const todo =
    'take it out, or say why as annotation fleet.cdk8s.io/reason of the binding, with its last day as fleet.cdk8s.io/expires';
  return {
    id: 'rights-sensitive',
    clusters,
    message: `${subject} may ${what} ${whereOf(namespace)}, by ${binding}: ${todo}`,
  };
}

function missingFinding(policy: string, missing: ReturnType<typeof missingPolicies>): AuditFinding[] {
  const clusters = missing.filter((one) => one.policy === policy).map(({ cluster }) => cluster);
  if (clusters.length === 0) return [];
  const message = `${policy} is missing, and other clusters have it: place it there too, or set policies of the cluster to admission if it is one of the fleet's`;
  return [{ id: 'policy-missing', clusters, message }];
}

function unboundFinding(policy: string, clusters: readonly string[]): AuditFinding[] {
  if (clusters.length === 0) return [];
  const message = `${policy} has no ValidatingAdmissionPolicyBinding and so no effect: add one, or take the policy out`;
  return [{ id: 'policy-not-bound', clusters, message }];
}

function endedFinding({ what, until, reason, clusters }: Exception): AuditFinding {
  const why = reason === undefined ? '' : ` (${reason})`;
  return {
    id: 'exception-ended',
    clusters,
    message: `${what}${why} ended on ${until}: take it out, or give a later day`,
  };
}

function unknownOf({ cluster, unread, objects }: WantedCluster): string[] {
  const releases = objects
    .filter(({ object }) => object.kind === 'HelmRelease')
    .map(
      ({ object }) => `HelmRelease ${object.metadata.namespace}/${object.metadata.name}: rights that its chart gives`,
    );
  return [...unread.map(({ what }) => what), ...releases].map((what) => `[${cluster}] ${what}`).sort(compare);
}
