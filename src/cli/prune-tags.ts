import { firstNames } from '../core/first-names';
import type { PrunedRepository } from '../push';
import { askArtifacts, countOf, pushRoom, REGISTRY, withRegistries } from './artifacts';
import { APP, command, flag, value } from './base/declaration';

/** Commits whose tags stay, unless told otherwise. */
const KEEP = 50;

/** `flux-fleet prune-tags`. */
export const PRUNE_TAGS = command({
  description:
    'Says which tags of commits the registries of the fleet need no more, and deletes them with --delete. The tags that Flux ' +
    'follows stay, and all of the same digests; so do tags of commits that this clone does not have, and those that ' +
    'somebody else has made.',
  options: {
    app: APP,
    registry: REGISTRY,
    keep: value('n', 'number of commits whose tags stay, the newest that were pushed', { fallback: String(KEEP) }),
    delete: flag('delete the tags, and the manifests that no tag names any more'),
  },
  examples: [
    ['flux-fleet prune-tags', 'which tags would go'],
    ['flux-fleet prune-tags --keep 20 --delete', 'delete all but those of 20 commits'],
  ],
  run: async ({ options, output }) => {
    const keep = countOf('keep', options.keep, KEEP);
    const asked = await askArtifacts(options);
    if (typeof asked === 'number') return asked;
    const { targets, outdir } = asked;
    return await withRegistries(async (progress) => {
      const { historyOf, pruneTags, Session } = pushRoom();
      const session = new Session({ onProgress: progress.show });
      const isDeletion = options.delete;
      const pruned = await pruneTags(session, { targets, history: historyOf(outdir), keep, isDeletion });
      progress.clear();
      output.print({
        text: () => pruned.map((one) => formatRepository(one, isDeletion)).join(''),
        data: () => ({ version: 1, keep, deletion: isDeletion, repositories: pruned }),
      });
      return pruned.some(({ refused }) => refused.length > 0) ? 1 : 0;
    });
  },
});

function formatRepository({ url, deleted, kept, unknown, refused }: PrunedRepository, isDeletion: boolean): string {
  const goes = deleted.length === 0 ? 'nothing' : firstNames(deleted);
  const parts = [
    `${isDeletion ? 'deleted' : 'would delete'} ${goes}`,
    `${kept} kept`,
    ...(unknown.length > 0
      ? [`${unknown.length} of commits that this clone lacks: fetch all history to have them judged`]
      : []),
    ...(refused.length > 0 ? [`the registry does not delete ${firstNames(refused)}: use its own tools`] : []),
  ];
  return `${url}  ${parts.join('; ')}\n`;
}
