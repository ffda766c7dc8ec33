import { ChangeEffect, formatObject } from '../compare/comparison';
import { FieldChange } from '../diff/field-diff';
import { plainText } from '../tree/parse-manifests';
import { clusterText, countOf, findingLines, placeText, PlanReport, ReportCluster, ReportEntry } from './report';

/** First character of an entry's line. */
export const SIGNS: Readonly<Record<ReportEntry['action'], string>> = {
  added: '+',
  changed: '~',
  moved: '>',
  're-owned': '>',
  removed: '-',
  renamed: '>',
};

/** Longest text of a value in a report for people. */
const LONGEST_VALUE = 120;

/** A plan as text for a terminal. */
export function formatText(report: PlanReport): string {
  const lines = [...summaryLines(report), ''];
  if (report.findings.length > 0) lines.push(...findingLines(report.findings), '');
  if (report.clusters.length > 0) lines.push(...report.clusters.map(wholeCluster), '');
  let place: string | undefined;
  for (const entry of byPlace(report.entries)) {
    const here = placeText(entry);
    if (here !== place) lines.push(...(place === undefined ? [] : ['']), here);
    place = here;
    lines.push(...entryLines(entry).map((line) => `  ${line}`));
  }
  if (report.units.length > 0) lines.push('', 'Kustomizations', ...report.units.map((line) => `  ${line}`));
  if (report.notEvaluated.length > 0)
    lines.push('', knownText(report.known), ...report.notEvaluated.map((line) => `  ${line}`));
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Version of docs/plan.schema.json, which describes a plan as JSON. */
export const PLAN_VERSION = 2;

/**
 * A plan as JSON; the same report always yields the same text. It carries the version of its schema,
 * docs/plan.schema.json.
 */
export function formatJson(report: PlanReport): string {
  return `${JSON.stringify({ version: PLAN_VERSION, ...report }, sortedKeys, 2)}\n`;
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Groups entries by place; the place with the most dangerous entry comes first. */
export function byPlace(entries: readonly ReportEntry[]): ReportEntry[] {
  const places = new Map<string, ReportEntry[]>();
  for (const entry of entries) {
    const place = placeText(entry);
    const here = places.get(place);
    if (here) here.push(entry);
    else places.set(place, [entry]);
  }
  return [...places.values()].flat();
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

function changeLines({ summary, findings, entries, mayDiffer, notCompared }: PlanReport): string[] {
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
  ];
  if (errors > 0) lines.unshift(`Refused: ${countOf(errors, 'error')}.`);
  const outcome = effectsText(effects);
  if (outcome !== '') lines.push(`Flux: ${outcome}.`);
  const dangers = Object.entries(risks).sort(([a], [b]) => (a < b ? -1 : 1));
  if (dangers.length > 0) lines.push(`Risks: ${dangers.map(([name, count]) => `${name} ${count}`).join(', ')}.`);
  return lines;
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

/** Risks that only repeat the effect and its reason. */
const PLAIN_RISKS: ReadonlySet<string> = new Set(['held', 'orphan']);

/** A line for an entry's object, effect and clusters, followed by its risks and fields. */
export function entryLines(entry: ReportEntry): string[] {
  const { action, object, renamedTo, from, to, effect } = entry;
  const became = renamedTo === undefined ? '' : ` to ${renamedTo}`;
  const moved = action === 'moved' || action === 're-owned' ? ` from ${from.join(', ')} to ${to.join(', ')}` : '';
  const told = entry.risks.filter((one) => !PLAIN_RISKS.has(one.class));
  const why = entry.reason === undefined || told.length === entry.risks.length ? '' : ` (${entry.reason})`;
  return [
    `${SIGNS[action]} ${formatObject(object)} ${action}${became}${moved}, ${effect}${why}, ${clusterText(entry)}`,
    ...told.map((one) => `    ! ${one.severity} ${one.class}: ${one.message}`),
    ...entry.fields.map((field) => `    ${fieldText(field)}`),
  ];
}

/** A field's change on one line. */
export function fieldText({ path, change, from, to }: FieldChange): string {
  switch (change) {
    case 'added':
      return `${path}: + ${valueText(to)}`;
    case 'removed':
      return `${path}: - ${valueText(from)}`;
    case 'reordered':
      return `${path}: in another order`;
    case 'changed':
      return `${path}: ${valueText(from)} -> ${valueText(to)}`;
  }
}

function valueText(value: FieldChange['from']): string {
  const text = plainText(value).replace(/\s*\n\s*/g, ' ');
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}
