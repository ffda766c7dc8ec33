import { parseDuration } from '../kubernetes/durations';
import { quote } from '../kubernetes/names';
import { isKnownTimeZone } from '../validation/relations/jobs';
import { Fields, mapsIn, textIn } from './fields';
import { ObjectContext, ObjectRule } from './rule';

const PROVIDER = {
  controller: 'flux-operator',
  kind: 'ResourceSetInputProvider',
  file: 'internal/schedule/scheduler.go',
} as const;

/** The timeout of a reconciliation where no annotation gives another (api/v1/resourcesetinputprovider_types.go: GetTimeout). */
const TIMEOUT = '2m';

function* shortWindows(spec: Fields, { object }: ObjectContext): Generator<string> {
  const given = textIn(object.metadata?.annotations?.['fluxcd.controlplane.io/reconcileTimeout']);
  const timeout = parseDuration(given ?? TIMEOUT);
  for (const [index, { window }] of mapsIn(spec['schedule']).entries()) {
    const length = parseDuration(textIn(window) ?? '');
    if (!length || timeout === undefined || length >= 2 * timeout) continue;
    yield `schedule[${index}].window ${quote(window)} is shorter than twice the timeout of a reconciliation (${given ?? TIMEOUT}): give a longer one, or leave it out`;
  }
}

function* unknownZones(spec: Fields): Generator<string> {
  for (const [index, { timeZone }] of mapsIn(spec['schedule']).entries()) {
    const zone = textIn(timeZone);
    if (zone === undefined || zone === 'Local' || isKnownTimeZone(zone)) continue;
    yield `schedule[${index}].timeZone ${quote(zone)} is not a time zone: write one such as "Europe/Berlin"`;
  }
}

/** Rules that one ResourceSetInputProvider decides. */
export const INPUT_PROVIDER_RULES: readonly ObjectRule[] = [
  {
    ...PROVIDER,
    id: 'input-provider-time-zone',
    field: 'schedule',
    severity: 'error',
    when: '`schedule[].timeZone` is not a time zone',
    then: 'Stalled with InvalidSchedule',
    check: unknownZones,
  },
  {
    ...PROVIDER,
    id: 'input-provider-window',
    field: 'schedule',
    severity: 'error',
    when: '`schedule[].window` is shorter than twice the timeout of a reconciliation, 2 minutes by default',
    then: 'Stalled with InvalidSchedule',
    check: shortWindows,
  },
];
