import { Cluster } from '../cluster';
import { ConfigLayer, MergedConfig } from '../config';
import { Environment } from '../environment';
import { Preset } from '../preset';

/** An element with layers of configuration: weakest first, those of its presets before its own. */
interface Holder<C extends object> {
  readonly layers: readonly ConfigLayer[];
  readonly presets?: ReadonlyArray<Preset<C>>;
}

/**
 * The holders of layers that apply to a target, the weakest first: the fleet, the environment, the cluster's groups in
 * their order, the cluster. This is the order of precedence for configuration and for everything in presets.
 */
export function holdersOf<C extends object>(cluster: Cluster<C>, environment?: Environment<C>): Array<Holder<C>> {
  return [cluster.fleet, ...(environment ? [environment] : []), ...cluster.groups, cluster];
}

/** The presets of a target, the weakest first. */
export function presetsAt<C extends object>(cluster: Cluster<C>, environment?: Environment<C>): Array<Preset<C>> {
  return holdersOf(cluster, environment).flatMap(({ presets = [] }) => presets);
}

/** The layers of a target, the weakest first. */
export function layersAt<C extends object>(cluster: Cluster<C>, environment?: Environment<C>): ConfigLayer[] {
  return holdersOf(cluster, environment).flatMap(({ layers }) => layers);
}

/**
 * The merged configuration of a target.
 *
 * @param base a merge of no layers; targets with the same base share the merge of their common first layers
 */
export function mergedAt<C extends object>(
  base: MergedConfig,
  cluster: Cluster<C>,
  environment?: Environment<C>,
): MergedConfig {
  const shared = holdersOf(cluster, environment)
    .slice(0, -1)
    .flatMap(({ layers }) => layers)
    .reduce((merged, layer) => merged.shared(layer), base);
  return cluster.layers.reduce((merged, layer) => merged.with(layer), shared);
}
