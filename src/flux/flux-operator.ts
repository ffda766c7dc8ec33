import { ApiObjectMetadata, Duration } from 'cdk8s';
import { checkDuration, formatDuration, SHORTEST_INTERVAL_MS } from '../kubernetes/durations';
import { FluxObjectProps, refuse } from './flux-object';

/** What the kinds of Flux Operator take, which is told by annotations. */
export interface OperatorObjectProps<Spec = object> extends FluxObjectProps<Spec> {
  /**
   * How often the operator looks, at least one minute.
   *
   * @default - the operator's own
   */
  readonly interval?: Duration;

  /**
   * Limit for applying and for health checks.
   *
   * @default - the operator's own, 5 minutes
   */
  readonly timeout?: Duration;

  /**
   * Stops the operator from reconciling this object until it is taken away.
   *
   * @default false
   */
  readonly suspend?: boolean;
}

const PREFIX = 'fluxcd.controlplane.io';

/**
 * The annotations that tell Flux Operator how often an object is reconciled, and whether it is.
 *
 * @throws Error when a duration is not one that Flux takes
 */
export function operatorAnnotations(
  props: Pick<OperatorObjectProps, 'interval' | 'timeout' | 'suspend'>,
): Readonly<Record<string, string>> {
  const { interval, timeout, suspend } = props;
  refuse(
    interval && checkDuration('interval', interval, SHORTEST_INTERVAL_MS),
    timeout && checkDuration('timeout', timeout),
  );
  return {
    ...(suspend === undefined ? {} : { [`${PREFIX}/reconcile`]: suspend ? 'disabled' : 'enabled' }),
    ...(interval && { [`${PREFIX}/reconcileEvery`]: formatDuration(interval) }),
    ...(timeout && { [`${PREFIX}/reconcileTimeout`]: formatDuration(timeout) }),
  };
}

/** An object's metadata with the annotations for Flux Operator; those that were given win. */
export function operatorMetadata(props: OperatorObjectProps, name?: string): ApiObjectMetadata {
  const annotations = { ...operatorAnnotations(props), ...props.metadata?.annotations };
  return {
    ...(name === undefined ? {} : { name }),
    ...props.metadata,
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}
