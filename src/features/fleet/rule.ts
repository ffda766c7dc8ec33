import { anything, callback, oneOf, Options, required, text } from '../../core/options';
import { isDate } from '../../core/today';
import { quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';

/**
 * A rule of your own over every object of the generated folder.
 *
 * @example
 * fleet.addRule({
 *   id: 'acme/replicas',
 *   todo: 'run at least two',
 *   check: ({ kind, metadata, spec }) =>
 *     kind === 'Deployment' && (spec as { replicas?: number }).replicas === 1 ? `${metadata.name} has one replica` : undefined,
 * });
 */
export interface FleetRule {
  /** Its stable name with a prefix of your own: `acme/replicas`. Both parts have lower-case letters, digits and `-`. */
  readonly id: string;

  /**
   * Whether a finding refuses the fleet or only warns.
   *
   * @default error
   */
  readonly severity?: 'error' | 'warning';

  /** The remedy, after the colon of the message: `run at least two`. */
  readonly todo: string;

  /**
   * Says what is wrong with an object, in one sentence or in several; undefined if nothing is. Equal objects are seen once
   * for all clusters that have them, so the result must depend on the object alone. What depends on the place is an
   * `Invariant` of `cdk8s-flux-fleet/testing`. Objects are as they are written; changes to them have no effect.
   */
  readonly check: (object: KubernetesObject) => string | readonly string[] | undefined;
}

/** Findings of a rule that are right as they are. */
export interface RuleAcknowledgement {
  /** The object, as messages name it: `Deployment shop/web`. */
  readonly object: string;
  /** Why it is right. */
  readonly reason: string;

  /**
   * Last day, as `YYYY-MM-DD`: from the next day on, the rule's findings count again.
   *
   * @default - it does not end
   */
  readonly until?: string;
}

/** An acknowledgement with its rule. */
export interface AcknowledgedRule extends RuleAcknowledgement {
  readonly rule: string;
}

const RULE = Options.of<FleetRule>('addRule', {
  id: required(text),
  severity: oneOf('error', 'warning'),
  todo: required(text),
  check: required(callback),
});

const ACKNOWLEDGEMENT = Options.of<RuleAcknowledgement>('acknowledgeRule', {
  object: required(text),
  reason: required(text),
  until: anything,
});

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Problems of a rule, one message each. */
export function checkRule(rule: FleetRule, others: readonly FleetRule[]): string[] {
  const wrong = RULE.problems(rule);
  if (wrong.length > 0) return wrong;
  if (!ID.test(rule.id)) {
    return [`rule ${quote(rule.id)} has no name with a prefix: give one such as "acme/replicas"`];
  }
  if (rule.todo.trim() === '') return [`rule ${quote(rule.id)} does not say what to do: give it as "todo"`];
  const isTaken = others.some(({ id }) => id === rule.id);
  return isTaken ? [`rule ${quote(rule.id)} is there twice: give one of them another name`] : [];
}

/** Problems of an acknowledgement, one message each. */
export function checkAcknowledgedRule(rule: string, given: RuleAcknowledgement): string[] {
  const wrong = ACKNOWLEDGEMENT.problems(given);
  if (wrong.length > 0) return wrong;
  const { object, reason, until } = given;
  const name = `rule ${quote(rule)} of ${object}`;
  if (reason.trim() === '') return [`${name} is acknowledged without a reason: say why it is right there`];
  if (until === undefined || isDate(until)) return [];
  return [`${name} is acknowledged until ${quote(until)}, which is no date: give one as YYYY-MM-DD`];
}
