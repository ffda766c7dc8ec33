import { anything, object, oneOf, Options, required, text } from '../../core/options';
import { isDate } from '../../core/today';
import { quote } from '../../kubernetes/names';
import { checkExpression } from '../../languages/cel';
import { LanguageError } from '../../languages/go/language-error';
import type { RuleAcknowledgement } from '../fleet';

/**
 * A policy of your own over what a merge does: a condition over the plan's JSON, which docs/plan.schema.json describes.
 *
 * @example
 * fleet.addPlanPolicy({
 *   id: 'acme/prod-deletions',
 *   expression: "!has(change.environment) || change.environment != 'prod' || change.effect != 'pruned'",
 *   message: 'something of prod is deleted',
 *   todo: 'ask the platform team',
 * });
 */
export interface PlanPolicy {
  /** Its stable name with a prefix of your own: `acme/prod-deletions`. */
  readonly id: string;

  /**
   * The subject: each change, the variable `change`, an item of the plan's `entries`; or the plan as a whole, once. The
   * variable `plan` is there in both cases.
   *
   * @default change
   */
  readonly each?: 'change' | 'plan';

  /** Expression in CEL that is true where nothing is wrong. Fields that may be missing are asked for with `has()`. */
  readonly expression: string;

  /**
   * Whether a finding refuses the plan, with exit code 1, or only warns.
   *
   * @default error
   */
  readonly severity?: 'error' | 'warning';

  /** The problem where the expression is false, in one sentence without a full stop. */
  readonly message: string;

  /** The remedy, after the colon of the finding: `ask the platform team`. */
  readonly todo: string;
}

/** An acknowledgement with its policy. */
export interface AcknowledgedPolicy extends RuleAcknowledgement {
  readonly policy: string;
}

/** The policies of a fleet, and what it acknowledges. */
export interface PlanPolicies {
  readonly policies: PlanPolicy[];
  readonly acknowledged: AcknowledgedPolicy[];
}

const POLICY_TYPES = {
  id: required(text),
  each: oneOf('change', 'plan'),
  expression: required(text),
  severity: oneOf('error', 'warning'),
  message: required(text),
  todo: required(text),
};

const POLICY = Options.of<PlanPolicy>('addPlanPolicy', POLICY_TYPES);

const ACKNOWLEDGEMENT_TYPES = { object: required(text), reason: required(text), until: anything };

const ACKNOWLEDGEMENT = Options.of<RuleAcknowledgement>('acknowledgePlanPolicy', ACKNOWLEDGEMENT_TYPES);

/** A policy as a file has it. */
export const PLAN_POLICY = object<PlanPolicy>(POLICY_TYPES);

/** An acknowledgement as a file has it. */
export const ACKNOWLEDGED_POLICY = object<AcknowledgedPolicy>({ ...ACKNOWLEDGEMENT_TYPES, policy: required(text) });

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The variables of an expression. */
export function variablesOf({ each = 'change' }: Pick<PlanPolicy, 'each'>): readonly string[] {
  return each === 'change' ? ['change', 'plan'] : ['plan'];
}

/** Problems of a policy, one message each. */
export function checkPlanPolicy(policy: PlanPolicy, others: readonly PlanPolicy[]): string[] {
  const wrong = POLICY.problems(policy);
  if (wrong.length > 0) return wrong;
  const { id, message, todo, expression } = policy;
  const name = `plan policy ${quote(id)}`;
  if (!ID.test(id)) return [`${name} has no name with a prefix: give one such as "acme/prod-deletions"`];
  if (message.trim() === '') return [`${name} does not say what is wrong: give it as "message"`];
  if (todo.trim() === '') return [`${name} does not say what to do: give it as "todo"`];
  if (others.some((one) => one.id === id)) return [`${name} is there twice: give one of them another name`];
  try {
    checkExpression(expression, variablesOf(policy), 'bool');
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    return [`${name} has an expression that is no CEL, ${error.in(expression)}`];
  }
  return [];
}

/** Problems of an acknowledgement, one message each. */
export function checkAcknowledgedPolicy(policy: string, given: RuleAcknowledgement): string[] {
  const wrong = ACKNOWLEDGEMENT.problems(given);
  if (wrong.length > 0) return wrong;
  const { object, reason, until } = given;
  const name = `plan policy ${quote(policy)} for ${object}`;
  if (reason.trim() === '') return [`${name} is acknowledged without a reason: say why it is right there`];
  if (until === undefined || isDate(until)) return [];
  return [`${name} is acknowledged until ${quote(until)}, which is no date: give one as YYYY-MM-DD`];
}
