import { GitSourceSpec, SourceSpec } from './spec';

/** A source as the whole that it is, whatever is an artifact of its own. */
export function wholeSource(spec: SourceSpec): SourceSpec {
  if (spec.per === undefined) return spec;
  const { per: _, ...whole } = spec;
  return whole as SourceSpec;
}

/** The repository of the artifact with a directory of the output, such as `clusters/eu-1/prod`. */
export function artifactRepository({ url }: Pick<SourceSpec, 'url'>, directory: string): string {
  return `${url.replace(/\/+$/, '')}/${directory.replace(/^clusters\//, '')}`;
}

/**
 * A source that follows a branch: a repository itself, and of artifacts those that are pushed from the branch, whose
 * tag has its name. A tag takes no slash, so that a dash is in its place.
 */
export function onBranch(spec: SourceSpec, branch: string): SourceSpec {
  return spec.kind === 'GitRepository'
    ? ({ ...spec, ref: { branch } } satisfies GitSourceSpec)
    : { ...spec, ref: { tag: branch.replace(/[^A-Za-z0-9_.-]/g, '-') } };
}
