import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { inlineRepository } from '../tree/flux-spec';
import { isMap, listAt, textAt, valueAt } from '../tree/parse-manifests';

const SOURCE = 'source.toolkit.fluxcd.io';
const HELM = 'helm.toolkit.fluxcd.io';
const INSTANCE = 'fluxcd.controlplane.io/FluxInstance';

/** The operation of a patch that makes the source of a FluxInstance verified. */
const PATCHED = /path: ["']?\/spec\/verify\b|"path":\s*"\/spec\/verify\b/;

/** Whether Flux takes only what is signed by this object from now on, and did not before. */
export function startsVerifying(old: KubernetesObject, next: KubernetesObject): boolean {
  // A release that had another source before does not tell whether that was verified.
  if (next.kind === 'HelmRelease' && inlineRepository(old) === undefined) return false;
  return isVerified(next) && !isVerified(old);
}

function isVerified(object: KubernetesObject): boolean {
  const group = apiGroup(object.apiVersion);
  if (group === SOURCE) return isMap(valueAt(object, 'spec', 'verify'));
  if (group === HELM) return isMap(inlineRepository(object)?.verify);
  if (`${group}/${object.kind}` !== INSTANCE) return false;
  return listAt(object, 'spec', 'kustomize', 'patches').some((patch) => PATCHED.test(textAt(patch, 'patch') ?? ''));
}
