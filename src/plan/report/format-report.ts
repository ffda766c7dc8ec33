import { FieldChange } from '../diff/field-diff';
import { plainJson, plainLine, shortened, shortenedPair } from '../diff/plain-line';
import { ChangeEffect, formatObject } from '../objects/comparison';
import { Risk } from '../risk/risk';
import { plainText } from '../tree/parse-manifests';
import { costLines } from './format-costs';
import { MAY_DIFFER, PlanReport, ReportCluster, ReportEntry } from './plan-report';
import { clusterText, countOf, findingLines, placeText, severityOf } from './report';

/** First character of an entry's line. */
export const SIGNS: Readonly<Record<ReportEntry['action'], string>> = {
  added: '+',
  changed: '~',
  moved: '>',
  're-owned': '>',
  removed: '-',
  renamed: '>',
};

/** Options of the formats for people. */
export interface FormatOptions {
  /**
   * Whether to show all: every field, every change and everything that is not known.
   *
   * @default false: long lists end in a number
   */
  readonly details?: boolean;
}

/** Most fields of a change, and most changes without a risk of one place, in a report without details. */
const FIELDS = 8;
const HARMLESS = 10;

/** Note of a report without details where it leaves something out. */
const WHOLE = '--details lists them';

/** A plan as text for a terminal. */
export function formatText(report: PlanReport, { details = false }: FormatOptions = {}): string {
  const lines = [...summaryLines(report), ''];
  if (report.findings.length > 0) lines.push(...findingLines(report.findings), '');
  if (report.clusters.length > 0) lines.push(...report.clusters.map(wholeCluster), '');
  for (const [place, entries] of placesOf(report.entries)) {
    lines.push(place, ...placeLines(entries, details).map((line) => `  ${line}`), '');
  }
  if (report.units.length > 0) lines.push('Kustomizations', ...report.units.map((line) => `  ${line}`), '');
  if (report.costs) lines.push('Costs', ...costLines(report.costs).map((line) => `  ${line}`), '');
  lines.push(...unknownLines(report, details));
  return `${plainLine(lines.join('\n').trimEnd())}\n`;
}

/** The changes of one place. */
function placeLines(entries: readonly ReportEntry[], details: boolean): string[] {
  if (details) return entries.flatMap((entry) => entryLines(entry));
  const harmless = entries.filter((entry) => severityOf(entry) === 0);
  const left = new Set(harmless.length > HARMLESS ? harmless.slice(HARMLESS) : []);
  const shown = entries.filter((entry) => !left.has(entry)).flatMap((entry) => entryLines(entry, FIELDS));
  return left.size === 0 ? shown : [...shown, `… ${left.size} more changes without a risk (${WHOLE})`];
}

/** Unknowns of the trees: the number, or all of them. */
function unknownLines({ notEvaluated, known }: PlanReport, details: boolean): string[] {
  if (notEvaluated.length === 0) return [];
  if (details) return [knownText(known), ...notEvaluated.map((line) => `  ${line}`)];
  const changed = notEvaluated.filter((line) => line.endsWith(MAY_DIFFER)).map((line) => line.replace(/: \d+ .*$/, ''));
  const what = known.kustomizations === known.known ? 'some things that' : 'what';
  const names = changed.length === 0 ? '' : `${MAY_DIFFER}: ${changed.join('; ')}`;
  return [`${knownText(known)} ${what} the trees do not tell${names} (--details lists it)`];
}

/** Version of docs/plan.schema.json, which describes a plan as JSON. */
export const PLAN_VERSION = 4;

/**
 * A plan as JSON; the same report always yields the same text. It carries the version of its schema,
 * docs/plan.schema.json.
 */
export function formatJson(report: PlanReport): string {
  return plainJson(`${JSON.stringify({ version: PLAN_VERSION, ...report }, sortedKeys, 2)}\n`);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Groups entries by place; the place with the most dangerous entry comes first. */
export function placesOf(entries: readonly ReportEntry[]): ReadonlyMap<string, readonly ReportEntry[]> {
  const places = new Map<string, ReportEntry[]>();
  for (const entry of entries) {
    const place = placeText(entry);
    const here = places.get(place);
    if (here) here.push(entry);
    else places.set(place, [entry]);
  }
  return places;
}

/** The most important numbers, as sentences. */
export function summaryLines(report: PlanReport): string[] {
  return [...report.notCompared.map(notComparedText), ...changeLines(report)];
}

/** How much is known, as the head of the list of what is not. */
export function knownText({ kustomizations, known }: PlanReport['known']): string {
  const depend = kustomizations - known;
  if (depend === 0) return `${known} of ${countOf(kustomizations, 'Kustomization')} fully known; besides`;
  return `${known} of ${countOf(kustomizations, 'Kustomization')} fully known; ${depend} ${depend === 1 ? 'depends' : 'depend'} on`;
}

function notComparedText({ cluster, directory, reason }: PlanReport['notCompared'][number]): string {
  return `Not compared: cluster ${cluster}, whose root ${directory || '.'} cannot be built: ${reason}.`;
}

function changeLines({ summary, findings, entries, mayDiffer, notCompared, branch }: PlanReport): string[] {
  const { clusters, objects, effects, risks } = summary;
  const total = clusters.added + clusters.changed + clusters.removed + clusters.unchanged;
  const touched = total - clusters.unchanged;
  if (entries.length === 0 && findings.every(({ id }) => id === 'not-evaluated') && touched === 0) {
    if (mayDiffer)
      return [`No change that is known on ${countOf(total, 'cluster')}, but what is not known may differ.`];
    const compared = total - notCompared.length;
    if (findings.length === 0) return compared > 0 ? [`No change on ${countOf(compared, 'cluster')}.`] : [];
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const parts = (['added', 'changed', 'removed', 'moved', 're-owned', 'renamed'] as const)
    .filter((action) => objects[action] > 0)
    .map((action) => `${objects[action]} ${action}`);
  const lines = [
    `${touched} of ${countOf(total, 'cluster')} change: objects ${parts.join(', ') || 'all as they are'}.`,
    ...clusterLines(clusters),
    ...branchLines(branch, entries),
  ];
  if (errors > 0) lines.unshift(`Refused: ${countOf(errors, 'error')}.`);
  const outcome = effectsText(effects);
  if (outcome !== '') lines.push(`Flux: ${outcome}.`);
  const dangers = Object.entries(risks).sort(([a], [b]) => (a < b ? -1 : 1));
  if (dangers.length > 0) lines.push(`Risks: ${dangers.map(([name, count]) => `${name} ${count}`).join(', ')}.`);
  return lines;
}

/** The share of the changes that the compared branch brings about. */
function branchLines(branch: string | undefined, entries: PlanReport['entries']): string[] {
  if (branch === undefined) return [];
  const own = entries.filter((entry) => entry.branch === undefined);
  const places = (some: PlanReport['entries']) =>
    [...new Set(some.map(({ environment }) => environment ?? 'what is in no environment'))].sort().join(', ');
  const others = [...new Set(entries.flatMap((entry) => entry.branch ?? []))].sort();
  const rest = others.map((name) => `${places(entries.filter((entry) => entry.branch === name))} read ${name}`);
  const first = own.length > 0 ? `Branch ${branch} feeds ${places(own)}` : `Branch ${branch} feeds none of it`;
  return [`${[first, ...rest].join('; ')}.`];
}

function clusterLines(clusters: PlanReport['summary']['clusters']): string[] {
  const parts = (['added', 'removed'] as const).filter((change) => clusters[change] > 0);
  return parts.map((change) => `Clusters ${change}: ${clusters[change]}.`);
}

const EFFECTS: Readonly<Record<ChangeEffect, string>> = {
  pruned: 'deleted',
  race: 'deleted or not, by chance',
  replaced: 'deleted and made again',
  refused: 'refused by the API server',
  orphaned: 'left without an owner',
  held: 'held back',
  adopted: 'adopted',
  patched: 'patched',
  created: 'created',
};

function effectsText(effects: PlanReport['summary']['effects']): string {
  return (Object.entries(EFFECTS) as Array<[ChangeEffect, string]>)
    .filter(([effect]) => (effects[effect] ?? 0) > 0)
    .map(([effect, text]) => `${effects[effect]} ${text}`)
    .join(', ');
}

/** An added or removed cluster, on one line. */
export function wholeCluster({ cluster, change, objects, effects }: ReportCluster): string {
  const outcome = effectsText(effects);
  const flux = outcome === '' ? '' : `: ${outcome}`;
  return `${SIGNS[change]} cluster ${cluster} ${change} with ${countOf(objects, 'object')}${flux}`;
}

/** Risks that only repeat the effect and its reason, by the effect. */
const PLAIN_RISKS: Readonly<Partial<Record<ChangeEffect, Risk['class']>>> = {
  held: 'held',
  orphaned: 'orphan',
  refused: 'held',
};

/**
 * A line for an entry's object, effect and clusters, followed by its risks and fields.
 *
 * @param most most fields
 */
export function entryLines(entry: ReportEntry, most = Infinity): string[] {
  const { action, object, renamedTo, from, to, effect } = entry;
  const became = renamedTo === undefined ? '' : ` to ${renamedTo}`;
  const moved = action === 'moved' || action === 're-owned' ? ` from ${from.join(', ')} to ${to.join(', ')}` : '';
  const told = entry.risks.filter((one) => one.class !== PLAIN_RISKS[effect]);
  const why = entry.reason === undefined || told.length === entry.risks.length ? '' : ` (${entry.reason})`;
  return [
    `${SIGNS[action]} ${formatObject(object)} ${action}${became}${moved}, ${effect}${why}, ${clusterText(entry)}`,
    ...told.map((one) => `    ! ${one.severity} ${one.class}: ${one.message}`),
    ...entry.fields.slice(0, most).map((field) => `    ${fieldText(field)}`),
    ...(entry.fields.length > most ? [`    … ${entry.fields.length - most} more fields (${WHOLE})`] : []),
  ];
}

/** A field's change on one line. */
export function fieldText({ path, change, from, to }: FieldChange): string {
  switch (change) {
    case 'added':
      return `${path}: + ${shortened(valueText(to))}`;
    case 'removed':
      return `${path}: - ${shortened(valueText(from))}`;
    case 'reordered':
      return `${path}: in another order`;
    case 'changed':
      return `${path}: ${shortenedPair(valueText(from), valueText(to)).join(' -> ')}`;
  }
}

function valueText(value: FieldChange['from']): string {
  return plainText(value).replace(/\s*\n\s*/g, ' ');
}
