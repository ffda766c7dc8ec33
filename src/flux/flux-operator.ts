import { ApiObjectMetadata, Duration } from 'cdk8s';
import { defined } from '../core/defined';
import { checkDuration, formatDuration, SHORTEST_INTERVAL_MS } from '../kubernetes/durations';
import { FluxObjectProps, refuse } from './flux-object';

/** Props of Flux Operator's kinds, which read them from annotations. */
export interface OperatorObjectProps<Spec = object> extends FluxObjectProps<Spec> {
  /**
   * How often the operator reconciles, at least one minute.
   *
   * @default - the operator's default
   */
  readonly interval?: Duration;

  /**
   * Timeout for applying and for health checks.
   *
   * @default - the operator's default, 5 minutes
   */
  readonly timeout?: Duration;

  /**
   * Suspends reconciliation of this object.
   *
   * @default false
   */
  readonly suspend?: boolean;
}

const PREFIX = 'fluxcd.controlplane.io';

/**
 * The annotations that set Flux Operator's interval and timeout and suspend reconciliation.
 *
 * @throws Error when a duration is invalid
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

/** An object's metadata with the annotations for Flux Operator; annotations in the metadata take precedence. */
export function operatorMetadata(props: OperatorObjectProps, name?: string): ApiObjectMetadata {
  const annotations = { ...operatorAnnotations(props), ...props.metadata?.annotations };
  return {
    ...defined({ name }),
    ...props.metadata,
    ...defined({ annotations: Object.keys(annotations).length > 0 ? annotations : undefined }),
  };
}
