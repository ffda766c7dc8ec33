import { Duration } from 'cdk8s';
import { FluxContext } from './context';
import { defaultsOf, HelmReleaseDefaults, RetryStrategy } from './defaults';
import { refuse } from './flux-object';
import { isAtLeast } from './version';

/** What a release's props say about retries. */
export type RetryProps = Pick<HelmReleaseDefaults, 'strategy' | 'retries' | 'retryInterval'>;

/** What is written below `install` and `upgrade` about failures. */
export interface RetryFields {
  readonly strategy?: { readonly name: RetryStrategy; readonly retryInterval?: Duration };
  readonly remediation?: { readonly retries: number };
}

const RETRIES = 3;
const RETRY_INTERVAL = Duration.minutes(5);

/** The strategy that the other options only make sense with. */
function implied({ retries, retryInterval }: RetryProps): RetryStrategy | undefined {
  if (retries !== undefined) return 'RemediateOnFailure';
  return retryInterval === undefined ? undefined : 'RetryOnFailure';
}

/**
 * What a HelmRelease does about an installation or upgrade that fails. Where nobody says, it is retried as it is, with a
 * Flux that can: a rollback takes down what runs, and after some retries Flux would give up. Which Flux it is must be
 * known for that, because one before 2.7 refuses the field.
 *
 * @throws Error when an option does not fit the strategy
 */
export function retryFields(props: RetryProps, context: FluxContext): RetryFields {
  const { strategy, retries, retryInterval } = props;
  refuse(
    retries !== undefined && (strategy === 'RetryOnFailure' || (strategy === undefined && retryInterval !== undefined))
      ? 'retries is for strategy RemediateOnFailure, as RetryOnFailure does not give up: leave it or retryInterval out'
      : undefined,
    retryInterval !== undefined && strategy === 'RemediateOnFailure'
      ? 'retryInterval is for strategy RetryOnFailure, as RemediateOnFailure retries at once: leave it out'
      : undefined,
    retries !== undefined && (!Number.isInteger(retries) || retries < -1)
      ? `retries ${retries} is not a number of retries: use a whole number, or -1 for no end`
      : undefined,
  );
  const defaults = defaultsOf('helmRelease', context.defaults);
  const name = strategy ?? implied(props) ?? defaults.strategy ?? implied(defaults) ?? usual(context);
  if (name === 'RetryOnFailure') {
    return { strategy: { name, retryInterval: retryInterval ?? defaults.retryInterval ?? RETRY_INTERVAL } };
  }
  const isSaid = strategy !== undefined || defaults.strategy !== undefined;
  const remediation = { retries: retries ?? defaults.retries ?? RETRIES };
  return isSaid && isAtLeast(context.flux, '2.7') !== false ? { strategy: { name }, remediation } : { remediation };
}

function usual({ flux }: FluxContext): RetryStrategy {
  return isAtLeast(flux, '2.7') === true ? 'RetryOnFailure' : 'RemediateOnFailure';
}
