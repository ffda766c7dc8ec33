import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { defined } from '../core/defined';
import { anything, Options } from '../core/options';
import { FLUX_DEFAULTS, FluxDefaults, mergeDefaults } from './defaults';
import { FluxRelease, FluxVersion } from './version';

/** The surroundings of a Flux object that decide its API version, defaults and references. */
export interface FluxContext {
  /**
   * The version of Flux that reconciles the objects.
   *
   * @default - unknown: only API versions and fields that every supported version serves are written
   */
  readonly flux?: FluxVersion | FluxRelease;

  /**
   * Defaults for fields that an object leaves out.
   *
   * @default - this library's own defaults
   */
  readonly defaults?: FluxDefaults;

  /**
   * The object's namespace, for checking references.
   *
   * @default - unknown
   */
  readonly namespace?: string;

  /**
   * Whether what is on the cluster stays when the objects are deleted: Kustomizations orphan what they applied, and
   * HelmReleases are suspended, because Helm uninstalls nothing of a suspended one.
   *
   * @internal
   */
  readonly orphans?: true;
}

const OPTIONS = Options.of<Omit<FluxContext, 'namespace' | 'orphans'>>('setFluxContext', {
  flux: anything,
  defaults: FLUX_DEFAULTS,
});

const contexts = new WeakMap<IConstruct, FluxContext>();

/**
 * Sets the Flux version and the defaults for the Flux objects below a construct, such as a chart or an app. The nearest
 * context takes precedence, field by field. Objects created earlier are not affected.
 *
 * @throws Error for an unknown option
 *
 * @example
 * setFluxContext(chart, { flux: '2.8', defaults: { kustomization: { interval: Duration.minutes(30) } } });
 */
export function setFluxContext(scope: IConstruct, context: Omit<FluxContext, 'namespace' | 'orphans'>): void {
  OPTIONS.demand(context);
  contexts.set(scope, context);
}

/** The context set on a construct and its ancestors. */
export function fluxContextOf(scope: IConstruct): Omit<FluxContext, 'namespace' | 'orphans'> {
  return scope.node.scopes.reduce<FluxContext>((outer, construct) => {
    const inner = contexts.get(construct);
    if (!inner) return outer;
    const flux = inner.flux ?? outer.flux;
    return { ...defined({ flux }), defaults: mergeDefaults(outer.defaults, inner.defaults) };
  }, {});
}

const checkedLater = new WeakSet<IConstruct>();

/** Says that the objects below a construct are checked when all of it is rendered, and need no check when they are made. */
export function checkLater(scope: IConstruct): void {
  checkedLater.add(scope);
}

/** Whether the objects below a construct are checked when all of it is rendered. */
export function isCheckedLater(scope: IConstruct): boolean {
  return scope.node.scopes.some((construct) => checkedLater.has(construct));
}

/** The context of an object under construction. */
export function contextFor(scope: IConstruct, namespace: string | undefined): FluxContext {
  const own = namespace ?? Chart.of(scope).namespace;
  return { ...fluxContextOf(scope), ...defined({ namespace: own }) };
}
