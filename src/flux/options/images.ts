import { flag, list, mapOf, object, oneOf, Options, required, text } from '../../core/options';
import type { ImagePolicyProps } from '../image-policy';
import type { ImageRepositoryProps } from '../image-repository';
import type { ImageUpdateAutomationProps } from '../image-update-automation';
import { DURATION, GIT_REFERENCE, LABEL_SELECTION, LOCAL_REFERENCE, NAMED_REFERENCE, SUSPENDABLE } from './common';

/** Options of {@link ImageRepositoryProps}. */
export const IMAGE_REPOSITORY = Options.of<ImageRepositoryProps>('an ImageRepository', {
  ...SUSPENDABLE,
  image: required(text),
  secretRef: LOCAL_REFERENCE,
  provider: oneOf('generic', 'aws', 'azure', 'gcp'),
  serviceAccountName: text,
  certSecretRef: LOCAL_REFERENCE,
  proxySecretRef: LOCAL_REFERENCE,
  exclusionList: list(text),
  insecure: flag,
  interval: DURATION,
  timeout: DURATION,
});

/** Options of {@link ImagePolicyProps}. */
export const IMAGE_POLICY = Options.of<ImagePolicyProps>('an ImagePolicy', {
  ...SUSPENDABLE,
  imageRepositoryRef: required(NAMED_REFERENCE),
  semver: text,
  numerical: oneOf('asc', 'desc'),
  alphabetical: oneOf('asc', 'desc'),
  filterTags: object({ pattern: required(text), extract: text }),
  digestReflectionPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  interval: DURATION,
});

/** Options of {@link ImageUpdateAutomationProps}. */
export const IMAGE_UPDATE_AUTOMATION = Options.of<ImageUpdateAutomationProps>('an ImageUpdateAutomation', {
  ...SUSPENDABLE,
  sourceRef: required(NAMED_REFERENCE),
  author: required(object({ email: required(text), name: text })),
  checkout: GIT_REFERENCE,
  push: object({ branch: text, refspec: text, options: mapOf(text) }),
  messageTemplate: text,
  messageTemplateValues: mapOf(text),
  signingKey: object({ secretRef: required(LOCAL_REFERENCE), type: oneOf('gpg', 'ssh') }),
  policyChangeDelay: DURATION,
  policySelector: LABEL_SELECTION,
  path: text,
  interval: DURATION,
});
