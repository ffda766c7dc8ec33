/** A Flux kind with a construct, and the file of its spec. */
export interface TypedKind {
  readonly group: string;
  readonly kind: string;
  readonly file: string;
}

function kindsOf(group: string, ...kinds: readonly string[]): TypedKind[] {
  return kinds.map((kind) => ({ group, kind, file: fileName(kind) }));
}

/** `OCIRepository` becomes `oci-repository`. */
function fileName(kind: string): string {
  return kind.replace(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase();
}

/** The kinds that users write. FluxReport is excluded: Flux Operator writes it and overwrites changes. */
export const TYPED_KINDS: readonly TypedKind[] = [
  ...kindsOf('fluxcd.controlplane.io', 'FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'),
  ...kindsOf('helm.toolkit.fluxcd.io', 'HelmRelease'),
  ...kindsOf('image.toolkit.fluxcd.io', 'ImagePolicy', 'ImageRepository', 'ImageUpdateAutomation'),
  ...kindsOf('kustomize.toolkit.fluxcd.io', 'Kustomization'),
  ...kindsOf('notification.toolkit.fluxcd.io', 'Alert', 'Provider', 'Receiver'),
  ...kindsOf('source.extensions.fluxcd.io', 'ArtifactGenerator'),
  ...kindsOf(
    'source.toolkit.fluxcd.io',
    'Bucket',
    'ExternalArtifact',
    'GitRepository',
    'HelmChart',
    'HelmRepository',
    'OCIRepository',
  ),
];
