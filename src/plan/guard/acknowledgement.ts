import { defined } from '../../core/defined';
import { formatOwner } from '../objects/comparison';
import { GuardFinding, GuardFindingId } from './finding';

/** A finding that somebody has looked at, with the reason why the change may go on. */
export interface Acknowledgement {
  /** The rule, such as `source-missing`. */
  readonly finding: GuardFindingId;
  /** Why it is right. */
  readonly reason: string;

  /**
   * The object that the finding is about.
   *
   * @default - any
   */
  readonly object?: { readonly kind: string; readonly name: string; readonly namespace?: string };

  /**
   * The Kustomization that the finding is about, as `namespace/name`.
   *
   * @default - any
   */
  readonly kustomization?: string;

  /**
   * The clusters of the finding.
   *
   * @default - all
   */
  readonly clusters?: readonly string[];

  /**
   * Last day, as `YYYY-MM-DD`.
   *
   * @default - it does not end
   */
  readonly until?: string;
}

/** Findings that no acknowledgement covers: those about losses, which are declared, and about what is compared. */
const DECLARED: ReadonlySet<string> = new Set<GuardFindingId>([
  ...(['cluster-emptied', 'cluster-removed', 'namespaces-emptied', 'protected-removed', 'replaced'] as const),
  ...(['share-removed', 'unit-emptied', 'unlisted-file', 'broken-base', 'no-base'] as const),
  ...(['declaration-expired', 'declaration-invalid', 'declaration-needless', 'deletion-refused'] as const),
]);

/** Whether an acknowledgement of a rule's findings counts. */
export function isAcknowledgeable(id: string): boolean {
  return !DECLARED.has(id);
}

/**
 * Findings with the acknowledged ones changed: a warning is left out, and an error becomes a warning with the reason. An
 * error needs an acknowledgement that names its object or its Kustomization.
 *
 * @param today as `YYYY-MM-DD`
 * @param holder where acknowledgements are, for messages
 */
export function acknowledged(
  findings: readonly GuardFinding[],
  acknowledgements: readonly Acknowledgement[],
  today: string,
  holder: string,
): GuardFinding[] {
  if (acknowledgements.length === 0) return [...findings];
  const valid = acknowledgements.filter(({ until }) => until === undefined || until >= today);
  const used = new Set<Acknowledgement>();
  const left = findings.flatMap((finding): GuardFinding[] => {
    const found = valid.filter((one) => isFor(one, finding));
    for (const one of found) used.add(one);
    if (found.length === 0) return [finding];
    if (finding.severity === 'warning') return [];
    const reasons = [...new Set(found.map(({ reason }) => reason))].join('; ');
    const { steps: _steps, ...rest } = finding;
    return [{ ...rest, severity: 'warning', message: `${finding.message} (acknowledged: ${reasons})` }];
  });
  const own = (id: GuardFindingId, one: Acknowledgement, wrong: string): GuardFinding => ({
    id,
    severity: 'warning',
    at: 'fleet',
    message: `the acknowledgement of ${nameOf(one)} ${wrong}`,
    clusters: [],
  });
  const isExpired = (one: Acknowledgement) => !valid.includes(one);
  const sorted = [...left].sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1));
  return [
    ...sorted,
    ...acknowledgements
      .filter(isExpired)
      .map((one) =>
        own('acknowledgement-expired', one, `ended on ${one.until}: take it out of ${holder}, or give a later day`),
      ),
    ...valid
      .filter((one) => !used.has(one))
      .map((one) => own('acknowledgement-needless', one, `is for nothing that is found: take it out of ${holder}`)),
  ];
}

function isFor(one: Acknowledgement, finding: GuardFinding): boolean {
  const { id, severity, object, owner, others, clusters } = finding;
  if (one.finding !== id || !isAcknowledgeable(id)) return false;
  const isNarrow = one.object !== undefined || one.kustomization !== undefined;
  if (severity === 'error' && !isNarrow) return false;
  if (one.clusters && !clusters.every((cluster) => one.clusters!.includes(cluster))) return false;
  if (one.kustomization !== undefined && (!owner || formatOwner(owner) !== one.kustomization)) return false;
  if (one.object === undefined) return true;
  const { kind, namespace, name } = one.object;
  // A finding about several objects is more than the one that is named.
  if (!object || others !== undefined || object.kind !== kind || object.name !== name) return false;
  return namespace === undefined || object.namespace === namespace;
}

function nameOf({ finding, object, kustomization }: Acknowledgement): string {
  const { kind, namespace, name } = object ?? {};
  const what = object && `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return [finding, ...Object.values(defined({ what, kustomization }))].join(' ');
}
