import { defined } from '../../core/defined';
import { FluxContext } from '../../flux/context';
import { GitRepository } from '../../flux/git-repository';
import { Kustomization, KustomizationProps } from '../../flux/kustomization';
import { OCIRepository } from '../../flux/oci-repository';
import { KubernetesObject } from '../../kubernetes/objects';
import { Versions } from '../../schema/version-props';
import { DecryptionSpec, decryptionOf } from '../secret';
import { SourceSpec } from '../source';

/** The account that everything of the platform is applied as, in each control namespace. Flux's own name for it. */
export const PLATFORM_ACCOUNT = 'kustomize-controller';

/** Name of the Kustomization that brings a remote cluster's account and rights. */
export const REMOTE_ACCESS = 'access';

/** A cluster that objects land on. */
export interface Landing {
  readonly name: string;
  readonly versions: Versions;
}

/**
 * Where the Kustomizations of a cluster, or of an environment on it, are kept and how they reach the cluster. For a
 * cluster that runs Flux that is the cluster itself; for a remote one it is its manager, with a kubeconfig.
 */
export interface Control {
  /** The cluster that objects land on, and the environment if there is one, for messages. */
  readonly at: string;
  /** The cluster that is deployed to. */
  readonly cluster: Landing;
  /** The cluster whose Flux does the work: the same one, or its manager. */
  readonly manager: Landing;
  /** Directory of what is controlled, within dist: `clusters/eu-1` or `clusters/eu-1/remotes/shop/dev`. */
  readonly directory: string;
  /** The generated folder's path within the source, such as `./dist`. */
  readonly distPath: string;
  /** Namespace of the Kustomizations and their source. */
  readonly namespace: string;
  /** What the names in that namespace begin with, because several environments share it: empty or `dev-`. */
  readonly prefix: string;
  /** The source that the directory is read from. */
  readonly source: { readonly kind: SourceSpec['kind']; readonly name: string };
  /** The version of Flux that does the work, and the fleet's defaults for its objects. */
  readonly flux: FluxContext;
  /** Secret with the kubeconfig of the remote cluster; undefined when Flux runs on the cluster itself. */
  readonly kubeConfig?: { readonly name: string; readonly key?: string };
}

/** A unit's Kustomization, as its unit needs it. */
export interface UnitKustomization extends Pick<KustomizationProps, 'healthChecks' | 'healthCheckExprs'> {
  /** Name within the control namespace, before the prefix. */
  readonly name: string;
  /** Directory of the unit below the control's. */
  readonly path: string;
  /** Whether Ready waits for the health of the objects; off for what only brings other Kustomizations. */
  readonly wait: boolean;
  /** Whether the unit is applied on the cluster that Flux runs on, even if the control's is a remote one. */
  readonly local?: boolean;
  /** Namespace that every object is moved to. @default - each object's own */
  readonly targetNamespace?: string;
  /** How encrypted files are opened. @default - not at all */
  readonly decryption?: DecryptionSpec;
  /** Whether objects that leave the unit are deleted. @default - what the fleet's defaults say */
  readonly prune?: boolean;
  /** What happens to the objects when the Kustomization goes. @default - they are pruned */
  readonly deletionPolicy?: 'Orphan';
  /** Names of Kustomizations of the same control that must be Ready first, before the prefix. */
  readonly dependsOn?: readonly string[];
}

/** What of a control its Kustomizations say. */
export type KustomizationControl = Pick<
  Control,
  'directory' | 'distPath' | 'namespace' | 'prefix' | 'source' | 'flux' | 'kubeConfig'
>;

/** The Kustomization of a unit. */
export function unitKustomization(control: KustomizationControl, unit: UnitKustomization): KubernetesObject {
  const remote = control.kubeConfig !== undefined && unit.local !== true;
  const dependsOn = (unit.dependsOn ?? []).map((name) => control.prefix + name);
  // On a remote cluster nobody may act before the account and its rights are there.
  if (remote && unit.name !== REMOTE_ACCESS) dependsOn.unshift(REMOTE_ACCESS);
  return {
    ...Kustomization.manifest(
      {
        sourceRef: control.source,
        path: `${control.distPath}/${control.directory}/${unit.path}`,
        wait: unit.wait,
        serviceAccountName: PLATFORM_ACCOUNT,
        ...defined({
          targetNamespace: unit.targetNamespace || undefined,
          decryption: unit.decryption ? decryptionOf(unit.decryption) : undefined,
          dependsOn: dependsOn.length > 0 ? dependsOn.map((name) => ({ name })) : undefined,
          prune: unit.prune,
          healthChecks: unit.healthChecks,
          healthCheckExprs: unit.healthCheckExprs,
          deletionPolicy: unit.deletionPolicy,
          kubeConfig: remote && control.kubeConfig ? control.kubeConfig : undefined,
        }),
      },
      control.flux,
    ),
    metadata: { name: control.prefix + unit.name, namespace: control.namespace },
  };
}

/**
 * The Flux object of a source.
 *
 * @param flux the version of Flux and the fleet's defaults
 * @param folder the one folder of it that is read; the whole source otherwise
 */
export function sourceObject(
  spec: SourceSpec,
  name: string,
  namespace: string,
  flux: FluxContext,
  folder?: string,
): KubernetesObject {
  const secretRef = spec.secretName === undefined ? {} : { secretRef: { name: spec.secretName } };
  const manifest =
    spec.kind === 'GitRepository'
      ? GitRepository.manifest(
          {
            url: spec.url,
            ref: spec.ref,
            ...secretRef,
            ...defined({ sparseCheckout: folder ? [folder] : undefined }),
          },
          flux,
        )
      : OCIRepository.manifest({ url: spec.url, ref: spec.ref, ...secretRef }, flux);
  return { ...manifest, metadata: { name, namespace } };
}
