import { artifactAddress } from '../artifacts/artifact';
import { defined } from '../core/defined';
import type { PushedArtifact, PushedCommit } from '../push';
import { askArtifacts, CLUSTERS, CONCURRENCY, countOf, pushRoom, REGISTRY, withRegistries } from './artifacts';
import { APP, command, flag, value } from './base/declaration';
import { UsageError } from './base/usage-error';

/** `flux-fleet push`. */
export const PUSH = command({
  description:
    'Pushes what is committed of the folder to the registries that Flux reads, as artifacts whose digests change only with ' +
    'their files. Everything is uploaded, tagged with the commit and signed before the first tag moves that Flux ' +
    'follows. Credentials are those of docker login, or user:password or a token in FLUX_FLEET_CREDS; the password of a ' +
    'key is read from COSIGN_PASSWORD.',
  options: {
    app: APP,
    registry: REGISTRY,
    cluster: CLUSTERS,
    commit: value('ref', 'the commit to push, whatever lies in the working directory', {
      fallback: 'HEAD, where the folder is as committed',
    }),
    branch: value('name', 'the branch of the commit, whose environments are pushed', {
      fallback: 'the one that the commit is on',
    }),
    sign: value('file', 'private key of cosign to sign with', { takesFile: true, fallback: 'no signatures' }),
    concurrency: CONCURRENCY,
    'dry-run': flag('upload nothing, and say what would be'),
  },
  examples: [
    ['flux-fleet push', 'after a commit, in the pipeline of the main branch'],
    ['flux-fleet push --dry-run --json', 'what would be uploaded'],
    ['flux-fleet push --sign cosign.key', 'with signatures, for sources with verify'],
  ],
  run: async ({ options, output }) => {
    const concurrency = countOf('concurrency', options.concurrency, pushRoom().CONCURRENCY);
    const asked = await askArtifacts(options);
    if (typeof asked === 'number') return asked;
    const { outdir } = asked;
    return await withRegistries(async (progress) => {
      const { commitOf, ofBranch, push, Session, SigningKey } = pushRoom();
      const key = options.sign === undefined ? undefined : SigningKey.read(options.sign);
      const commit = commitOf({ outdir, ...defined({ commit: options.commit, branch: options.branch }) });
      const targets = ofBranch(asked.targets, commit.branch);
      const verified = targets.find(({ artifact }) => artifact.signed);
      if (verified !== undefined && key === undefined) {
        throw new UsageError(
          `Flux verifies the artifact of ${verified.at}, or will, and nothing signs it: give --sign the private key, such as cosign.key`,
        );
      }
      const session = new Session({ concurrency, onProgress: progress.show });
      const isDryRun = options['dry-run'];
      const pushed = await push(session, { targets, commit, isDryRun, ...defined({ key }) });
      progress.clear();
      output.print({
        text: () => formatPush(pushed, commit, isDryRun),
        data: () => ({
          version: 1,
          commit: commit.id,
          revision: commit.origin.revision,
          dryRun: isDryRun,
          artifacts: pushed,
        }),
      });
      return 0;
    });
  },
});

function formatPush(pushed: readonly PushedArtifact[], { origin }: PushedCommit, isDryRun: boolean): string {
  const changed = pushed.filter(({ change }) => change !== 'unchanged');
  const blobs = pushed.reduce((sum, one) => sum + one.uploadedBlobs, 0);
  const bytes = pushed.reduce((sum, one) => sum + one.uploadedBytes, 0);
  const signed = pushed.filter((one) => one.signed).length;
  const lines = changed.map((one) => `${artifactAddress(one)}  ${one.url}:${one.tag}  ${one.change}, ${one.digest}\n`);
  const counts = [
    `${changed.length} of ${pushed.length} artifacts ${isDryRun ? 'would change' : 'changed'}`,
    `${blobs} blobs with ${bytes} bytes ${isDryRun ? 'to upload' : 'uploaded'}`,
    ...(signed > 0 ? [`${signed} ${isDryRun ? 'to sign' : 'signed'}`] : []),
  ];
  return `${lines.join('')}${origin.revision}: ${counts.join(', ')}\n`;
}
