import { defined } from '../core/defined';
import { buildArtifact, BuiltArtifact, contentDigest, contentOf, revisionOf } from './build';
import { ArtifactFiles, CommittedFiles, PushedCommit } from './commit';
import { StoredManifest } from './registry-client';
import { forEachTarget, Session } from './session';
import { isSigned, signManifest } from './signature';
import { SigningKey } from './signing-key';
import { commitTag, Target } from './targets';

/** Input of a push. */
export interface PushInput {
  readonly targets: readonly Target[];
  readonly commit: PushedCommit;
  /** Signs every artifact; undefined for no signatures. */
  readonly key?: SigningKey;
  /** Whether nothing is uploaded, only said. */
  readonly isDryRun?: boolean;
}

/** The result of one artifact. */
export interface PushedArtifact {
  readonly cluster: string;
  readonly environment?: string;
  /** The repository, without a tag. */
  readonly url: string;
  /** The tag that Flux follows. */
  readonly tag: string;
  /** The tag of the commit. */
  readonly commitTag: string;
  /** Digest of the manifest, which is the revision that Flux sees. */
  readonly digest: string;
  /** Revision in the artifact: the commit that its content came with. */
  readonly revision?: string;
  /** Whether the tag was not there before, had other content, or stays as it is. */
  readonly change: 'new' | 'changed' | 'unchanged';
  /** Blobs that the registry did not have, signatures apart. */
  readonly uploadedBlobs: number;
  /** Their bytes. */
  readonly uploadedBytes: number;
  /** Whether a signature was added. */
  readonly signed: boolean;
}

/** An artifact that is in the registry, with the tag still where it was. */
interface Staged {
  readonly target: Target;
  readonly result: PushedArtifact;
  readonly manifest: Buffer;
  /** Digest that the tag is at; undefined for a new one. */
  readonly current?: string;
}

/**
 * Brings the artifacts of a commit into their registries. First, everything is uploaded, tagged with the commit and signed;
 * only then the tags move that Flux follows. A push that ends in between changes nothing for Flux, and the next one goes on
 * from there.
 *
 * An artifact whose content is that of its tag stays as it is, with the commit that its content came with: its digest, which
 * is what Flux goes by, would change otherwise. It gets the tag of the new commit.
 *
 * @returns what became of each, in the order of the targets
 * @throws PushError with all problems
 */
export async function push(session: Session, input: PushInput): Promise<PushedArtifact[]> {
  const { targets, commit, isDryRun = false } = input;
  const byArtifact = new Map(targets.map((target) => [target.artifact, target]));
  // Refused before anything is asked.
  for (const target of targets) commitTag(target, commit.id);
  const files = new CommittedFiles(commit).of(targets.map(({ artifact }) => artifact));
  const staged = new Map<Target, Staged>();
  await forEachTarget(session, 'upload', withTargets(files, byArtifact), targets.length, async ({ target, one }) => {
    staged.set(target, await stage(session, input, target, one));
  });
  const moves = targets.map((target) => staged.get(target)!).filter(({ current, result }) => current !== result.digest);
  if (!isDryRun) {
    await forEachTarget(
      session,
      'move',
      moves.map((one) => ({ target: one.target, one })),
      moves.length,
      async ({ target, one }) => {
        const client = await session.client(target, 'pull,push');
        await client.putManifest(target.artifact.tag, one.manifest);
      },
    );
  }
  return targets.map((target) => staged.get(target)!.result);
}

function* withTargets(files: Iterable<ArtifactFiles>, byArtifact: ReadonlyMap<ArtifactFiles['artifact'], Target>) {
  for (const one of files) yield { target: byArtifact.get(one.artifact)!, one };
}

async function stage(
  session: Session,
  { commit, key, isDryRun = false }: PushInput,
  target: Target,
  { files }: ArtifactFiles,
): Promise<Staged> {
  const { artifact, address, url } = target;
  const client = await session.client(target, isDryRun ? 'pull' : 'pull,push');
  const current = await client.manifest(artifact.tag);
  const before = current && contentOf(current.bytes);
  const kept = before !== undefined && contentDigest(files) === before ? current : undefined;
  const built = kept === undefined ? await buildArtifact(files, commit.origin) : undefined;
  const { digest, bytes } = kept ?? asStored(built!);
  let uploaded: readonly number[] = [];
  for (const blob of built?.blobs ?? []) {
    if (await client.hasBlob(blob.digest)) continue;
    if (!isDryRun) await client.uploadBlob(blob.digest, blob.bytes);
    uploaded = [...uploaded, blob.bytes.length];
  }
  const ownTag = commitTag(target, commit.id);
  if (!isDryRun && (await client.digest(ownTag)) !== digest) await client.putManifest(ownTag, bytes);
  const signed =
    key !== undefined &&
    (isDryRun ? !(await isSigned(client, address, digest, key)) : await signManifest(client, address, digest, key));
  const revision = revisionOf(bytes);
  return {
    target,
    manifest: bytes,
    ...defined({ current: current?.digest }),
    result: {
      cluster: artifact.cluster,
      ...defined({ environment: artifact.environment }),
      url,
      tag: artifact.tag,
      commitTag: ownTag,
      digest,
      ...defined({ revision }),
      change: current === undefined ? 'new' : current.digest === digest ? 'unchanged' : 'changed',
      uploadedBlobs: uploaded.length,
      uploadedBytes: uploaded.reduce((sum, size) => sum + size, 0),
      signed,
    },
  };
}

function asStored({ digest, manifest }: BuiltArtifact): Pick<StoredManifest, 'bytes' | 'digest'> {
  return { digest, bytes: manifest };
}
