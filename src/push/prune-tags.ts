import { compare } from '../core/order';
import type { RegistryClient } from './registry-client';
import { forEachTarget, Session } from './session';
import { signatureTag } from './signature';
import { taggedCommit, Target } from './targets';

/** Which tags stay. */
export interface PruneInput {
  readonly targets: readonly Target[];
  /** Ids of the commits of the branch, the newest first. */
  readonly history: readonly string[];
  /** Number of commits whose tags stay, of those that a repository has tags of. */
  readonly keep: number;
  /** Whether tags are deleted; otherwise it is only said which ones. */
  readonly isDeletion: boolean;
}

/** The tags of a repository. */
export interface PrunedRepository {
  /** The repository, without a tag. */
  readonly url: string;
  /** Tags of commits that go, the newest commit first. */
  readonly deleted: readonly string[];
  /** Tags of commits that stay. */
  readonly kept: number;
  /** Tags of commits that are not in the history of this clone, which stay too. */
  readonly unknown: readonly string[];
  /** Tags that should go, but the registry deletes no tags, and their manifests have others. */
  readonly refused: readonly string[];
}

const SIGNATURES = /^sha256-[0-9a-f]{64}(?:\.sig)?$/;

/**
 * Cleans up the tags of commits. The tags that Flux follows, and all others of the same manifests, stay; so do those of
 * commits that this clone does not know, and those that a push has not made.
 *
 * @throws PushError when a registry refuses
 */
export async function pruneTags(session: Session, input: PruneInput): Promise<PrunedRepository[]> {
  const order = new Map(input.history.map((id, index) => [id, index]));
  const repositories = new Map<string, Target[]>();
  for (const target of input.targets) repositories.set(target.url, [...(repositories.get(target.url) ?? []), target]);
  const items = Array.from(repositories, ([url, targets]) => ({ url, targets, target: targets[0]! }));
  const results = new Map<string, PrunedRepository>();
  await forEachTarget(session, input.isDeletion ? 'delete' : 'look', items, items.length, async (one) => {
    const client = await session.client(one.target, input.isDeletion ? 'delete,pull,push' : 'pull');
    results.set(one.url, await pruneRepository(client, one, order, input));
  });
  return items.map(({ url }) => results.get(url)!);
}

async function pruneRepository(
  client: RegistryClient,
  { url, targets }: { readonly url: string; readonly targets: readonly Target[] },
  order: ReadonlyMap<string, number>,
  { keep, isDeletion }: Pick<PruneInput, 'isDeletion' | 'keep'>,
): Promise<PrunedRepository> {
  const tags = (await client.tags()).filter((tag) => !SIGNATURES.test(tag)).sort(compare);
  const digests = new Map<string, string>();
  for (const tag of tags) {
    const digest = await client.digest(tag);
    if (digest !== undefined) digests.set(tag, digest);
  }
  const followed = targets.map(({ artifact }) => digests.get(artifact.tag)).filter((digest) => digest !== undefined);
  const ofCommits = tags.flatMap((tag) => {
    const commit = targets.map((target) => taggedCommit(target, tag)).find((id) => id !== undefined);
    return commit === undefined || !digests.has(tag) ? [] : [{ tag, commit, digest: digests.get(tag)! }];
  });
  const known = ofCommits.filter(({ commit }) => order.has(commit));
  const commits = [...new Set(known.map(({ commit }) => commit))].sort((a, b) => order.get(a)! - order.get(b)!);
  const recent = new Set(commits.slice(0, keep));
  const doomed = known
    .filter(({ commit, digest }) => !recent.has(commit) && !followed.includes(digest))
    .sort((a, b) => order.get(a.commit)! - order.get(b.commit)! || compare(a.tag, b.tag));
  const goes = new Set(doomed.map(({ tag }) => tag));
  const refused = isDeletion ? await remove(client, doomed, digests, goes) : [];
  return {
    url,
    deleted: doomed.map(({ tag }) => tag).filter((tag) => !refused.includes(tag)),
    kept: known.length - doomed.length,
    unknown: ofCommits.filter(({ commit }) => !order.has(commit)).map(({ tag }) => tag),
    refused,
  };
}

/** Deletes tags, with the manifests that nothing else names. Returns the tags that the registry does not delete. */
async function remove(
  client: RegistryClient,
  doomed: ReadonlyArray<{ readonly tag: string; readonly digest: string }>,
  digests: ReadonlyMap<string, string>,
  goes: ReadonlySet<string>,
): Promise<string[]> {
  const staying = new Set(Array.from(digests).flatMap(([tag, digest]) => (goes.has(tag) ? [] : [digest])));
  const refused: string[] = [];
  for (const { tag, digest } of doomed) {
    if (staying.has(digest) && !(await client.delete(tag))) refused.push(tag);
  }
  for (const digest of new Set(doomed.map((one) => one.digest))) {
    if (staying.has(digest)) continue;
    // The signatures first: without the manifest, nothing would lead to them.
    const signatures = await client.digest(signatureTag(digest));
    if (signatures !== undefined) await client.delete(signatures);
    await client.delete(digest);
  }
  return refused;
}
