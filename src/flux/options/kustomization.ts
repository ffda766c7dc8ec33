import { flag, list, mapOf, object, oneOf, Options, required, text } from '../../core/options';
import type { KustomizationProps } from '../kustomization';
import {
  COMMON_METADATA,
  HEALTH_CHECK,
  HEALTH_CHECK_EXPRESSION,
  KUSTOMIZE_IMAGES,
  KUSTOMIZE_PATCHES,
  SUBSTITUTE_REFERENCE,
} from '../kustomize';
import { DEPENDENCY, DURATION, KUBE_CONFIG, LOCAL_REFERENCE, SOURCE_REFERENCE, SUSPENDABLE } from './common';

/** Options of {@link KustomizationProps}. */
export const KUSTOMIZATION = Options.of<KustomizationProps>('a Kustomization', {
  ...SUSPENDABLE,
  sourceRef: required(SOURCE_REFERENCE),
  path: text,
  serviceAccountName: text,
  targetNamespace: text,
  dependsOn: list(DEPENDENCY),
  kubeConfig: KUBE_CONFIG,
  substitutions: mapOf(text),
  substituteFrom: list(SUBSTITUTE_REFERENCE),
  healthChecks: list(HEALTH_CHECK),
  healthCheckExprs: list(HEALTH_CHECK_EXPRESSION),
  patches: KUSTOMIZE_PATCHES,
  images: KUSTOMIZE_IMAGES,
  components: list(text),
  namePrefix: text,
  nameSuffix: text,
  commonMetadata: COMMON_METADATA,
  decryption: object({ provider: required(oneOf('sops')), secretRef: LOCAL_REFERENCE, serviceAccountName: text }),
  deletionPolicy: oneOf('MirrorPrune', 'Delete', 'WaitForTermination', 'Orphan'),
  force: flag,
  interval: DURATION,
  retryInterval: DURATION,
  timeout: DURATION,
  prune: flag,
  wait: flag,
});
