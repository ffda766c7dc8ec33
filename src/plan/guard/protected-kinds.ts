import { SOURCE_KINDS } from '../tree/flux-spec';

/** Kinds whose removal needs a declaration, as `group/Kind`: data, access or other objects are lost with them. So does the
 * removal of custom resources that hold data or machines, such as databases and clusters. */
export const PROTECTED_KINDS: readonly string[] = [
  '/Namespace',
  '/PersistentVolume',
  '/PersistentVolumeClaim',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apps/StatefulSet',
  'fluxcd.controlplane.io/FluxInstance',
  'fluxcd.controlplane.io/ResourceSet',
  'helm.toolkit.fluxcd.io/HelmRelease',
  'kustomize.toolkit.fluxcd.io/Kustomization',
  ...SOURCE_KINDS.map((kind) => `source.toolkit.fluxcd.io/${kind}`),
];

/** A protected kind as `group/Kind`. kubectl's form is `kind.group`, or `plural.group` as definitions are named. */
export function kindKeys(kind: string): string[] {
  const dot = kind.indexOf('.');
  if (kind.includes('/') || dot < 0) return [kind];
  const [name, group] = [kind.slice(0, dot), kind.slice(dot + 1)];
  const singular = [name, name.replace(/ies$/, 'y'), name.replace(/es$/, ''), name.replace(/s$/, '')];
  return singular.map((one) => `${group}/${one}`);
}
