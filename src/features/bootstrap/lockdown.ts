/** A controller of Flux with the flags that isolate tenants. */
interface LockedController {
  readonly name: string;
  readonly flags: readonly string[];
}

/** Options of Flux's lockdown. */
export interface LockdownOptions {
  /**
   * Whether Flux's own accounts have identities at a cloud provider. Decryption and kubeconfigs then fall back to the
   * tenant's account as well.
   *
   * @default false
   */
  readonly workloadIdentity?: boolean;
}

const OWN_NAMESPACE = '--no-cross-namespace-refs=true';

/** An account without rights in any namespace: an object that names no account can do nothing. */
const NO_ACCOUNT = '--default-service-account=default';

function lockedControllers({ workloadIdentity = false }: LockdownOptions): LockedController[] {
  const keys = workloadIdentity ? ['--default-decryption-service-account=default'] : [];
  const clusters = workloadIdentity ? ['--default-kubeconfig-service-account=default'] : [];
  return [
    {
      name: 'kustomize-controller',
      flags: [OWN_NAMESPACE, '--no-remote-bases=true', NO_ACCOUNT, ...keys, ...clusters],
    },
    { name: 'helm-controller', flags: [OWN_NAMESPACE, NO_ACCOUNT, ...clusters] },
    { name: 'notification-controller', flags: [OWN_NAMESPACE] },
    { name: 'image-reflector-controller', flags: [OWN_NAMESPACE] },
    { name: 'image-automation-controller', flags: [OWN_NAMESPACE] },
  ];
}

/** A Kustomize patch. */
export interface LockdownPatch {
  /** The objects to patch. */
  readonly target: { readonly kind: string; readonly name: string };
  /** JSON 6902 operations, as YAML. */
  readonly patch: string;
}

/**
 * Patches for Flux's own manifests that lock the controllers down, as users of `flux bootstrap` put them into
 * `flux-system/kustomization.yaml`. Each verifies the container that it patches: a patch by index alone would silently
 * set the flags of another container if Flux adds one.
 *
 * @example
 * lockdownPatches({ workloadIdentity: true });
 */
export function lockdownPatches(options: LockdownOptions = {}): LockdownPatch[] {
  return lockedControllers(options).map(({ name, flags }) => ({
    target: { kind: 'Deployment', name },
    patch: [
      '- op: test\n  path: /spec/template/spec/containers/0/name\n  value: manager\n',
      ...flags.map((flag) => `- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: ${flag}\n`),
    ].join(''),
  }));
}
