import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { defined } from '../core/defined';
import { FluxDefaults, mergeDefaults } from './defaults';
import { FluxRelease, FluxVersion } from './version';

/** What Flux objects need to know of where they go. */
export interface FluxContext {
  /**
   * The version of Flux that reconciles the objects.
   *
   * @default - not known: what is written is served by all of them
   */
  readonly flux?: FluxVersion | FluxRelease;

  /**
   * What is written where an object does not say it.
   *
   * @default - this library's own defaults
   */
  readonly defaults?: FluxDefaults;

  /**
   * The object's own namespace, which references are checked against.
   *
   * @default - not known
   */
  readonly namespace?: string;
}

const contexts = new WeakMap<IConstruct, FluxContext>();

/**
 * Tells the Flux objects below a construct, such as a chart or an app, which Flux they are for and what their defaults
 * are. A construct below may say otherwise: what is nearer to the object wins, field by field. Only objects that are made
 * afterwards follow.
 *
 * @example
 * setFluxContext(chart, { flux: '2.8', defaults: { kustomization: { interval: Duration.minutes(30) } } });
 */
export function setFluxContext(scope: IConstruct, context: Omit<FluxContext, 'namespace'>): void {
  contexts.set(scope, context);
}

/** What has been set for a construct and those that hold it. */
export function fluxContextOf(scope: IConstruct): Omit<FluxContext, 'namespace'> {
  return scope.node.scopes.reduce<FluxContext>((outer, construct) => {
    const inner = contexts.get(construct);
    if (!inner) return outer;
    const flux = inner.flux ?? outer.flux;
    return { ...defined({ flux }), defaults: mergeDefaults(outer.defaults, inner.defaults) };
  }, {});
}

/** The context of an object that is about to be made. */
export function contextFor(scope: IConstruct, namespace: string | undefined): FluxContext {
  const own = namespace ?? Chart.of(scope).namespace;
  return { ...fluxContextOf(scope), ...defined({ namespace: own }) };
}
