import { defined } from '../core/defined';
import type { WantedCluster, WantedObject } from '../drift';
import { apiGroup, objectName } from '../kubernetes/objects';
import { podSecurityLabel } from '../kubernetes/pod-security-labels';
import {
  ALLOW_DELETION,
  BLOCKS_EVICTION,
  EVERYTHING,
  EXPIRES,
  EXTERNAL_IPS,
  ISOLATION_LABEL,
  OPENED,
  OWN_NETWORK_POLICIES,
  REASON,
} from '../units/marks';

/** Something that is allowed although a rule or a fence is against it. */
export interface Exception {
  /** The allowance, as a sentence without a full stop. */
  readonly what: string;
  /** The clusters that have it, sorted; none for one of the program. */
  readonly clusters: readonly string[];
  /** Why; undefined where nobody says so. */
  readonly reason?: string;
  /** Last day. */
  readonly until?: string;
  /** Whether it holds, has ended, or has no end. */
  readonly state: 'ended' | 'has no end' | 'holds';
}

/** An exception that the program states. */
export type StatedException = Pick<Exception, 'reason' | 'until' | 'what'>;

/**
 * The exceptions of the clusters and of the program, each once.
 *
 * @param today as `YYYY-MM-DD`
 */
export function exceptionsOf(
  clusters: readonly WantedCluster[],
  stated: readonly StatedException[],
  today: string,
): Exception[] {
  const found = new Map<string, StatedException & { readonly on: Set<string> }>();
  const add = (one: StatedException, cluster?: string) => {
    const key = JSON.stringify([one.what, one.reason, one.until]);
    const entry = found.get(key) ?? { ...one, on: new Set<string>() };
    if (cluster !== undefined) entry.on.add(cluster);
    found.set(key, entry);
  };
  for (const one of stated) add(one);
  for (const { cluster, objects } of clusters) {
    for (const one of objects.flatMap((object) => [...ofObject(object)])) add(one, cluster);
  }
  return [...found.values()]
    .map(({ on, what, reason, until }) => ({
      what,
      clusters: [...on].sort(),
      ...defined({ reason, until }),
      state: stateOf(until, today),
    }))
    .sort((a, b) => (a.what < b.what ? -1 : 1));
}

function stateOf(until: string | undefined, today: string): Exception['state'] {
  if (until === undefined) return 'has no end';
  return until < today ? 'ended' : 'holds';
}

/** Annotations of a tenant's namespace that open a fence, with what they allow. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  [BLOCKS_EVICTION]: 'PodDisruptionBudgets may allow no eviction',
  [EXTERNAL_IPS]: 'Services may claim external addresses',
  [OWN_NETWORK_POLICIES]: 'the tenant may write NetworkPolicies of its own',
};

function* ofObject({ object }: WantedObject): Generator<StatedException> {
  const { annotations = {}, labels = {} } = object.metadata;
  const name = objectName(object);
  // The binding is what gives the rights of a role.
  if (!object.kind.endsWith('Role') && (annotations[REASON] !== undefined || annotations[EXPIRES] !== undefined)) {
    yield {
      what: `${name} is there for a reason`,
      ...defined({ reason: annotations[REASON], until: annotations[EXPIRES] }),
    };
  }
  if (object.kind !== 'Namespace' || apiGroup(object.apiVersion) !== '') return;
  if (annotations[ALLOW_DELETION] !== undefined)
    yield { what: `${name} may be deleted`, reason: annotations[ALLOW_DELETION] };
  const level = labels[ISOLATION_LABEL];
  if (level === undefined) return;
  if (level === 'relaxed') yield { what: `${name} has the isolation relaxed` };
  if (labels[podSecurityLabel('enforce')] === 'privileged') yield { what: `${name} admits privileged pods` };
  for (const [key, what] of Object.entries(PERMISSIONS)) {
    if (annotations[key] === 'true') yield { what: `${name}: ${what}` };
  }
  for (const [key, annotation] of Object.entries(OPENED)) {
    const given = annotations[annotation]?.trim().split(/\s+/).filter(Boolean) ?? [];
    if (given.length > 0)
      yield {
        what: `${name} is open for ${given.includes(EVERYTHING) ? `all ${words(key)}` : `${words(key)} ${given.join(', ')}`}`,
      };
  }
}

/** A key as words: `external names` of `externalNames`. */
function words(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
