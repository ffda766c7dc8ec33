import { defined } from '../../core/defined';
import { escapeRegExp } from '../../core/escape-regexp';
import { FieldChange } from '../diff/field-diff';
import { formatFinding, GuardFinding } from '../guard/finding';
import { ChangeEffect, Comparison, formatObject, formatOwner, ObjectChange } from '../objects/comparison';
import { Risk, RiskSeverity } from '../risk/risk';
import { MAY_DIFFER, PlanReport, ReportCluster, ReportEntry } from './plan-report';

/** Summarizes a comparison for people: the same change on many clusters is one entry. */
export function planReport(
  comparison: Comparison,
  findings: readonly GuardFinding[] = [],
  options: {
    /**
     * The branch that is compared: what Flux reads from others comes last.
     *
     * @default - not known
     */
    readonly branch?: string | undefined;
  } = {},
): PlanReport {
  const { all } = comparison.branches;
  const { branch } = options;
  const isOneOfMany = branch !== undefined && all.size > 1 && all.has(branch);
  return {
    summary: summarize(comparison),
    ...defined({ branch: isOneOfMany ? branch : undefined }),
    findings,
    clusters: clustersOf(comparison),
    entries: entriesOf(comparison, isOneOfMany ? branch : undefined),
    units: unitSentences(comparison),
    notEvaluated: comparison.notEvaluated.map(({ what, clusters, kustomizations, changed }) => {
      const on = `${countOf(kustomizations, 'Kustomization')} on ${countOf(clusters.length, 'cluster')}`;
      const where = clusters.length === 0 ? '' : `: ${on}`;
      return `${what}${where}${changed ? MAY_DIFFER : ''}`;
    }),
    known: comparison.known,
    mayDiffer: comparison.notEvaluated.some(({ changed }) => changed),
    notCompared: comparison.notCompared,
  };
}

const RANK: Readonly<Record<RiskSeverity, number>> = { high: 3, medium: 2, low: 1 };

/** The severity of an entry: 3 for loss or a breach, 0 for a change that needs no review. */
export function severityOf({ risks }: Pick<ReportEntry, 'risks'>): number {
  return risks.reduce((worst, { severity }) => Math.max(worst, RANK[severity]), 0);
}

type Counted = Omit<ReportCluster, 'objects' | 'effects'> & {
  objects: number;
  effects: Partial<Record<ChangeEffect, number>>;
};

function clustersOf({ clusters, changes }: Comparison): ReportCluster[] {
  const found = new Map<string, Counted>();
  for (const { cluster, change } of clusters) {
    if (change === 'added' || change === 'removed') found.set(cluster, { cluster, change, objects: 0, effects: {} });
  }
  for (const { cluster, place, effect } of changes) {
    const one = found.get(cluster) ?? found.get(place.cluster ?? cluster);
    if (!one) continue;
    one.objects++;
    one.effects[effect] = (one.effects[effect] ?? 0) + 1;
  }
  return [...found.values()];
}

function entriesOf({ clusters, changes, clustersOf, branches }: Comparison, branch: string | undefined): ReportEntry[] {
  const groups = new Map<string, ObjectChange[]>();
  const digests = new Map<unknown, string>();
  const others = new Map<ObjectChange, string | undefined>();
  const whole = new Set(
    clusters.filter(({ change }) => change === 'added' || change === 'removed').map(({ cluster }) => cluster),
  );
  for (const change of changes) {
    if (whole.has(change.cluster) || whole.has(nameOfCluster(change))) continue;
    const other = branch === undefined ? undefined : otherBranch(change, branches, branch);
    const key = `${groupKey(change, digests)}${other ?? ''}`;
    others.set(change, other);
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  return [...groups.values()]
    .map((group) => ({ ...entryOf(group, clustersOf), ...defined({ branch: others.get(group[0]!) }) }))
    .sort(compareEntries);
}

/** The branch that a change's Kustomization reads, if it is another one than the one that is compared. */
function otherBranch({ from, to }: ObjectChange, branches: Comparison['branches'], branch: string): string | undefined {
  const [owner] = [...to, ...from];
  const read = owner && branches.of.get(`${owner.cluster}|${owner.namespace}/${owner.name}`);
  return read === branch ? undefined : read;
}

/** The key that changes of one entry share. A cluster's own name in a value is no difference. */
function groupKey(change: ObjectChange, digests: Map<unknown, string>): string {
  const { object, action, effect, place, from, to, cluster, renamedTo } = change;
  const own = nameOfCluster(change);
  // A remote cluster's Kustomizations have other names than those of a cluster that runs Flux itself.
  const moves = action === 'moved' || action === 're-owned';
  const digest = (value: readonly FieldChange[]) => {
    let text = digests.get(value);
    if (text === undefined) {
      text = JSON.stringify(value);
      // Few values contain a cluster's name; the text of all others is the same for every cluster.
      if (!text.includes(own)) digests.set(value, text);
    }
    return text.includes(own) ? generic(text, own) : text;
  };
  return JSON.stringify([
    ...[
      generic(formatObject(object), own),
      object.group,
      action,
      effect,
      renamedTo && generic(formatObject(renamedTo), own),
    ],
    ...[place.environment, place.tenant, place.component, place.app, cluster === own || place.cluster === undefined],
    ...(moves ? [from, to] : []).map((owners) => owners.map((owner) => generic(formatOwner(owner), own)).join()),
    ...[digest(change.fields), generic(JSON.stringify(change.risks), own)],
  ]);
}

function nameOfCluster({ place, cluster }: ObjectChange): string {
  return place.cluster ?? cluster;
}

/** A text with a placeholder for each occurrence of a cluster's name as a whole word. */
function generic(text: string, cluster: string): string {
  if (!text.includes(cluster)) return text;
  const name = escapeRegExp(cluster);
  return text.replace(new RegExp(`(?<![A-Za-z0-9])${name}(?![A-Za-z0-9])`, 'g'), '<cluster>');
}

/** The Kustomization that `flux bootstrap` creates in each cluster. */
const ROOT = 'flux-system/flux-system';

function entryOf(group: readonly ObjectChange[], clustersOf: Comparison['clustersOf']): ReportEntry {
  const first = group[0]!;
  const { object, action, effect, place, renamedTo, reason } = first;
  const clusters = [...new Set(group.map(({ cluster }) => cluster))].sort();
  const owners = new Set(group.flatMap((change) => [...change.from, ...change.to].map(formatOwner)));
  // Every cluster has a root, and no two are alike.
  owners.delete(ROOT);
  const all = new Set([...owners].flatMap((owner) => clustersOf.get(owner) ?? []));
  for (const cluster of clusters) all.add(cluster);
  const here = new Set(clusters);
  return {
    object,
    action,
    effect,
    ...defined({ environment: place.environment, tenant: place.tenant, component: place.component, app: place.app }),
    from: first.from.map(formatOwner),
    to: first.to.map(formatOwner),
    ...defined({ renamedTo: renamedTo === undefined ? undefined : formatObject(renamedTo), reason }),
    clusters,
    of: all.size,
    except: [...all].filter((cluster) => !here.has(cluster)).sort(),
    fields: first.fields,
    risks: first.risks,
  };
}

/** Sorts what this branch does first, then by severity and by number of clusters; place and name make the order deterministic. */
function compareEntries(a: ReportEntry, b: ReportEntry): number {
  const isOther = ({ branch }: ReportEntry) => (branch === undefined ? 0 : 1);
  const danger = isOther(a) - isOther(b) || severityOf(b) - severityOf(a) || b.clusters.length - a.clusters.length;
  if (danger !== 0) return danger;
  const [left, right] = [a, b].map((entry) => `${placeText(entry)} ${formatObject(entry.object)} ${entry.clusters[0]}`);
  return left! < right! ? -1 : 1;
}

/** An entry's place without its clusters: `prod/team-a/shop`. */
export function placeText(entry: Pick<ReportEntry, 'app' | 'branch' | 'component' | 'environment' | 'tenant'>): string {
  const parts = [entry.environment, entry.tenant ?? entry.component, entry.app];
  const place = parts.filter((part) => part !== undefined).join('/') || 'clusters';
  return entry.branch === undefined ? place : `${place} (not read from this branch: Flux reads ${entry.branch})`;
}

/** Most clusters that are listed by name. */
const NAMED = 5;

/** The clusters of an entry: all names if they are few, else their number and the exceptions. */
export function clusterText({ clusters, of, except }: ReportEntry): string {
  if (clusters.length <= NAMED && clusters.length < of) return `on ${clusters.join(', ')} of ${countOf(of, 'cluster')}`;
  if (except.length === 0)
    return clusters.length <= NAMED ? `on ${clusters.join(', ')}` : `on all ${clusters.length} clusters`;
  const more = except.length - NAMED;
  const named = `${except.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `on ${clusters.length} of ${of} clusters, not on ${named}`;
}

/** A number with its noun: `1 cluster`, `2 clusters`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function summarize({ clusters, changes }: Comparison): PlanReport['summary'] {
  const summary = {
    clusters: { added: 0, changed: 0, removed: 0, unchanged: 0 },
    objects: { added: 0, changed: 0, moved: 0, 're-owned': 0, removed: 0, renamed: 0 },
    effects: {} as Partial<Record<ChangeEffect, number>>,
    risks: {} as Partial<Record<Risk['class'], number>>,
  };
  for (const { change } of clusters) summary.clusters[change]++;
  for (const { action, effect, risks } of changes) {
    summary.objects[action]++;
    summary.effects[effect] = (summary.effects[effect] ?? 0) + 1;
    for (const one of new Set(risks.map((found) => found.class))) summary.risks[one] = (summary.risks[one] ?? 0) + 1;
  }
  return summary;
}

const SENTENCES = {
  emptied: 'is left without an object',
  merged: 'goes, and its objects come to',
  renamed: 'is renamed to',
  retargeted: 'turns to another cluster',
  split: 'gives objects to',
} as const;

function unitSentences({ units }: Comparison): string[] {
  const groups = new Map<string, Set<string>>();
  for (const { owner, change, to } of units) {
    if (change === 'added' || change === 'removed') continue;
    const names = change === 'retargeted' ? '' : to.map(formatOwner).sort().join(', ');
    const text = `Kustomization ${formatOwner(owner)} ${SENTENCES[change]}${names === '' ? '' : ` ${names}`}`;
    groups.set(text, (groups.get(text) ?? new Set<string>()).add(owner.cluster));
  }
  return [...groups]
    .map(
      ([text, clusters]) => `${text} (${clusters.size === 1 ? [...clusters][0] : countOf(clusters.size, 'cluster')})`,
    )
    .sort();
}

/** The findings as lines of text. */
export function findingLines(findings: readonly GuardFinding[]): string[] {
  return findings.map(formatFinding);
}
