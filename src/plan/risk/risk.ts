/** What kind of harm a change can do. */
export type RiskClass =
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

/** How bad it is at worst: loss or a breach, an interruption, or something to know. */
export type RiskSeverity = 'high' | 'medium' | 'low';

/** One thing to look at before a change is merged. */
export interface Risk {
  /** The kind of harm. */
  readonly class: RiskClass;
  /** How bad it is at worst. */
  readonly severity: RiskSeverity;
  /** What may happen, in a sentence without a full stop. Holds no value of a secret. */
  readonly message: string;
}

/** How bad each class is, unless a case says otherwise. */
export const SEVERITY: Readonly<Record<RiskClass, RiskSeverity>> = {
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

/** A risk of a class, as bad as the class is. */
export function risk(riskClass: RiskClass, message: string, severity = SEVERITY[riskClass]): Risk {
  return { class: riskClass, severity, message };
}
