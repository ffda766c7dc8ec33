import { defined } from '../core/defined';
import { PushProblem, PushError } from './push-error';
import { StoredManifest } from './registry-client';
import { forEachTarget, Session } from './session';
import { signatureTag } from './signature';
import { commitTag, Target } from './targets';

/** The result of one artifact. */
export interface MovedTag {
  readonly cluster: string;
  readonly environment?: string;
  /** The repository, without a tag. */
  readonly url: string;
  /** The tag that Flux follows. */
  readonly tag: string;
  /** Digest that the tag was at before; undefined where there was none. */
  readonly from?: string;
  /** Digest that it is at now. */
  readonly to: string;
}

/**
 * Moves the tags that Flux follows to what was pushed at a commit. Nothing is uploaded, and nothing moves unless all of
 * them can.
 *
 * @param commit the whole id
 * @param isDryRun whether nothing is moved, only said
 * @throws PushError with all artifacts that have no such commit, or no signature where Flux wants one
 */
export async function rollback(
  session: Session,
  targets: readonly Target[],
  commit: string,
  isDryRun = false,
): Promise<MovedTag[]> {
  const found = new Map<Target, { readonly moved: MovedTag; readonly manifest: StoredManifest }>();
  const items = targets.map((target) => ({ target }));
  await forEachTarget(session, 'look', items, items.length, async ({ target }) => {
    const client = await session.client(target, isDryRun ? 'pull' : 'pull,push');
    const { artifact, url } = target;
    const manifest = await client.manifest(commitTag(target, commit));
    if (manifest === undefined) throw new PushError([notPushed(target, commit)]);
    if (artifact.signed && (await client.digest(signatureTag(manifest.digest))) === undefined) {
      throw new PushError([unsigned(target, commit)]);
    }
    const from = await client.digest(artifact.tag);
    const moved = {
      cluster: artifact.cluster,
      ...defined({ environment: artifact.environment }),
      url,
      tag: artifact.tag,
      to: manifest.digest,
      ...defined({ from }),
    };
    found.set(target, { manifest, moved });
  });
  const all = targets.map((target) => ({ target, ...found.get(target)! }));
  const moves = all.filter(({ moved }) => moved.from !== moved.to);
  if (!isDryRun) {
    await forEachTarget(session, 'move', moves, moves.length, async ({ target, manifest }) => {
      const client = await session.client(target, 'pull,push');
      await client.putManifest(target.artifact.tag, manifest.bytes, manifest.mediaType);
    });
  }
  return all.map(({ moved }) => moved);
}

function notPushed({ at, url, artifact: { cluster } }: Target, commit: string): PushProblem {
  return {
    at,
    message: `nothing was pushed to ${url} at commit ${commit.slice(0, 12)}: choose a commit that was pushed, or push that one with flux-fleet push --commit ${commit} --cluster ${cluster}`,
  };
}

function unsigned({ at, artifact: { cluster } }: Target, commit: string): PushProblem {
  return {
    at,
    message: `what was pushed at commit ${commit.slice(0, 12)} has no signature, and Flux verifies it: sign it with flux-fleet push --commit ${commit} --cluster ${cluster} --sign cosign.key`,
  };
}
