/** A controller of Flux with the flags that isolate tenants. */
interface LockedController {
  readonly name: string;
  readonly flags: readonly string[];
}

const OWN_NAMESPACE = '--no-cross-namespace-refs=true';

/** An account without rights in any namespace: an object that names no account can do nothing. */
const NO_ACCOUNT = '--default-service-account=default';

function lockedControllers(workloadIdentity: boolean): LockedController[] {
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

/**
 * Patches for Flux's own manifests that lock the controllers down, as users of `flux bootstrap` put them into
 * `flux-system/kustomization.yaml`. Each verifies the container that it patches: a patch by index alone would silently
 * set the flags of another container if Flux adds one.
 *
 * @example
 * lockdownPatches({ workloadIdentity: true });
 */
export function lockdownPatches(
  options: {
    /**
     * Whether Flux's own accounts have identities of a cloud. Decryption and kubeconfigs then fall back to the tenant's
     * account as well.
     *
     * @default false
     */
    readonly workloadIdentity?: boolean;
  } = {},
): Array<{
  /** Which objects are patched. */
  readonly target: { readonly kind: string; readonly name: string };
  /** JSON 6902 operations, as YAML. */
  readonly patch: string;
}> {
  return lockedControllers(options.workloadIdentity ?? false).map(flagPatch);
}

/** The patch that gives a controller further flags. */
function flagPatch({ name, flags }: LockedController): ReturnType<typeof lockdownPatches>[number] {
  return containerPatch(name, flags.map(flagOperation));
}

/** The operation that gives a controller one more flag. */
export function flagOperation(flag: string): string {
  const value = /^[\w.=,:/-]+$/.test(flag) ? flag : JSON.stringify(flag);
  return `- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: ${value}\n`;
}

/**
 * The patch of a controller's container.
 *
 * @param operations JSON 6902 operations, as items of a list in YAML
 */
export function containerPatch(
  name: string,
  operations: readonly string[],
): ReturnType<typeof lockdownPatches>[number] {
  return {
    target: { kind: 'Deployment', name },
    patch: ['- op: test\n  path: /spec/template/spec/containers/0/name\n  value: manager\n', ...operations].join(''),
  };
}
