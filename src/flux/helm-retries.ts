import { Duration } from 'cdk8s';
import { FluxContext } from './context';
import { defaultsOf, HelmReleaseDefaults, RetryStrategy } from './defaults';
import { refuse } from './flux-object';
import { isAtLeast } from './version';

/** The retry options of a release. */
export type RetryProps = Pick<HelmReleaseDefaults, 'strategy' | 'retries' | 'retryInterval'>;

/** The fields of `install` and `upgrade` that control retries. */
export interface RetryFields {
  readonly strategy?: { readonly name: RetryStrategy; readonly retryInterval?: Duration };
  readonly remediation?: { readonly retries: number };
}

const RETRIES = 3;
const RETRY_INTERVAL = Duration.minutes(5);

/** The strategy that the other options imply. */
function implied({ retries, retryInterval }: RetryProps): RetryStrategy | undefined {
  if (retries !== undefined) return 'RemediateOnFailure';
  return retryInterval === undefined ? undefined : 'RetryOnFailure';
}

/**
 * The retry fields of a HelmRelease. By default, a Flux version that can retries in place: a rollback would stop
 * running workloads, and Flux would give up after some retries. The version must be known for that, because Flux 2.6
 * rejects the field.
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
  const name = strategy ?? implied(props) ?? defaults.strategy ?? implied(defaults) ?? defaultStrategy(context);
  if (name === 'RetryOnFailure') {
    return { strategy: { name, retryInterval: retryInterval ?? defaults.retryInterval ?? RETRY_INTERVAL } };
  }
  const isExplicit = strategy !== undefined || defaults.strategy !== undefined;
  const remediation = { retries: retries ?? defaults.retries ?? RETRIES };
  return isExplicit && isAtLeast(context.flux, '2.7') !== false ? { strategy: { name }, remediation } : { remediation };
}

function defaultStrategy({ flux }: FluxContext): RetryStrategy {
  return isAtLeast(flux, '2.7') === true ? 'RetryOnFailure' : 'RemediateOnFailure';
}
