import { artifactAddress } from '../artifacts/artifact';
import { defined } from '../core/defined';
import type { MovedTag } from '../push';
import { askArtifacts, CLUSTERS, pushRoom, REGISTRY, withRegistries } from './artifacts';
import { APP, command, flag, value } from './base/declaration';

/** `flux-fleet rollback`. */
export const ROLLBACK = command({
  description:
    'Moves the tags that Flux follows to what was pushed at a commit. Nothing is uploaded or built, and no tag moves unless ' +
    'all can. The next flux-fleet push moves them forward again: revert the commit in Git before that.',
  arguments: [{ name: 'commit', description: 'a commit that was pushed, as Git names it' }],
  options: {
    app: APP,
    registry: REGISTRY,
    cluster: CLUSTERS,
    branch: value('name', 'the branch of the commit, whose environments go back', {
      fallback: 'the one that the commit is on',
    }),
    'dry-run': flag('move nothing, and say what would be'),
  },
  examples: [
    ['flux-fleet rollback HEAD~1', 'back to the last push but one'],
    ['flux-fleet rollback 8a0e823 --cluster eu-1 --dry-run', 'what would move on one cluster'],
  ],
  run: async ({ args: [commit = ''], options, output }) => {
    const asked = await askArtifacts(options);
    if (typeof asked === 'number') return asked;
    return await withRegistries(async (progress) => {
      const { commitOf, ofBranch, rollback, Session } = pushRoom();
      const { id, branch } = commitOf({ outdir: asked.outdir, commit, ...defined({ branch: options.branch }) });
      const isDryRun = options['dry-run'];
      const moved = await rollback(
        new Session({ onProgress: progress.show }),
        ofBranch(asked.targets, branch),
        id,
        isDryRun,
      );
      progress.clear();
      output.print({
        text: () => formatMoves(moved, isDryRun),
        data: () => ({ version: 1, commit: id, dryRun: isDryRun, artifacts: moved }),
      });
      return 0;
    });
  },
});

function formatMoves(moved: readonly MovedTag[], isDryRun: boolean): string {
  const moves = moved.filter(({ from, to }) => from !== to);
  const lines = moves.map(
    (one) => `${artifactAddress(one)}  ${one.url}:${one.tag}  ${one.from ?? 'no tag'} to ${one.to}\n`,
  );
  return `${lines.join('')}${moves.length} of ${moved.length} tags ${isDryRun ? 'would move' : 'moved'}\n`;
}
