import { below } from '../../kubernetes/field-path';

/** A problem of an object: the path of the field, and the message, which begins with it. */
export interface Invalid {
  readonly at: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Collects the problems of one object, at the place that is being checked. */
export class Report {
  /** The problems. */
  public readonly found: Invalid[] = [];
  /** Number of problems reported, those that were known included. */
  public reported = 0;
  private readonly steps: Array<string | number> = [];
  private severity: Invalid['severity'] = 'error';

  /** @param minor minor version of Kubernetes: 34 for 1.34 */
  constructor(public readonly minor: number) {}

  /** Goes to a field or an item. */
  public enter(step: string | number): void {
    this.steps.push(step);
  }

  /** Runs checks whose findings are warnings. */
  public warn(checks: () => void): void {
    const before = this.severity;
    this.severity = 'warning';
    checks();
    this.severity = before;
  }

  /** Goes back. */
  public leave(): void {
    this.steps.pop();
  }

  /**
   * Adds a problem.
   *
   * @param path fields and positions below the present place
   * @param text what is wrong and, after a colon, what to do; the path comes before it
   */
  public add(path: ReadonlyArray<string | number>, text: string): void {
    this.reported++;
    const at = [...this.steps, ...path].reduce<string>(below, '');
    if (this.found.some((one) => one.at === at && one.message.endsWith(text))) return;
    this.found.push({ at, severity: this.severity, message: `${at === '' ? 'the object' : at} ${text}` });
  }
}
