import { quote } from '../kubernetes/names';
import { textIn } from './fields';
import { ObjectRule } from './rule';

// Schedules are parsed for ScaledObjects only.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const triggers = () => require('./cron-triggers') as typeof import('./cron-triggers');

/** The fields of a schedule as cron writes it. */
function cronFields(schedule: string): string[] {
  return schedule.trim().split(/\s+/);
}

/** A schedule with seconds: of five fields, the first is that of minutes. */
function withSeconds(schedule: string): string {
  const text = schedule.trim();
  return cronFields(text).length === 5 ? `0 ${text}` : text;
}

/** A time zone before a schedule, which later versions of the parser take. */
const ZONE = /^\s*(?:CRON_)?TZ=\S*\s*/;

const BACKUP = {
  controller: 'cloudnative-pg',
  kind: 'ScheduledBackup',
  file: 'github.com/robfig/cron v1.2.0 parser.go',
  field: 'schedule',
} as const;

/** Rules about schedules that other operators read otherwise than cron does. */
export const SCHEDULE_RULES: readonly ObjectRule[] = [
  {
    ...BACKUP,
    id: 'scheduled-backup-seconds',
    severity: 'warning',
    when: '`schedule` has five fields',
    then: 'the first of them is the second, so that `0 3 * * *` makes a backup in each hour',
    check: (spec) => {
      const schedule = textIn(spec['schedule']);
      return schedule !== undefined && !/^@/.test(schedule) && !ZONE.test(schedule) && cronFields(schedule).length === 5
        ? `schedule ${quote(schedule)} has five fields, and the first is read as seconds: write six, ${quote(withSeconds(schedule))}`
        : undefined;
    },
  },
  {
    ...BACKUP,
    id: 'scheduled-backup-time-zone',
    severity: 'error',
    when: '`schedule` begins with a time zone, as `TZ=Europe/Berlin 0 0 3 * * *`',
    then: 'the operator refuses it, and makes no backup: its parser has no time zones',
    check: (spec) => {
      const schedule = textIn(spec['schedule']);
      return schedule !== undefined && ZONE.test(schedule)
        ? `schedule ${quote(schedule)} begins with a time zone, which CloudNativePG refuses: write it in the time of the operator, which is UTC unless its pod says otherwise, and without the zone, such as ${quote(withSeconds(schedule.replace(ZONE, '')))}`
        : undefined;
    },
  },
  {
    id: 'scaled-object-cron-days',
    controller: 'keda',
    kind: 'ScaledObject',
    field: 'triggers',
    file: 'pkg/scalers/cron_scaler.go',
    severity: 'warning',
    when: '`start` and `end` of a trigger `cron` do not take turns',
    then: 'it is active whenever the next end comes before the next start: from one end to the next, and not between two starts',
    check: (spec) => triggers().wrongTriggers(spec),
  },
];
