import { quote } from '../kubernetes/names';
import { Fields, fieldsIn, isGiven, listIn, textIn, textsIn, valueIn } from './fields';
import { GIT_TEXT_RULES, INCLUDE_RULES, OCI_TEXT_RULES } from './references';
import { ObjectRule } from './rule';

const GIT = {
  controller: 'source-controller',
  kind: 'GitRepository',
  file: 'internal/controller/gitrepository_controller.go',
} as const;
const CLONE = { ...GIT, file: 'github.com/fluxcd/pkg/git v0.52.0 gogit/client.go' } as const;
const OCI = {
  controller: 'source-controller',
  kind: 'OCIRepository',
  file: 'internal/controller/ocirepository_controller.go',
} as const;

/** The fields of a Git reference, the strongest first. */
const GIT_ORDER = ['commit', 'name', 'tag', 'semver', 'branch'] as const;

/** Problem of fields of a reference that a stronger one makes useless. */
function overruled(ref: unknown, order: readonly string[], allowed: readonly string[]): string | undefined {
  const fields = fieldsIn(ref);
  const given = order.filter((field) => textIn(fields[field]) !== undefined);
  if (given.length < 2) return undefined;
  const [strongest, ...others] = given;
  const ignored = others.filter((field) => !allowed.includes(`${strongest}+${field}`));
  return ignored.length === 0
    ? undefined
    : `ref.${strongest} wins over ${ignored.map((field) => `ref.${field}`).join(' and ')}, which is ignored: give ${strongest} alone`;
}

function verifiesTag(spec: Fields): boolean {
  const mode = valueIn(spec, 'verify', 'mode');
  return mode === 'Tag' || mode === 'TagAndHEAD';
}

function* sparseProblems(spec: Fields): Generator<string> {
  for (const folder of textsIn(spec['sparseCheckout'])) {
    if (folder.startsWith('/')) {
      yield `sparseCheckout folder ${quote(folder)} is absolute and matches nothing in Git: write it from the repository's root, as in ${quote(`.${folder}`)}`;
    } else if (folder.split('/').includes('..')) {
      yield `sparseCheckout folder ${quote(folder)} leads out of the repository: write it from the repository's root`;
    }
  }
}

const WHOLE_COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/i;

/** Rules that one GitRepository decides. */
const GIT_RULES: readonly ObjectRule[] = [
  {
    ...GIT,
    id: 'git-repository-github-secret',
    severity: 'error',
    when: '`provider: github` without `secretRef`',
    then: 'Stalled with InvalidProviderConfiguration',
    check: (spec) =>
      spec['provider'] === 'github' && !isGiven(spec['secretRef'])
        ? 'provider github needs the Secret with the GitHub App: give secretRef'
        : undefined,
  },
  {
    ...GIT,
    id: 'git-repository-provider-ssh',
    severity: 'error',
    when: 'a `provider` other than generic with an `ssh://` URL and without a key',
    then: 'AuthenticationFailed: the providers give credentials for HTTPS only',
    check: (spec) =>
      textIn(spec['url'])?.startsWith('ssh://') && spec['provider'] === 'github'
        ? 'provider github authenticates over HTTPS, and the url is ssh: write https://'
        : undefined,
  },
  {
    ...GIT,
    id: 'git-repository-ssh-key',
    severity: 'error',
    file: 'github.com/fluxcd/pkg/git v0.52.0 options.go',
    when: 'an `ssh://` URL without `secretRef`',
    then: "AuthenticationFailed: 'identity' is required",
    check: (spec) =>
      textIn(spec['url'])?.startsWith('ssh://') && !isGiven(spec['secretRef'])
        ? 'an ssh url needs a key: give the Secret with identity and known_hosts as secretRef, or write https://'
        : undefined,
  },
  {
    ...GIT,
    id: 'git-repository-verify-tag',
    field: 'verify',
    severity: 'error',
    when: '`verify.mode` Tag or TagAndHEAD without a tag in `ref`',
    then: 'Stalled with InvalidVerificationMode',
    check: (spec) => {
      const { tag, semver, name, commit } = fieldsIn(spec['ref']);
      const hasTag = isGiven(tag) || isGiven(semver) || textIn(name)?.startsWith('refs/tags/');
      return verifiesTag(spec) && (!hasTag || isGiven(commit))
        ? `verify.mode ${String(valueIn(spec, 'verify', 'mode'))} verifies a tag, and ref names none: give ref.tag or ref.semver, or set the mode to HEAD`
        : undefined;
    },
  },
  {
    ...CLONE,
    id: 'git-repository-reference-order',
    severity: 'warning',
    when: '`ref` has several fields: commit, name, tag, semver, branch',
    then: 'the first in this order wins, although the CRD says that semver beats tag',
    check: (spec) => overruled(spec['ref'], GIT_ORDER, ['commit+branch']),
  },
  {
    ...CLONE,
    id: 'git-repository-short-commit',
    severity: 'error',
    file: 'github.com/fluxcd/pkg/git v0.52.0 gogit/clone.go',
    when: '`ref.commit` is shortened',
    then: 'GitOperationFailed: the object is not found',
    check: (spec) => {
      const commit = textIn(fieldsIn(spec['ref'])['commit']);
      return commit !== undefined && !WHOLE_COMMIT.test(commit)
        ? `ref.commit ${quote(commit)} is not a whole commit id, and Flux does not find it: give all 40 digits`
        : undefined;
    },
  },
  {
    ...CLONE,
    id: 'git-repository-branch-reference',
    severity: 'error',
    file: 'github.com/fluxcd/pkg/git v0.52.0 gogit/clone.go',
    when: '`ref.branch` or `ref.tag` is a full reference such as `refs/heads/main`',
    then: 'GitOperationFailed: refs/heads/ is put before it again',
    check: (spec) => {
      const { branch, tag } = fieldsIn(spec['ref']);
      const isFull = (one: unknown): one is string => typeof one === 'string' && one.startsWith('refs/');
      const full = isFull(branch) ? branch : isFull(tag) ? tag : undefined;
      return full === undefined
        ? undefined
        : `ref ${quote(full)} is a full reference, to which Flux adds refs/ again: give it as ref.name`;
    },
  },
  {
    ...CLONE,
    id: 'git-repository-reference-name',
    severity: 'error',
    file: 'github.com/fluxcd/pkg/git v0.52.0 gogit/clone.go',
    when: '`ref.name` is a short name such as `main`',
    then: 'GitOperationFailed: no reference has that name',
    check: (spec) => {
      const name = textIn(fieldsIn(spec['ref'])['name']);
      if (name === undefined || /^(?:HEAD$|refs\/)|\$\{/.test(name)) return undefined;
      return `ref.name ${quote(name)} is no whole reference, and Flux finds none: write one such as ${quote(`refs/heads/${name}`)}, or give ref.branch or ref.tag`;
    },
  },
  {
    ...GIT,
    id: 'git-repository-sparse-path',
    field: 'sparseCheckout',
    severity: 'error',
    when: '`sparseCheckout` has an absolute folder, or one with `..`',
    then: 'nothing matches it, and the check of the folders fails: GitOperationFailed',
    check: sparseProblems,
  },
];

/** The repository part of an image or OCI URL, without a registry: it begins after the first "/" if a host stands before. */
function repositoryPath(url: string): string {
  const [host = '', ...rest] = url.split('/');
  return rest.length > 0 && /[.:]/.test(host) ? rest.join('/') : url;
}

/** Problem of an OCI URL that go-containerregistry does not take. */
export function repositoryProblem(field: string, url: string): string | undefined {
  const path = repositoryPath(url);
  const [, digest] = /@(.*)$/.exec(path) ?? [];
  if (digest !== undefined) return `${field} ${quote(url)} has a digest: leave "@${digest}" out`;
  const [, tag] = /:([^/]*)$/.exec(path) ?? [];
  if (tag !== undefined) return `${field} ${quote(url)} has a tag: leave ":${tag}" out`;
  if (path === '') return `${field} ${quote(url)} names no repository: write registry/repository`;
  if (path.length > 255) return `${field} is ${path.length} characters long: a repository has at most 255`;
  return /^[a-z0-9_./-]+$/.test(path)
    ? undefined
    : `${field} ${quote(url)} has characters that no repository may have: use lower case letters, digits and "_-./"`;
}

/** Rules that one OCIRepository decides. */
export const OCI_RULES: readonly ObjectRule[] = [
  {
    ...OCI,
    id: 'oci-repository-url',
    severity: 'error',
    when: '`url` has a tag, a digest, capitals, or no path',
    then: 'Stalled with URLInvalid',
    check: ({ url }) => {
      const rest = textIn(url)?.split('oci://', 2)[1];
      return rest === undefined ? undefined : repositoryProblem('url', rest);
    },
  },
  {
    ...OCI,
    id: 'oci-repository-short',
    severity: 'warning',
    when: 'the repository in `url` has one character',
    then: 'Stalled with URLInvalid: go-containerregistry wants 2 to 255',
    check: ({ url }) => {
      const rest = textIn(url)?.split('oci://', 2)[1];
      return rest !== undefined && repositoryPath(rest).length === 1
        ? `url ${quote(textIn(url)!)} has a repository of one character, which Flux does not fetch: give it a longer name`
        : undefined;
    },
  },
  {
    ...OCI,
    id: 'oci-repository-host',
    severity: 'warning',
    file: 'github.com/google/go-containerregistry v0.21.6 pkg/name/repository.go',
    when: 'the host in `url` has neither a dot nor a port',
    then: 'it is read as the first part of a repository of Docker Hub',
    check: ({ url }) => {
      const [, host] = /^oci:\/\/([^/.:]+)\//.exec(textIn(url) ?? '') ?? [];
      return host === undefined || host === 'localhost'
        ? undefined
        : `url ${quote(textIn(url)!)} names the host ${quote(host)} without a dot or a port, and Flux asks Docker Hub for it: write its whole name, such as "${host}.example.svc", or its port`;
    },
  },
  {
    ...OCI,
    id: 'oci-repository-reference-order',
    severity: 'warning',
    when: '`ref` has several fields: digest, semver, tag',
    then: 'the first in this order wins',
    check: (spec) => overruled(spec['ref'], ['digest', 'semver', 'tag'], []),
  },
  {
    ...OCI,
    id: 'oci-repository-filter-unused',
    severity: 'warning',
    when: '`ref.semverFilter` without `ref.semver`',
    then: 'it is not read',
    check: (spec) => {
      const { semver, semverFilter } = fieldsIn(spec['ref']);
      return isGiven(semverFilter) && !isGiven(semver)
        ? 'ref.semverFilter is not read without ref.semver: give semver, or leave the filter out'
        : undefined;
    },
  },
  {
    ...OCI,
    id: 'oci-repository-notation-secret',
    severity: 'error',
    when: '`verify.provider: notation` without `verify.secretRef`',
    then: 'every verification fails, and the artifact is never there',
    check: (spec) => {
      const { provider, secretRef } = fieldsIn(spec['verify']);
      return provider === 'notation' && !isGiven(secretRef)
        ? 'verify by notation needs the Secret with trust policy and certificates: give verify.secretRef'
        : undefined;
    },
  },
  {
    ...OCI,
    id: 'oci-repository-provider-unused',
    severity: 'warning',
    when: 'a cloud `provider` beside `secretRef`',
    then: 'the Secret is used, and the provider is not asked',
    check: ({ provider, secretRef }) =>
      isGiven(provider) && provider !== 'generic' && isGiven(secretRef)
        ? `provider ${String(provider)} is not asked, because secretRef is given: leave out one of them`
        : undefined,
  },
  {
    ...OCI,
    id: 'oci-repository-identities-unused',
    severity: 'warning',
    when: '`verify.matchOIDCIdentity` beside `verify.secretRef`',
    then: 'the key decides, and no identity is compared',
    check: (spec) => {
      const { matchOIDCIdentity, secretRef } = fieldsIn(spec['verify']);
      return listIn(matchOIDCIdentity).length > 0 && isGiven(secretRef)
        ? 'verify.matchOIDCIdentity is not compared, because verify.secretRef gives keys: leave out one of them'
        : undefined;
    },
  },
];

/** Rules that one GitRepository or OCIRepository decides. */
export const SOURCE_RULES: readonly ObjectRule[] = [
  ...GIT_RULES,
  ...GIT_TEXT_RULES,
  ...INCLUDE_RULES,
  ...OCI_RULES,
  ...OCI_TEXT_RULES,
];
