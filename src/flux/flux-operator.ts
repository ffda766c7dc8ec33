import { ApiObjectMetadata, Duration } from 'cdk8s';
import { defined } from '../core/defined';
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
    ...defined({
      [`${PREFIX}/reconcile`]: suspend === undefined ? undefined : suspend ? 'disabled' : 'enabled',
      [`${PREFIX}/reconcileEvery`]: interval ? formatDuration(interval) : undefined,
      [`${PREFIX}/reconcileTimeout`]: timeout ? formatDuration(timeout) : undefined,
    }),
  };
}

/** An object's metadata with the annotations for Flux Operator; those that were given win. */
export function operatorMetadata(props: OperatorObjectProps, name?: string): ApiObjectMetadata {
  const annotations = { ...operatorAnnotations(props), ...props.metadata?.annotations };
  return {
    ...defined({ name }),
    ...props.metadata,
    ...defined({ annotations: Object.keys(annotations).length > 0 ? annotations : undefined }),
  };
}
