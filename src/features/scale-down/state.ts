import { construct, instance, list, number, object, oneOf, Options, required, text, untyped } from '../../core/options';
import { quote } from '../../kubernetes/names';
import { parseCron } from '../../languages/cron';
import { LanguageError } from '../../languages/go/language-error';
import { openCrds } from '../../units/open-crds';
import { App } from '../app';
import { FleetElement, FleetScope } from '../fleet';
import { Placement } from '../placement';
import { Tenant } from '../tenant';
import type { ScaleDownProps } from './props';

type UptimeProps = ScaleDownProps['uptime'][number];
type WorkloadProps = NonNullable<ScaleDownProps<object>['workloads']>[number];

const ELEMENT = construct('an app or a tenant', () => FleetElement);

const OPTIONS = Options.of<ScaleDownProps<object>>('fleet.scaleDown', {
  placement: required(instance('a Placement', () => Placement)),
  uptime: required(list(object<UptimeProps>({ start: required(text), end: required(text), timezone: text }))),
  workloads: untyped(
    list(
      object<WorkloadProps>({
        of: required(untyped(ELEMENT)),
        name: required(text),
        kind: oneOf('Deployment', 'StatefulSet'),
        replicas: number({ least: 1, whole: true }),
      }),
    ),
  ),
  except: untyped(list(ELEMENT)),
});

/** Keeps what a program says of times in which apps run. */
export function stateScaleDown<C extends object>(fleet: FleetScope<C>, given: ScaleDownProps<C>): void {
  const faults = OPTIONS.problems(given);
  fleet.problems.add('option', fleet.name, ...faults);
  if (faults.length > 0) return;
  fleet.problems.add('scale-down', fleet.name, ...problemsOf(given));
  fleet.addStandInSchema(openCrds('keda.sh', 'v1alpha1', { ScaledObject: 'scaledobjects' }));
  fleet.placements.push({ at: fleet.name, of: 'scaleDown', placement: given.placement });
  fleet.statements.set('scale-downs', [...scaleDownsOf(fleet), given]);
  fleet.lateChecks.push(({ warnings }) => {
    const message =
      'scaleDown finds no Deployment and no StatefulSet: widen its placement, name workloads of charts and folders, or take it out';
    if (!effective.has(given)) warnings.add('scale-down-nothing', fleet.name, message);
  });
}

/** The statements that have found a workload. */
export const effective = new WeakSet<object>();

/** The statements of a fleet's program of times in which apps run. */
export function scaleDownsOf<C extends object>({ statements }: FleetScope<C>): ReadonlyArray<ScaleDownProps<C>> {
  return (statements.get('scale-downs') as ReadonlyArray<ScaleDownProps<C>> | undefined) ?? [];
}

function* problemsOf<C extends object>({ uptime, workloads = [], except = [] }: ScaleDownProps<C>): Generator<string> {
  if (uptime.length === 0) yield 'uptime of scaleDown is empty, so that nothing ever runs: give the times of running';
  for (const { start, end, timezone } of uptime) {
    for (const [what, cron] of [
      ['start', start],
      ['end', end],
    ] as const)
      yield* cronProblems(what, cron);
    // KEDA 2.18, pkg/scalers/cron_scaler.go.
    if (start === end) yield `uptime of scaleDown starts and ends with ${quote(start)}: give the end another time`;
    if (timezone !== undefined) yield* zoneProblems(timezone);
  }
  for (const one of [...workloads.map(({ of }) => of), ...except])
    if (!(one instanceof App || one instanceof Tenant))
      yield `scaleDown names ${quote((one as { readonly name: string }).name)}, which is no app and no tenant: give one of these`;
    else if (one instanceof App && one.isPart)
      yield `scaleDown names the app ${quote(one.name)}, which is a part of the chart of its tenant: give the tenant`;
}

function* cronProblems(what: string, cron: string): Generator<string> {
  const name = `${what} of the uptime of scaleDown`;
  if (cron.startsWith('@')) {
    yield `${name} is ${quote(cron)}, and KEDA takes five fields only: write it as in "0 7 * * 1-5"`;
    return;
  }
  try {
    parseCron(cron);
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    yield /^(?:CRON_)?TZ=/.test(cron)
      ? `${name} is ${quote(cron)}, with a time zone in it: give it as timezone`
      : `${name} is ${quote(cron)}, ${error.message}`;
  }
}

/** Go takes the name of a time zone as it is written, Node in any case and also as an offset. */
function* zoneProblems(timezone: string): Generator<string> {
  let known: string | undefined;
  try {
    known = new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    // Not known.
  }
  const isNamed = /^[A-Z][A-Za-z0-9+_-]*(?:\/[A-Z][A-Za-z0-9+_-]*)*$/.test(timezone);
  const isOtherCase = known?.toLowerCase() === timezone.toLowerCase() && known !== timezone;
  if (known !== undefined && isNamed && !isOtherCase) return;
  const way =
    known !== undefined && /^[A-Z]/.test(known) ? `write ${quote(known)}` : 'write one such as "Europe/Berlin"';
  yield `timezone ${quote(timezone)} of the uptime of scaleDown is no name of a time zone: ${way}`;
}
