import { quote } from '../kubernetes/names';
import { Fields, fieldsIn, isGiven, textIn, valueIn } from './fields';
import { elsewhere, LOCKED } from './references';
import { ObjectRule } from './rule';
import { repositoryProblem } from './sources';

const AUTOMATION = {
  controller: 'image-automation-controller',
  kind: 'ImageUpdateAutomation',
  file: 'internal/source/source.go',
} as const;
const REPOSITORY = {
  controller: 'image-reflector-controller',
  kind: 'ImageRepository',
  file: 'internal/registry/helper.go',
} as const;
const POLICY = {
  controller: 'image-reflector-controller',
  kind: 'ImagePolicy',
  file: 'internal/controller/imagepolicy_controller.go',
} as const;

function imageProblem(image: string): string | undefined {
  const [, scheme] = /^([^/]*):\/\//.exec(image) ?? [];
  if (scheme !== undefined) return `image ${quote(image)} has a scheme: leave "${scheme}://" out`;
  return repositoryProblem('image', image);
}

/** Problem of an automation that checks out what is no branch, and names no branch to push to. */
function branchProblem(spec: Fields): string | undefined {
  const { checkout, push } = fieldsIn(spec['git']);
  if (!isGiven(checkout) || textIn(valueIn(push, 'branch')) !== undefined) return undefined;
  return textIn(valueIn(checkout, 'ref', 'branch')) === undefined
    ? 'git.checkout.ref names no branch, and there is none to push to: give git.push.branch'
    : undefined;
}

/** Rules that one object of the image controllers decides. */
export const IMAGE_RULES: readonly ObjectRule[] = [
  {
    ...AUTOMATION,
    id: 'image-update-automation-git',
    severity: 'error',
    when: '`git` is missing',
    then: 'Stalled with InvalidSourceConfiguration',
    check: (spec) =>
      isGiven(spec['git'])
        ? undefined
        : 'git is missing, without which nothing can be committed: give git.commit.author',
  },
  {
    ...AUTOMATION,
    id: 'image-update-automation-source-namespace',
    ...LOCKED,
    when: '`sourceRef.namespace` is another namespace, under lockdown',
    then: 'Stalled with AccessDenied',
    check: (spec, { namespace }) => elsewhere('sourceRef', valueIn(spec, 'sourceRef', 'namespace'), namespace),
  },
  {
    ...AUTOMATION,
    id: 'image-update-automation-checkout-branch',
    severity: 'error',
    file: 'internal/source/git.go',
    when: '`git.checkout.ref` has no branch and `git.push` neither',
    then: 'every run fails: push spec not provided, and cannot be inferred',
    check: branchProblem,
  },
  {
    ...REPOSITORY,
    id: 'image-repository-image',
    severity: 'error',
    when: '`image` has a scheme, a tag, a digest or capitals',
    then: 'Stalled with ImageURLInvalid',
    check: ({ image }) => {
      const text = textIn(image);
      return text === undefined ? undefined : imageProblem(text);
    },
  },
  {
    ...POLICY,
    id: 'image-policy-several',
    severity: 'warning',
    file: 'internal/policy/factory.go',
    when: '`policy` has several of semver, alphabetical and numerical',
    then: 'the first in this order decides, and the others are ignored',
    check: (spec) => {
      const [first, ...others] = ['semver', 'alphabetical', 'numerical'].filter((one) =>
        isGiven(valueIn(spec, 'policy', one)),
      );
      return others.length > 0
        ? `policy.${first} decides, and ${others.map((one) => `policy.${one}`).join(' and ')} is ignored: give one of them`
        : undefined;
    },
  },
  {
    ...POLICY,
    id: 'image-policy-repository-namespace',
    ...LOCKED,
    when: '`imageRepositoryRef.namespace` is another namespace, under lockdown',
    then: 'AccessDenied at each reconciliation',
    check: (spec, { namespace }) =>
      elsewhere('imageRepositoryRef', valueIn(spec, 'imageRepositoryRef', 'namespace'), namespace),
  },
];
