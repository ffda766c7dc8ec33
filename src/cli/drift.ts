import { parseArgs } from 'node:util';
import type { ClusterDrift } from '../drift';
import { FLEET_CONVENTIONS } from '../pipeline/guard/conventions';
import { textOrJson } from './format';
import { readTree } from './plan';
import { UsageError } from './usage-error';

/** Help text of `flux-fleet drift`. */
export const DRIFT_USAGE = `flux-fleet drift [options]

Says what differs between the written folder and its clusters: each object with what a server-side dry run makes of it,
applied as Flux applies it. Changes nothing; objects of others are not looked at. kubectl must be on the path.
Exit code: 0 without drift, 1 with drift, 2 for wrong use, 3 when a cluster does not answer.

  --tree TREE             the folder that Flux follows: a directory, or REF:PATH as Git has it    (dist)
  --context CLUSTER=NAME  context of kubectl for a cluster; may be given several times    (the name of the cluster)
  --cluster NAME          compare this cluster only; may be given several times
  --format FORMAT         text or json    (text)
`;

/** Exit code when nothing drifted, but not everything could be compared. */
const NOT_COMPARED = 3;

/** Runs `flux-fleet drift`. Returns the exit code. */
export function drift(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tree: { type: 'string', default: 'dist' },
      context: { type: 'string', multiple: true, default: [] },
      cluster: { type: 'string', multiple: true },
      format: { type: 'string', default: 'text' },
    },
  });
  const format = textOrJson(values.format);
  const contexts = contextsOf(values.context);
  const tree = readTree('--tree', values.tree, []);
  // Loaded on first use: other commands do not pay for it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { ClusterReader, driftOf, formatDrift, wantedClusters } = require('../drift') as typeof import('../drift');
  const all = wantedClusters(tree, FLEET_CONVENTIONS);
  const known = all.map(({ cluster }) => cluster);
  if (known.length === 0) {
    throw new UsageError(
      `--tree ${JSON.stringify(values.tree)} has no cluster: give the folder that the program writes`,
    );
  }
  for (const name of [...(values.cluster ?? []), ...contexts.keys()]) {
    if (!known.includes(name))
      throw new UsageError(`no cluster ${JSON.stringify(name)} in the tree: use one of ${known.join(', ')}`);
  }
  const wanted = all.filter(({ cluster }) => values.cluster?.includes(cluster) ?? true);
  const found = wanted.map((one) => driftOf(one, new ClusterReader(contexts.get(one.cluster) ?? one.cluster)));
  process.stdout.write(
    format === 'json' ? `${JSON.stringify({ version: 1, clusters: found }, null, 2)}\n` : formatDrift(found),
  );
  return exitCode(found);
}

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
