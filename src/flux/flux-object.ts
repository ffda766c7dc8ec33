import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { checkDuration, formatDuration, SHORTEST_INTERVAL_MS } from '../kubernetes/durations';

/** What every Flux construct takes. */
export interface FluxObjectProps {
  /**
   * Name, namespace, labels and annotations of the object.
   *
   * @default - a name made from the construct's path, as cdk8s does it; the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * How often Flux looks, at least one minute.
   *
   * @default - 1 minute for sources, 1 hour for Kustomizations and HelmReleases: these follow their sources at once
   */
  readonly interval?: Duration;

  /**
   * Stops Flux from reconciling this object until it is taken away.
   *
   * @default false
   */
  readonly suspend?: boolean;
}

/** A reference to another object of the same namespace by its name. */
export interface LocalObjectReference {
  /** The object's name. */
  readonly name: string;
}

/** A reference to a key of a Secret in the same namespace. The value itself never enters a program. */
export interface SecretKeyReference {
  /** The Secret's name. */
  readonly name: string;

  /**
   * The key within the Secret.
   *
   * @default - the key Flux looks for by itself
   */
  readonly key?: string;
}

/** Base of the Flux constructs: an ApiObject whose manifest came from the kind's pure function. */
export abstract class FluxObject extends ApiObject {
  protected constructor(scope: Construct, id: string, manifest: FluxManifest, metadata: ApiObjectMetadata = {}) {
    super(scope, id, { ...manifest, metadata });
  }
}

/** A Flux object without its metadata, as plain data. */
export interface FluxManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/**
 * An interval in Go's notation.
 *
 * @throws Error when it is below one minute
 */
export function interval(value: Duration | undefined, fallback: Duration): string {
  const duration = value ?? fallback;
  const problem = checkDuration('interval', duration, SHORTEST_INTERVAL_MS);
  if (problem) throw new Error(problem);
  return formatDuration(duration);
}

/**
 * A source's timeout: these fields take no hours (`60m`, not `1h`).
 *
 * @throws Error when it is not whole milliseconds
 */
export function timeoutWithoutHours(value: Duration | undefined): string | undefined {
  if (value === undefined) return undefined;
  const problem = checkDuration('timeout', value);
  if (problem) throw new Error(problem);
  const ms = value.toMilliseconds();
  return ms % 60_000 === 0 ? `${ms / 60_000}m` : ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/** Throws the first of these messages that is one. */
export function refuse(...problems: ReadonlyArray<string | undefined>): void {
  const problem = problems.find((candidate) => candidate !== undefined);
  if (problem !== undefined) throw new Error(problem);
}

/** The map without the keys whose value is undefined: what is not said is not written. */
export function defined<T extends object>(fields: T): T {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) result[key] = value;
  return result as T;
}
