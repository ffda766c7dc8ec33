import { Comparison, formatObject } from '../objects/comparison';
import { ClusterFinding } from './finding';

/** Findings about objects of Flux that go together with the controllers that would end their deletion. */
export function* shardFindings({ changes }: Comparison): Generator<ClusterFinding> {
  for (const { object, place, cluster, lostController } of changes) {
    if (lostController === undefined) continue;
    yield {
      id: 'shard-removed',
      severity: 'error',
      place,
      cluster,
      object,
      wrong: `${formatObject(object)} goes together with ${lostController}, which is to end its deletion: it stays on the cluster, half deleted, with all that it made`,
      todo: 'take away one of the two first',
      steps: [
        'keep what goes, take the shard away, commit that and let Flux apply it: other controllers reconcile its objects from then on',
        'remove what is to go, and commit that',
      ],
      rank: 0,
    };
  }
}
