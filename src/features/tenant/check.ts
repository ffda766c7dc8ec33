import { ProblemCollector } from '../../core/problem';
import { checkDnsSubdomain, checkLabelValue, quote } from '../../kubernetes/names';
import { checkDeployable } from '../../kubernetes/refused-rights';
import { CustomKind, DEPLOYABLE_KINDS, DeployableKind } from '../../kubernetes/resources';
import { checkQuota } from '../isolation';
import { BreakGlass, TenantProps } from './props';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CHART = /^[^\s\0]+$/;

/** What of a tenant's props can be judged without knowing where it is placed. */
export function checkTenantProps<C extends object>(
  problems: ProblemCollector,
  at: string,
  props: TenantProps<C>,
): void {
  for (const secret of props.imagePullSecrets ?? []) {
    problems.add('name', at, checkDnsSubdomain('imagePullSecret', secret));
  }
  for (const [what, groups] of [
    ['owner', props.owners],
    ['viewer', props.viewers],
    ['operator', props.operators],
    ['breakGlass group', props.breakGlass?.groups],
  ] as const) {
    for (const group of groups ?? []) problems.add('owner', at, checkGroup(what, group));
  }
  if (props.breakGlass) problems.add('break-glass', at, ...checkBreakGlass(props.breakGlass));
  if (props.contact !== undefined && !isLine(props.contact)) {
    problems.add('contact', at, `contact ${quote(props.contact)} is not a line of text: give an address or a channel`);
  }
  if (props.costCenter !== undefined) {
    const empty = props.costCenter === '' ? 'costCenter "" says nothing: leave it out' : undefined;
    problems.add('label', at, empty ?? checkLabelValue('costCenter', props.costCenter));
  }
  for (const kind of deployedKinds(props)) problems.add('right', at, ...checkKind(kind, props.ownNetworkPolicies));
  for (const url of props.allowedSources ?? []) problems.add('source', at, checkAllowedSource(url));
  for (const chart of props.allowedCharts ?? []) {
    const good = typeof chart === 'string' && CHART.test(chart);
    problems.add('source', at, good ? undefined : `allowedChart ${quote(chart)} is not a chart: give its name or path`);
  }
  if (props.totalQuota) problems.add('quota', at, ...checkQuota('totalQuota', props.totalQuota));
}

/** What the tenant deploys, as the program has it. */
export function deployedKinds(props: Pick<TenantProps<object>, 'deploys'>): ReadonlyArray<DeployableKind | CustomKind> {
  return props.deploys ?? DEFAULT_DEPLOYS;
}

/** What tenants deploy that say nothing. */
export const DEFAULT_DEPLOYS: readonly DeployableKind[] = [
  ...(['ConfigMap', 'PersistentVolumeClaim', 'Service'] as const),
  ...(['apps/DaemonSet', 'apps/Deployment', 'apps/StatefulSet'] as const),
  'autoscaling/HorizontalPodAutoscaler',
  ...(['batch/CronJob', 'batch/Job'] as const),
  'networking.k8s.io/Ingress',
  'policy/PodDisruptionBudget',
];

/** A kind with its group and resource; undefined for a name that no table has. */
export function customKind(kind: DeployableKind | CustomKind): CustomKind | undefined {
  if (typeof kind !== 'string') return kind;
  const resource = Object.hasOwn(DEPLOYABLE_KINDS, kind) ? DEPLOYABLE_KINDS[kind] : undefined;
  const slash = kind.indexOf('/');
  return resource && { group: slash < 0 ? '' : kind.slice(0, slash), kind: kind.slice(slash + 1), resource };
}

function checkKind(kind: DeployableKind | CustomKind, ownNetworkPolicies = false): string[] {
  const known = customKind(kind);
  // A name out of the table may still be one that deserves its reason.
  const guess = known ?? guessedKind(kind as string);
  const allowed = new Set(ownNetworkPolicies ? ['networking.k8s.io/networkpolicies'] : []);
  const problem = checkDeployable(guess, allowed);
  if (problem !== undefined) return [problem];
  return known
    ? []
    : [`deploys ${quote(kind)} is not a kind that is known: give { group, kind, resource } for other products' kinds`];
}

function guessedKind(name: string): CustomKind {
  const slash = name.lastIndexOf('/');
  const kind = name.slice(slash + 1);
  const plural = /(s|x)$/i.test(kind) ? kind : kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
  return { group: slash < 0 ? '' : name.slice(0, slash), kind, resource: plural.toLowerCase() };
}

function checkGroup(what: string, group: string): string | undefined {
  const usable = isLine(group) && group.trim() === group && !group.startsWith('system:');
  return usable ? undefined : `${what} ${quote(group)} is not a group of people: name one of your identity provider`;
}

function isLine(text: unknown): text is string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
  return typeof text === 'string' && text.trim() !== '' && !/[\u0000-\u001f\u007f]/.test(text);
}

function* checkBreakGlass({ groups, expires, reason }: BreakGlass): Generator<string> {
  if (!Array.isArray(groups) || groups.length === 0) {
    yield 'breakGlass names no group: name who gets the rights, or leave it out';
  }
  if (!isLine(reason)) yield `breakGlass reason ${quote(reason)} says nothing: say why the rights are needed`;
  const time = typeof expires === 'string' && DAY.test(expires) ? Date.parse(expires) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== expires) {
    yield `breakGlass expires ${quote(expires)} is not a day: write it as 2030-12-31`;
  } else if (expires < new Date().toISOString().slice(0, 10)) {
    yield `breakGlass expired on ${expires}: leave it out, or give a later day if it is still needed`;
  }
}

/** Checks the URL, or the beginning of one, that a source may have. */
export function checkAllowedSource(url: string): string | undefined {
  const good =
    typeof url === 'string' &&
    /^(https?|ssh|oci|bucket):\/\/[^/\s]+\/\S*$/.test(url) &&
    !/\/\.\.|%|\\|:[^/@]*@/.test(url.slice(url.indexOf('://') + 3));
  if (good) return undefined;
  // What is before an "@" may be a credential.
  const shown = quote(String(url).replace(/\/\/[^/]*@/, '//***@'));
  return `allowedSource ${shown} is not the beginning of a URL: write one such as "https://github.com/acme/", without credentials`;
}
