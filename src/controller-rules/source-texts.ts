import { checkOciDigest, checkOciTag } from '../flux/oci-names';
import { checkRefName } from '../flux/ref-names';
import { quote } from '../kubernetes/names';
import { textIn, valueIn } from './fields';
import { ObjectRule } from './rule';

const GIT = {
  controller: 'source-controller',
  kind: 'GitRepository',
  severity: 'error',
} as const;

/** The scheme and host of a URL, what stands where a port belongs, and the rest. */
const HOST = /^(https?|ssh):\/\/(?:[^/]*@)?([^/:@[\]]+):([^/@]*)(\/.*)?$/s;

/** A URL in which what Git writes as `host:path` stands where a port belongs. */
function portProblem(url: string | undefined): string | undefined {
  const [, scheme = '', host = '', port = '', rest = ''] = HOST.exec(url ?? '') ?? [];
  if (host === '' || /^\d*$/.test(port)) return undefined;
  const start = scheme === 'ssh' ? 'ssh://git@' : `${scheme}://`;
  return `url has ${quote(port)} where a port belongs: write a slash before it, as in ${quote(`${start}${host}/${port}${rest}`)}`;
}

/** Rules about the texts by which one GitRepository finds what it fetches. */
export const GIT_TEXT_RULES: readonly ObjectRule[] = [
  {
    ...GIT,
    id: 'git-repository-port',
    file: 'internal/controller/gitrepository_controller.go',
    when: '`url` has something else than a number where a port belongs, as in `ssh://git@host:owner/name`',
    then: 'Stalled with URLInvalid',
    check: (spec) => portProblem(textIn(spec['url'])),
  },
  {
    ...GIT,
    id: 'git-repository-reference-text',
    file: 'github.com/fluxcd/pkg/git v0.52.0 gogit/clone.go',
    field: 'ref',
    when: '`ref.branch` or `ref.tag` is no name that Git allows: with blanks, `..` or `~`',
    then: 'GitOperationFailed: no repository has such a reference',
    check: (spec) =>
      (['branch', 'tag'] as const).map((field) => {
        const name = textIn(valueIn(spec, 'ref', field));
        // Full references have a rule of their own.
        if (name === undefined || name.startsWith('refs/')) return undefined;
        const problem = checkRefName(field, name);
        return problem && `ref.${problem}`;
      }),
  },
];

/** Rules about the text by which one OCIRepository finds its artifact. */
export const OCI_TEXT_RULES: readonly ObjectRule[] = [
  {
    controller: 'source-controller',
    kind: 'OCIRepository',
    severity: 'error',
    file: 'internal/controller/ocirepository_controller.go',
    id: 'oci-repository-reference-text',
    field: 'ref',
    when: '`ref.tag` or `ref.digest` is none that a registry has: with `+`, blanks, or too few digits',
    then: 'OCIArtifactPullFailed: every request is refused',
    check: (spec) => {
      const [tag, digest] = [textIn(valueIn(spec, 'ref', 'tag')), textIn(valueIn(spec, 'ref', 'digest'))];
      const problems = [tag && checkOciTag(tag), digest && checkOciDigest(digest)];
      return problems.map((problem) => (problem ? `ref.${problem}` : undefined));
    },
  },
];
