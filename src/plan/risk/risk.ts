/** Kinds of harm that a change can do. */
export type RiskClass =
  | 'availability'
  | 'deletion'
  | 'held'
  | 'immutable'
  | 'network-opened'
  | 'orphan'
  | 'pod-security'
  | 'quota-cut'
  | 'race'
  | 'restart'
  | 'rights-narrowed'
  | 'rights-widened'
  | 'secret-rekeyed'
  | 'version';

/** The worst case: loss or a breach (`high`), an interruption (`medium`), or nothing but a notice (`low`). */
export type RiskSeverity = 'high' | 'medium' | 'low';

/** A reason to review a change before it is merged. */
export interface Risk {
  /** The kind of harm. */
  readonly class: RiskClass;
  /** The worst case. */
  readonly severity: RiskSeverity;
  /** The possible harm, as a sentence without a full stop and without values of secrets. */
  readonly message: string;
}

/** Default severity of each class. */
export const SEVERITY: Readonly<Record<RiskClass, RiskSeverity>> = {
  availability: 'medium',
  deletion: 'high',
  held: 'medium',
  immutable: 'high',
  'network-opened': 'high',
  orphan: 'medium',
  'pod-security': 'high',
  'quota-cut': 'medium',
  race: 'high',
  restart: 'medium',
  'rights-narrowed': 'low',
  'rights-widened': 'high',
  'secret-rekeyed': 'medium',
  version: 'low',
};

/** A risk, by default with the severity of its class. */
export function risk(riskClass: RiskClass, message: string, severity = SEVERITY[riskClass]): Risk {
  return { class: riskClass, severity, message };
}
