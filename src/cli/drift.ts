import type { ClusterDrift } from '../drift';
import { FLEET_CONVENTIONS } from '../pipeline/guard/conventions';
import { command, value, values } from './base/declaration';
import { UsageError } from './base/usage-error';
import { readTree } from './plan';

/** Exit code when nothing drifted, but not everything could be compared. */
const NOT_COMPARED = 3;

/** `flux-fleet drift`. */
export const DRIFT = command({
  description:
    'Says what differs between the written folder and its clusters: each object with what a server-side dry run makes of ' +
    'it, applied as Flux applies it. Changes nothing; objects of others are not looked at. kubectl must be on the path. ' +
    'Exit code 1 is drift, and 3 that none was found but a cluster did not answer.',
  options: {
    tree: value('tree', 'the folder that Flux follows: a directory, or REF:PATH as Git has it', { fallback: 'dist' }),
    context: values('cluster=name', 'context of kubectl for a cluster', {
      fallback: 'the name of the cluster',
    }),
    cluster: values('name', 'compare this cluster only'),
  },
  examples: [
    ['flux-fleet drift', 'all clusters, whose contexts have their names'],
    ['flux-fleet drift --cluster eu-1 --context eu-1=admin@eu-1 --json', 'one cluster, for a scheduled job'],
  ],
  run: ({ options, output }) => {
    const contexts = contextsOf(options.context ?? []);
    const tree = readTree('--tree', options.tree ?? 'dist', []);
    // Loaded on first use: completion and help do not pay for it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { ClusterReader, driftOf, formatDrift, wantedClusters } = require('../drift') as typeof import('../drift');
    const all = wantedClusters(tree, FLEET_CONVENTIONS);
    const known = all.map(({ cluster }) => cluster);
    if (known.length === 0) {
      throw new UsageError(
        `--tree ${JSON.stringify(options.tree ?? 'dist')} has no cluster: give the folder that the program writes`,
      );
    }
    for (const name of [...(options.cluster ?? []), ...contexts.keys()]) {
      if (!known.includes(name))
        throw new UsageError(`no cluster ${JSON.stringify(name)} in the tree: use one of ${known.join(', ')}`);
    }
    const wanted = all.filter(({ cluster }) => options.cluster?.includes(cluster) ?? true);
    const found = wanted.map((one) => driftOf(one, new ClusterReader(contexts.get(one.cluster) ?? one.cluster)));
    output.print({ text: () => formatDrift(found), data: () => ({ version: 1, clusters: found }) });
    return exitCode(found);
  },
});

function exitCode(clusters: readonly ClusterDrift[]): number {
  if (clusters.some(({ drifted }) => drifted.length > 0)) return 1;
  return clusters.some(({ unreachable }) => unreachable !== undefined) ? NOT_COMPARED : 0;
}

/** @throws UsageError for one without a name on either side */
function contextsOf(given: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    given.map((text): [string, string] => {
      // Names of clusters have no equals sign; contexts such as those of EKS may.
      const [, cluster = '', context = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
      if (cluster === '' || context === '')
        throw new UsageError(`--context ${JSON.stringify(text)} is not CLUSTER=NAME: give both`);
      return [cluster, context];
    }),
  );
}
