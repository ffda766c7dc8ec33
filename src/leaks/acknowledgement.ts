import { quote } from '../kubernetes/names';

/** One place that looks like a leaked credential and is none. All of it stands in the message that refuses the place. */
export interface LeakAcknowledgement {
  /** What it looks like, such as `named-value`. */
  readonly id: string;
  /** The object, as `ConfigMap shop/settings`. */
  readonly object: string;
  /** The field, as `data.TOKEN` or `spec.values.env[0].value`. */
  readonly field: string;
  /** Why it is none. */
  readonly reason: string;
}

/** What is wrong with an acknowledgement. */
export function checkAcknowledgement({ id, object, field, reason }: LeakAcknowledgement): string | undefined {
  if ([id, object, field].some((part) => typeof part !== 'string' || part === '')) {
    return 'acknowledgeLeak needs id, object and field: take them from the message that it answers';
  }
  return typeof reason === 'string' && reason.trim() !== ''
    ? undefined
    : `leak ${quote(id)} in ${field} of ${object} is silenced without a reason: say why it is no secret`;
}
