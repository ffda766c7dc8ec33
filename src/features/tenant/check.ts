import { ProblemCollector } from '../../core/problem';
import { isDate, today } from '../../core/today';
import { customKind, guessedKind, kindsOfRole } from '../../kubernetes/deployable';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';
import { checkDeployable } from '../../kubernetes/refused-rights';
import { CustomKind, DeployableKind } from '../../kubernetes/resources';
import { BreakGlass, TenantProps } from './props';

const CHART = /^[^\s\0]+$/;

/** Checks the options of a tenant that depend on other options. */
export function checkTenantProps<C extends object>(
  problems: ProblemCollector,
  at: string,
  { breakGlass, ownNetworkPolicies, ...props }: TenantProps<C>,
): void {
  if (props.fluxNamespace !== undefined && props.chart === undefined) {
    const message =
      "fluxNamespace is for the tenant's own chart, and none is given: give it to an app, or leave it out";
    problems.add('namespace', at, message);
  }
  for (const group of breakGlass?.groups ?? []) problems.add('owner', at, checkGroup('breakGlass group', group));
  for (const kind of deployedKinds({ ...props, ownNetworkPolicies }))
    problems.add('right', at, ...checkKind(kind, ownNetworkPolicies));
}

/** The problem of a tenant's contact; undefined for none. */
export function checkContact(contact: string): string | undefined {
  return isLine(contact) ? undefined : `contact ${quote(contact)} is not a line of text: give an address or a channel`;
}

/** The problem of the name of a tenant's account; undefined for none. */
export function checkAccount(account: string): string | undefined {
  return account === 'default'
    ? 'account "default" is what pods act as that name no other, and has no rights: choose another name'
    : checkDnsSubdomain('account', account);
}

/** The problem of an entry of `allowedCharts`; undefined for none. */
export function checkAllowedChart(chart: string): string | undefined {
  const good = typeof chart === 'string' && CHART.test(chart);
  return good ? undefined : `allowedChart ${quote(chart)} is not a chart: give its name or path`;
}

/** The kinds that the tenant deploys, as the program gives them. */
export function deployedKinds({
  deploys,
  ownNetworkPolicies,
}: Pick<TenantProps<object>, 'deploys' | 'ownNetworkPolicies'>): ReadonlyArray<DeployableKind | CustomKind> {
  if (typeof deploys !== 'string') return deploys ?? DEFAULT_DEPLOYS;
  return [...kindsOfRole(deploys), ...(ownNetworkPolicies ? (['networking.k8s.io/NetworkPolicy'] as const) : [])];
}

/** The kinds that a tenant deploys by default. */
export const DEFAULT_DEPLOYS: readonly DeployableKind[] = [
  ...(['ConfigMap', 'PersistentVolumeClaim', 'Service'] as const),
  ...(['apps/DaemonSet', 'apps/Deployment', 'apps/StatefulSet'] as const),
  'autoscaling/HorizontalPodAutoscaler',
  ...(['batch/CronJob', 'batch/Job'] as const),
  'networking.k8s.io/Ingress',
  'policy/PodDisruptionBudget',
];

function checkKind(kind: DeployableKind | CustomKind, ownNetworkPolicies = false): string[] {
  const known = customKind(kind);
  const guess = known ?? guessedKind(kind as string);
  const allowed = new Set(ownNetworkPolicies ? ['networking.k8s.io/networkpolicies'] : []);
  const problem = checkDeployable(guess, allowed);
  if (problem !== undefined) return [problem];
  return known
    ? []
    : [`deploys ${quote(kind)} is not a kind that is known: give { group, kind, resource } for other products' kinds`];
}

/** The problem of the name of a group of people; undefined for none. */
export function checkGroup(what: string, group: string): string | undefined {
  const usable = isLine(group) && group.trim() === group && !group.startsWith('system:');
  return usable ? undefined : `${what} ${quote(group)} is not a group of people: name one of your identity provider`;
}

function isLine(text: unknown): text is string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
  return typeof text === 'string' && text.trim() !== '' && !/[\u0000-\u001f\u007f]/.test(text);
}

/** Problems of rights for an emergency, one message each; the names of the groups are checked apart. */
export function* checkBreakGlass({ groups, expires, reason }: BreakGlass): Generator<string> {
  if (!Array.isArray(groups) || groups.length === 0) {
    yield 'breakGlass names no group: name who gets the rights, or leave it out';
  }
  if (!isLine(reason)) yield `breakGlass reason ${quote(reason)} says nothing: say why the rights are needed`;
  if (typeof expires !== 'string' || !isDate(expires)) {
    yield `breakGlass expires ${quote(expires)} is not a day: write it as 2030-12-31`;
  } else if (expires < today()) {
    yield `breakGlass expired on ${expires}: leave it out, or give a later day if it is still needed`;
  }
}

/** The problem of an entry of `allowedSources`, a URL or the beginning of one; undefined for none. */
export function checkAllowedSource(url: string): string | undefined {
  const good =
    typeof url === 'string' &&
    /^(https?|ssh|oci|bucket):\/\/[^/\s]+\/\S*$/.test(url) &&
    !/\/\.\.|%|\\|:[^/@]*@/.test(url.slice(url.indexOf('://') + 3));
  if (good) return undefined;
  // The text before an "@" may be a credential.
  const shown = quote(String(url).replace(/\/\/[^/]*@/, '//***@'));
  return `allowedSource ${shown} is not the beginning of a URL: write one such as "https://github.com/acme/", without credentials`;
}
