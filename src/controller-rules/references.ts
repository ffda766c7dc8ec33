import { checkOciDigest, checkOciTag } from '../flux/oci-names';
import { checkRefName } from '../flux/ref-names';
import { checkDnsLabel, quote } from '../kubernetes/names';
import { Fields, isGiven, mapsIn, textIn, valueIn } from './fields';
import { ObjectRule } from './rule';

/** Problem of a reference into another namespace, which lockdown refuses. */
export function elsewhere(field: string, namespace: unknown, own: string): string | undefined {
  const other = textIn(namespace);
  return other === undefined || own === '' || other === own
    ? undefined
    : `${field} is in namespace ${quote(other)}, and Flux's lockdown refuses references into other namespaces: have it in ${quote(own)}`;
}

/** Fields common to rules about references into other namespaces. */
export const LOCKED = { severity: 'error', underLockdown: true } as const;

/** A rule about health checks that refer to a variable which they do not have, of any kind that has such checks. */
export const FOREIGN_VARIABLE = {
  field: 'healthCheckExprs',
  severity: 'warning',
  file: 'github.com/fluxcd/pkg/runtime v0.110.0 cel/status_evaluator.go',
  when: '`healthCheckExprs` asks for the object as `self`, `object` or the like, as other expressions do',
  then: 'there is no such variable, and every check fails',
  // Loaded with the first expression.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  check: (spec: Fields) => (require('./health') as typeof import('./health')).foreignVariables(spec),
} as const;

/** Namespaces of a spec that no namespace can be called. A variable is somebody's to fill in. */
function* wrongNamespaces(spec: Fields, fields: readonly string[]): Generator<string | undefined> {
  for (const field of fields) {
    const name = textIn(spec[field]);
    if (name !== undefined && !isSubstituted(name)) yield checkDnsLabel(field, name);
  }
}

// Loaded with the first field of such a name.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const names = () => require('./names') as typeof import('./names');

const KUSTOMIZATION = { controller: 'kustomize-controller', kind: 'Kustomization' } as const;

/** Rules about names that Kubernetes does not take, where the kinds' own schemas take any text. */
export const NAME_RULES: readonly ObjectRule[] = [
  {
    ...KUSTOMIZATION,
    id: 'kustomization-target-namespace',
    field: 'targetNamespace',
    severity: 'error',
    file: 'internal/controller/kustomization_controller.go',
    when: '`targetNamespace` is a name that no namespace can have',
    then: 'the API server refuses every object',
    check: (spec) => wrongNamespaces(spec, ['targetNamespace']),
  },
  {
    ...KUSTOMIZATION,
    id: 'kustomization-name-parts',
    severity: 'warning',
    file: 'sigs.k8s.io/kustomize/api v0.21.1 filters/prefix/prefix.go',
    when: '`namePrefix` or `nameSuffix` has characters that only names of roles may have',
    then: 'the API server refuses all objects but roles and their bindings',
    check: (spec) =>
      isGiven(spec['namePrefix']) || isGiven(spec['nameSuffix']) ? names().wrongParts(spec) : undefined,
  },
  {
    ...KUSTOMIZATION,
    id: 'kustomization-image-reference',
    field: 'images',
    severity: 'error',
    file: 'sigs.k8s.io/kustomize/api v0.21.1 filters/imagetag/updater.go',
    when: '`newName`, `newTag` or `digest` of `images` cannot be that of an image',
    then: 'the pods do not start: InvalidImageName',
    check: (spec) => names().wrongImages(spec),
  },
  {
    controller: 'helm-controller',
    kind: 'HelmRelease',
    id: 'helm-release-namespaces',
    severity: 'error',
    file: 'internal/action/config.go',
    when: '`targetNamespace` or `storageNamespace` is a name that no namespace can have',
    then: 'the release fails, as the API server refuses what it stores',
    check: (spec) => wrongNamespaces(spec, ['targetNamespace', 'storageNamespace']),
  },
];

const INCLUDE = {
  controller: 'source-controller',
  kind: 'GitRepository',
  field: 'include',
  file: 'internal/controller/gitrepository_controller.go',
} as const;

// Loaded with the first include.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const includes = () => require('./includes') as typeof import('./includes');

/** Rules about what a GitRepository includes. */
export const INCLUDE_RULES: readonly ObjectRule[] = [
  {
    ...INCLUDE,
    id: 'git-repository-includes-itself',
    severity: 'error',
    when: '`include` names the GitRepository itself',
    then: 'it waits for its own artifact for ever',
    check: (spec, { object }) =>
      mapsIn(spec['include']).some((one) => valueIn(one, 'repository', 'name') === object.metadata?.name)
        ? 'include names the GitRepository itself, so it waits for its own artifact for ever: leave it out'
        : undefined,
  },
  {
    ...INCLUDE,
    id: 'git-repository-include-onto-another',
    severity: 'error',
    when: '`include` goes to the root, or to a folder that an include before it made',
    then: 'StorageOperationFailed with CopyFailure: the folder exists',
    check: (spec) => includes().ontoOthers(spec),
  },
  {
    ...INCLUDE,
    id: 'git-repository-include-path',
    severity: 'warning',
    file: 'github.com/cyphar/filepath-securejoin v0.6.1 join.go',
    when: '`fromPath` or `toPath` of `include` has `..`',
    then: 'the path ends at the root, and another folder is taken, or none',
    check: (spec) => includes().leadingOut(spec),
  },
];

const GIT_TEXT = {
  controller: 'source-controller',
  kind: 'GitRepository',
  severity: 'error',
} as const;

/** The scheme, account and host of a URL, what stands where a port belongs, and the rest. */
const HOST = /^(https?|ssh):\/\/(?:([^/]*)@)?([^/:@[\]]+):([^/@]*)(\/.*)?$/s;

/** A URL in which what Git writes as `host:path` stands where a port belongs. */
function portProblem(url: string | undefined): string | undefined {
  const [, scheme = '', account = '', host = '', port = '', rest = ''] = HOST.exec(url ?? '') ?? [];
  if (host === '' || /^\d*$/.test(port) || isSubstituted(url)) return undefined;
  // The start of a password that contains a slash stands there too.
  if (rest.includes('@'))
    return 'url has a slash in its login, so that a port is looked for in it: leave the login out, and name a Secret with secretRef';
  const start = scheme === 'ssh' ? `ssh://${/^[^:]+$/.test(account) ? account : 'git'}@` : `${scheme}://`;
  const [, number, path] = /^(\d+):(.*)$/s.exec(port) ?? [undefined, undefined, port];
  const meant = `${start}${host}${number === undefined ? '' : `:${number}`}/${path}${rest}`;
  return `url has ${quote(port)} where a port belongs: write a slash before ${quote(path)}, as in ${quote(meant)}`;
}

/** Whether Flux replaces a part of a text before anybody reads it. */
function isSubstituted(text: string | undefined): boolean {
  return text?.includes('${') === true;
}

/** Rules about the texts by which one GitRepository finds what it fetches. */
export const GIT_TEXT_RULES: readonly ObjectRule[] = [
  {
    ...GIT_TEXT,
    id: 'git-repository-port',
    file: 'internal/controller/gitrepository_controller.go',
    when: '`url` has something else than a number where a port belongs, as in `ssh://git@host:owner/name`',
    then: 'Stalled with URLInvalid',
    check: (spec) => portProblem(textIn(spec['url'])),
  },
  {
    ...GIT_TEXT,
    id: 'git-repository-reference-text',
    file: 'github.com/fluxcd/pkg/git v0.52.0 gogit/clone.go',
    field: 'ref',
    when: '`ref.branch` or `ref.tag` is no name that Git allows: with blanks, `..` or `~`',
    then: 'GitOperationFailed: no repository has such a reference',
    check: (spec) =>
      (['branch', 'tag'] as const).map((field) => {
        const name = textIn(valueIn(spec, 'ref', field));
        // Full references have a rule of their own.
        if (name === undefined || name.startsWith('refs/') || isSubstituted(name)) return undefined;
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
      const [tag, digest] = ['tag', 'digest'].map((field) => textIn(valueIn(spec, 'ref', field)));
      const problems = [
        tag && !isSubstituted(tag) && checkOciTag(tag),
        digest && !isSubstituted(digest) && checkOciDigest(digest),
      ];
      return problems.map((problem) => (problem ? `ref.${problem}` : undefined));
    },
  },
];
