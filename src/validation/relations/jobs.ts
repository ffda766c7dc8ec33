import { shown } from '../../kubernetes/field-path';
import { fitsFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, itemsOf, mapOf, textOf } from '../checks/values';
import { labelsOf, matches } from './selectors';

const UID = 'batch.kubernetes.io/controller-uid';
const OWN_LABELS = ['job-name', 'batch.kubernetes.io/job-name'];
const OWN_IDS = ['controller-uid', UID];

/** A Job's selector: Kubernetes makes it, or the Job says that it makes its own. */
export function jobSelector(job: Fields, report: Report): void {
  const spec = mapOf(job['spec']);
  const labels = labelsOf(spec['template']);
  if (spec['manualSelector'] === true) {
    if (!isGiven(spec['selector'])) report.add(['spec', 'selector'], 'is missing: manualSelector needs one');
    else if (!matches(spec['selector'], labels)) {
      report.add(['spec', 'selector'], 'does not match the labels of template: make them agree');
    }
    return;
  }
  const name = textOf(mapOf(job['metadata'])['name']);
  const at = ['spec', 'template', 'metadata', 'labels'];
  for (const key of OWN_LABELS) {
    if (isGiven(labels[key]) && labels[key] !== name)
      report.add([...at, key], `is ${shown(labels[key])}: leave it to Kubernetes`);
  }
  for (const key of OWN_IDS) if (isGiven(labels[key])) report.add([...at, key], 'is made by Kubernetes: leave it out');
  // Any id stands for the one that the Job will have.
  const own: Record<string, unknown> = Object.fromEntries([
    ...OWN_LABELS.map((key) => [key, name]),
    ...OWN_IDS.map((key) => [key, '*']),
  ]) as Record<string, unknown>;
  if (
    isGiven(spec['selector']) &&
    (!matches(spec['selector'], own) || !matches(spec['selector'], { ...labels, ...own }))
  ) {
    report.add(['spec', 'selector'], 'is made by Kubernetes: leave it out, or set manualSelector');
  }
}

/** The names of the pods of an indexed Job are host names. */
export function indexedName(job: Fields, report: Report): void {
  const { completionMode, completions } = mapOf(job['spec']);
  const name = textOf(mapOf(job['metadata'])['name']);
  if (completionMode !== 'Indexed' || typeof completions !== 'number' || completions <= 0) return;
  if (!fitsFormat('dnsLabel', `${name}-${completions - 1}`)) {
    report.add(['metadata', 'name'], `${shown(name)} gives pods that are no host names: use a shorter DNS label`);
  }
}

const INDEXES = 100_000;
const INDEXES_AT_ONCE = 10_000;

/** Counts of an indexed Job, and fields that only such a Job has. */
export const completionCounts =
  (isTemplate: boolean) =>
  (spec: Fields, report: Report): void => {
    const { completionMode, maxFailedIndexes, backoffLimitPerIndex, successPolicy } = spec;
    // A Job without both completes once; one that says how many run at once has no number, nor has a template.
    const completions = spec['completions'] ?? (isTemplate || isGiven(spec['parallelism']) ? undefined : 1);
    if (isGiven(maxFailedIndexes) && !isGiven(backoffLimitPerIndex)) {
      report.add(['backoffLimitPerIndex'], 'is missing: maxFailedIndexes needs it');
    }
    if (completionMode !== 'Indexed') {
      for (const [field, value] of Object.entries({ backoffLimitPerIndex, maxFailedIndexes, successPolicy })) {
        if (isGiven(value) && !isGivenMode(completionMode))
          report.add([field], 'needs completionMode Indexed: set that, or leave it out');
      }
      return;
    }
    if (!isGiven(completions)) report.add(['completions'], 'is missing: completionMode Indexed needs it');
    const count = Number(completions ?? 0);
    const most = (field: string, limit: number) => {
      const value = spec[field];
      if (typeof value === 'number' && value > limit) report.add([field], `is ${value}: give at most ${limit}`);
    };
    most('parallelism', INDEXES);
    most('maxFailedIndexes', isGiven(completions) ? Math.min(count, INDEXES) : INDEXES);
    if (count > INDEXES && isGiven(backoffLimitPerIndex)) {
      if (!isGiven(maxFailedIndexes))
        report.add(['maxFailedIndexes'], `is missing: more than ${INDEXES} completions need it`);
      most('parallelism', INDEXES_AT_ONCE);
      most('maxFailedIndexes', INDEXES_AT_ONCE);
    }
    successes(mapOf(successPolicy), count, report);
  };

/** Whether a mode is one that no Job has, which is reported elsewhere. */
function isGivenMode(mode: unknown): boolean {
  return isGiven(mode) && mode !== 'NonIndexed';
}

function successes(policy: Fields, completions: number, report: Report): void {
  for (const [index, { succeededCount, succeededIndexes }] of itemsOf(policy['rules'])) {
    const at = ['successPolicy', 'rules', index];
    const total = typeof succeededIndexes === 'string' ? countIndexes(succeededIndexes, completions) : undefined;
    if (total === undefined && typeof succeededIndexes === 'string') {
      report.add(
        [...at, 'succeededIndexes'],
        `${shown(succeededIndexes)} is no list of indexes below ${completions}: write one such as "0,3-5"`,
      );
    }
    const most = Math.min(completions, typeof succeededIndexes === 'string' ? (total ?? 0) : Infinity);
    if (typeof succeededCount === 'number' && succeededCount > most) {
      report.add([...at, 'succeededCount'], `is ${succeededCount}: give at most ${most}`);
    }
  }
}

/** The number of indexes in a list such as `0,3-5`; undefined if it is none. */
function countIndexes(text: string, completions: number): number | undefined {
  if (text === '') return 0;
  let last = -Infinity;
  let total = 0;
  for (const part of text.split(',')) {
    const ends = part.split('-');
    if (ends.length > 2 || !ends.every((end) => /^\+?\d+$/.test(end))) return undefined;
    const [first = 0, end = first] = ends.map(Number);
    if (end >= completions || first <= last || (ends.length === 2 && first >= end)) return undefined;
    total += end - first + 1;
    last = end;
  }
  return total;
}

/** How failures of pods count. */
export function failurePolicy(spec: Fields, report: Report): void {
  const { podFailurePolicy, template, backoffLimitPerIndex, podReplacementPolicy } = spec;
  if (!isGiven(podFailurePolicy)) return;
  const pod = mapOf(mapOf(template)['spec']);
  if (isGiven(podReplacementPolicy) && podReplacementPolicy !== 'Failed') {
    report.add(['podReplacementPolicy'], `is ${shown(podReplacementPolicy)}: under podFailurePolicy use Failed`);
  }
  if (pod['restartPolicy'] === 'OnFailure') {
    report.add(['template', 'spec', 'restartPolicy'], 'is OnFailure: under podFailurePolicy use Never');
  }
  const names = new Set(
    ['containers', 'initContainers'].flatMap((field) => itemsOf(pod[field]).map(([, { name }]) => name)),
  );
  for (const [index, rule] of itemsOf(mapOf(podFailurePolicy)['rules'])) {
    const at = ['podFailurePolicy', 'rules', index];
    if (rule['action'] === 'FailIndex' && !isGiven(backoffLimitPerIndex)) {
      report.add([...at, 'action'], 'is FailIndex: set backoffLimitPerIndex');
    }
    const { containerName } = mapOf(rule['onExitCodes']);
    if (isGiven(containerName) && !names.has(containerName)) {
      report.add(
        [...at, 'onExitCodes', 'containerName'],
        `${shown(containerName)} is no container of the template: correct it`,
      );
    }
  }
}

/** Exit codes are in order, each once, and 0 is no failure. */
export function exitCodes({ operator, values }: Fields, report: Report): void {
  const codes: readonly unknown[] = Array.isArray(values) ? (values as unknown[]) : [];
  codes.forEach((code, index) => {
    if (operator === 'In' && code === 0) report.add(['values', index], 'is 0, which is no failure: leave it out');
    if (index > 0 && Number(codes[index - 1]) >= Number(code)) {
      report.add(['values', index], 'is not above the one before it: put them in order, each once');
    }
  });
}

/** One of exit codes and conditions. */
export function failureCause({ onExitCodes, onPodConditions }: Fields, report: Report): void {
  const hasConditions = itemsOf(onPodConditions).length > 0;
  if (isGiven(onExitCodes) === hasConditions) {
    report.add(
      [],
      `has ${hasConditions ? 'onExitCodes and onPodConditions' : 'no cause'}: give one of onExitCodes, onPodConditions`,
    );
  }
}

/** Conditions of pods say which status counts. */
export function conditionStatus({ podFailurePolicy }: Fields, report: Report): void {
  for (const [index, { onPodConditions }] of itemsOf(mapOf(podFailurePolicy)['rules'])) {
    for (const [position, { status }] of itemsOf(onPodConditions)) {
      if (textOf(status) !== '') continue;
      report.add(
        ['podFailurePolicy', 'rules', index, 'onPodConditions', position, 'status'],
        'is empty: set it to True',
      );
    }
  }
}

/** A zone of the time zone database, spelled as there. */
export function timeZone(zone: unknown, report: Report): void {
  if (typeof zone === 'string' && !isKnownTimeZone(zone)) {
    report.add([], `${shown(zone)} is not a time zone: write one such as "Europe/Berlin"`);
  }
}

const zones = new Map<string, boolean>();

/** Whether a zone is in the time zone database, spelled as there. */
export function isKnownTimeZone(zone: string): boolean {
  let known = zones.get(zone);
  if (known === undefined) zones.set(zone, (known = isInDatabase(zone)));
  return known;
}

function isInDatabase(zone: string): boolean {
  const isWritten = zone
    .split('/')
    .every((part) => /^[A-Za-z._0-9+][A-Za-z._0-9+-]{0,13}$/.test(part) && !/^\.\.?$/.test(part));
  if (!isWritten || /^[+-]/.test(zone) || zone.toLowerCase() === 'local') return false;
  try {
    const { timeZone: found } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
    // Names are compared without case here, and with it by the API server.
    return found === zone || found.toLowerCase() !== zone.toLowerCase();
  } catch {
    return false;
  }
}
