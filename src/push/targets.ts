import { artifactAddress, FleetArtifact } from '../artifacts/artifact';
import { quote } from '../kubernetes/names';
import { PushError, PushProblem } from './push-error';
import { atRegistry, RepositoryAddress, repositoryAddress } from './reference';

/** An artifact with the place that it has in a registry. */
export interface Target {
  readonly artifact: FleetArtifact;
  /** As messages name it. */
  readonly at: string;
  /** URL of the repository that is pushed to, without a tag. */
  readonly url: string;
  readonly address: RepositoryAddress;
  /** Whether several tags that Flux follows are in the repository. */
  readonly isShared: boolean;
}

/** Longest tag of a registry. */
const LONGEST_TAG = 128;

/**
 * The places of artifacts.
 *
 * @param registry `oci://host/path` that takes the place of the host in their URLs; undefined for the URLs themselves
 * @throws PushError for two artifacts in one place
 */
export function targetsOf(artifacts: readonly FleetArtifact[], registry?: string): Target[] {
  const places = new Map<string, FleetArtifact[]>();
  const tags = new Map<string, Set<string>>();
  for (const artifact of artifacts) {
    const place = `${artifact.url}:${artifact.tag}`;
    places.set(place, [...(places.get(place) ?? []), artifact]);
    tags.set(artifact.url, (tags.get(artifact.url) ?? new Set()).add(artifact.tag));
  }
  const problems = Array.from(places).flatMap(([place, [first, ...others]]): PushProblem[] =>
    others.length === 0
      ? []
      : [
          {
            at: artifactAddress(first!),
            message: `${quote(place)} is also the place of ${others.map(artifactAddress).join(', ')}: give each artifact a URL or tag of its own`,
          },
        ],
  );
  if (problems.length > 0) throw new PushError(problems);
  return artifacts.map((artifact) => {
    const url = registry === undefined ? artifact.url : atRegistry(artifact.url, registry);
    const isShared = tags.get(artifact.url)!.size > 1;
    return { artifact, at: artifactAddress(artifact), url, address: repositoryAddress(url), isShared };
  });
}

/**
 * The tag of a commit: its id; after the tag that Flux follows where the repository has several of those.
 *
 * @throws PushError when there is no room for it
 */
export function commitTag({ artifact: { tag }, at, isShared }: Target, commit: string): string {
  const name = isShared ? `${tag}-${commit}` : commit;
  if (name.length <= LONGEST_TAG) return name;
  const message = `the tag ${quote(tag)} leaves no room for the id of a commit after it: use at most ${LONGEST_TAG - commit.length - 1} characters`;
  throw new PushError([{ at, message }]);
}

/** The commit of a tag that {@link commitTag} makes; undefined for other tags. */
export function taggedCommit({ artifact: { tag }, isShared }: Target, name: string): string | undefined {
  const prefix = isShared ? `${tag}-` : '';
  if (!name.startsWith(prefix)) return undefined;
  const rest = name.slice(prefix.length);
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(rest) ? rest : undefined;
}

/**
 * The targets that are pushed from a branch: those of environments that follow it, else those that follow the branch of
 * the fleet.
 *
 * @param branch undefined where nothing tells it
 * @throws PushError where it is not known, and environments follow branches of their own
 */
export function ofBranch(targets: readonly Target[], branch: string | undefined): Target[] {
  const own = new Set(targets.flatMap(({ artifact }) => artifact.branch ?? []));
  if (own.size === 0) return [...targets];
  if (branch === undefined) {
    const message = `the commit is on no branch here, and environments follow ${[...own].sort().map(quote).join(', ')}: name its branch with --branch`;
    throw new PushError([{ at: 'push', message }]);
  }
  return targets.filter(({ artifact }) => artifact.branch === (own.has(branch) ? branch : undefined));
}
