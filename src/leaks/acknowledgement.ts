import { anything, Options } from '../core/options';
import { quote } from '../kubernetes/names';

/** Suppresses a false positive of the credential scanner. Its error message quotes all fields but the reason. */
export interface LeakAcknowledgement {
  /** The kind of credential, such as `named-value`. */
  readonly id: string;
  /** The object, as `ConfigMap shop/settings`. */
  readonly object: string;
  /** The field, as `data.TOKEN` or `spec.values.env[0].value`. */
  readonly field: string;
  /** Why it is no credential. */
  readonly reason: string;
}

const OPTIONS = Options.of<Partial<LeakAcknowledgement>>('acknowledgeLeak', {
  id: anything,
  object: anything,
  field: anything,
  reason: anything,
});

/** Problems of an acknowledgement, one message each. */
export function checkAcknowledgement(leak: LeakAcknowledgement): string[] {
  const unknown = OPTIONS.problems(leak);
  if (unknown.length > 0) return unknown;
  const { id, object, field, reason } = leak;
  if ([id, object, field].some((part) => typeof part !== 'string' || part === '')) {
    return ['acknowledgeLeak needs id, object and field: take them from the message that it answers'];
  }
  return typeof reason === 'string' && reason.trim() !== ''
    ? []
    : [`leak ${quote(id)} in ${field} of ${object} is silenced without a reason: say why it is no secret`];
}
