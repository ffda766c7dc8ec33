import type { Problem } from '../../core/problem';
import { dayAfter, daysBetween } from '../../core/today';
import { quote } from '../../kubernetes/names';

/** An option of what is there for a time only. */
export interface UntilProps {
  /**
   * Last day, as `YYYY-MM-DD`. A run warns before it and after it, and is refused some days later, until the element is
   * retired or gets a later day: see `untilNotice` of the fleet. Nothing is removed by itself.
   *
   * @default - it stays
   */
  readonly until?: string;
}

/** When a run warns of last days, and when it is refused. */
export interface UntilNotice {
  /**
   * Number of days before a last day from which on a run warns.
   *
   * @default 30
   */
  readonly warnDays?: number;

  /**
   * Number of days after a last day in which a run still only warns.
   *
   * @default 14
   */
  readonly graceDays?: number;
}

/** The statement of a last day. */
export interface UntilStatement {
  readonly kind: 'cluster' | 'environment' | 'tenant';
  readonly name: string;
  readonly until: string;
  /** Whether it is being retired already, so that nothing is to be said. */
  readonly isLeaving: boolean;
}

/**
 * Findings about last days.
 *
 * @param today as `YYYY-MM-DD`
 */
export function* untilFindings(
  statements: readonly UntilStatement[],
  { warnDays = 30, graceDays = 14 }: UntilNotice,
  today: string,
): Generator<Problem & { readonly severity: 'error' | 'warning' }> {
  for (const { kind, name, until, isLeaving } of statements) {
    const left = daysBetween(today, until);
    if (isLeaving || left > warnDays) continue;
    const isRefused = -left > graceDays;
    const reason = `its last day ${left < 0 ? 'was' : 'is'} ${until}`;
    const todo = `run flux-fleet retire ${kind} ${name} --reason '${reason}', or give a later until`;
    const from = `from ${dayAfter(until, graceDays + 1)} on a run is refused`;
    const when =
      left > 0
        ? `is in ${countOf(left)}, and ${from}`
        : left === 0
          ? `is today, and ${from}`
          : `was ${countOf(-left)} ago${isRefused ? '' : `, and ${from}`}`;
    const message = `the last day of ${kind} ${quote(name)}, ${until}, ${when}: ${todo}`;
    yield { id: 'until', at: name, severity: isRefused ? 'error' : 'warning', message };
  }
}

function countOf(days: number): string {
  return `${days} day${days === 1 ? '' : 's'}`;
}
