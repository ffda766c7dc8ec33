import { defined } from '../../core/defined';
import { FluxContext } from '../../flux/context';
import { defaultsOf } from '../../flux/defaults';
import { Kustomization, KustomizationProps } from '../../flux/kustomization';
import { KubernetesObject } from '../../kubernetes/objects';
import { Versions } from '../../schema/version-props';
import { DecryptionSpec, decryptionOf } from '../secret';
import { ControlSource, FLUX_SYSTEM, listSource, unitSource } from './fleet-source';

/** The account that applies everything of the platform, in each control namespace. It has Flux's own name for it. */
export const PLATFORM_ACCOUNT = 'kustomize-controller';

/** Name of the Kustomization that applies a remote cluster's account and rights. */
export const REMOTE_ACCESS = 'access';

/** First part of the names of components' Kustomizations, and the folder of their units. */
export const INFRASTRUCTURE = 'infrastructure';

/** A Kustomization that another one waits for; in the same namespace if it names none. */
export interface KustomizationReference {
  readonly name: string;
  readonly namespace?: string;
}

/**
 * The Kustomization of a component of the cluster, for what belongs to an environment: in Flux's namespace, or for a remote
 * cluster in the one that it shares with its environments.
 */
export function clusterComponent(name: string, control: Pick<Control, 'kubeConfig' | 'names'>): KustomizationReference {
  const namespace = control.kubeConfig ? {} : { namespace: FLUX_SYSTEM };
  const made = `${INFRASTRUCTURE}-${name}`;
  return { name: control.names?.cluster[made] ?? made, ...namespace };
}

/** Names that the program gives Kustomizations, by those that they would have, which are without the control's prefix. */
export interface GivenNames {
  /** Those of the control. */
  readonly here: Readonly<Record<string, string>>;
  /** Those of the cluster as a whole. */
  readonly cluster: Readonly<Record<string, string>>;
}

/** The name of a Kustomization of a control, by the one without the prefix. */
export function kustomizationName({ prefix, names }: Pick<Control, 'names' | 'prefix'>, name: string): string {
  return names?.here[name] ?? prefix + name;
}

/** A cluster on which objects end up. */
export interface Landing {
  readonly name: string;
  readonly versions: Versions;
}

/** The Secret with the kubeconfig of a remote cluster, or the ConfigMap that stands for it with workload identity. */
export type KubeConfigReference =
  { readonly name: string; readonly key?: string } | { readonly configMapRef: { readonly name: string } };

/**
 * Place of the Kustomizations of a cluster, or of an environment on it, and their way to the cluster. A cluster with
 * Flux has them itself; a remote one has them on its manager, with a kubeconfig.
 */
export interface Control {
  /** The cluster, and the environment if there is one, for messages. */
  readonly at: string;
  /** The cluster on which objects are applied. */
  readonly cluster: Landing;
  /** The cluster whose Flux applies them: the same one, or its manager. */
  readonly manager: Landing;
  /** Directory within dist: `clusters/eu-1` or `clusters/eu-1/remotes/shop/dev`. */
  readonly directory: string;
  /** The generated folder's path within the source, such as `./dist`. */
  readonly distPath: string;
  /** Namespace of the Kustomizations and their source. */
  readonly namespace: string;
  /** Prefix of names in that namespace, if several environments share it: empty or `dev-`. */
  readonly prefix: string;
  /** Names that the program gives; undefined for none. */
  readonly names?: GivenNames;
  /** The source that contains the directory. */
  readonly source: ControlSource;
  /** Another one beside it, while the fleet goes over from one to the other. */
  readonly standby?: ControlSource;
  /** The version of Flux that applies the objects, and the fleet's defaults for them. */
  readonly flux: FluxContext;
  /** The way to the remote cluster; undefined if Flux runs on the cluster itself. */
  readonly kubeConfig?: KubeConfigReference;
}

/** Parameters of a unit's Kustomization. */
export interface UnitKustomization extends Pick<
  KustomizationProps,
  'healthChecks' | 'healthCheckExprs' | 'specOverrides'
> {
  /** Name within the control namespace, without the prefix. */
  readonly name: string;
  /** Directory of the unit within the control's. */
  readonly path: string;
  /** Whether Ready waits for the health of the objects; off for units that only contain other Kustomizations. */
  readonly wait: boolean;
  /** Whether it is the list of the control itself. */
  readonly isList?: boolean;
  /** Whether the unit is applied on the cluster where Flux runs, even if the control's cluster is remote. */
  readonly local?: boolean;
  /** Namespace that every object is moved to. @default - each object's own */
  readonly targetNamespace?: string;
  /** Decryption of encrypted files. @default - not at all */
  readonly decryption?: DecryptionSpec;
  /** Whether objects that leave the unit are deleted. @default - what the fleet's defaults say */
  readonly prune?: boolean;
  /**
   * Whether its objects are Flux objects that leave what they made when a part of the fleet is handed over: then they go
   * with it, because nobody would ever delete them.
   */
  readonly onlyFlux?: boolean;
  /** Treatment of the objects when the Kustomization is deleted. @default - they are pruned */
  readonly deletionPolicy?: 'Orphan';
  /** Names of Kustomizations of the same control that must be Ready first, without the prefix. */
  readonly dependsOn?: readonly string[];
  /** Kustomizations of other controls that must be Ready first. */
  readonly dependsOnOthers?: readonly KustomizationReference[];
  /** Components of the cluster that must be Ready first, for a unit of an environment. */
  readonly clusterDependsOn?: readonly string[];
}

/** The fields of a control that its Kustomizations depend on. */
export type KustomizationControl = Pick<
  Control,
  'directory' | 'distPath' | 'namespace' | 'prefix' | 'names' | 'source' | 'standby' | 'flux' | 'kubeConfig'
>;

/** The Kustomization of a unit. */
export function unitKustomization(control: KustomizationControl, unit: UnitKustomization): KubernetesObject {
  const remote = control.kubeConfig !== undefined && unit.local !== true;
  const dependsOn: KustomizationReference[] = (unit.dependsOn ?? []).map((one) => ({
    name: kustomizationName(control, one),
  }));
  const name = kustomizationName(control, unit.name);
  // On a remote cluster nothing may be applied before the account and its rights exist.
  if (remote && unit.name !== REMOTE_ACCESS) dependsOn.unshift({ name: REMOTE_ACCESS });
  dependsOn.push(...(unit.dependsOnOthers ?? []));
  for (const name of unit.clusterDependsOn ?? []) dependsOn.push(clusterComponent(name, control));
  const { orphans: _, ...plain } = control.flux;
  return {
    ...Kustomization.manifest(
      {
        sourceRef: unit.isList ? listSource(control.source) : unitSource(control.source, name),
        path: `${control.distPath}/${control.directory}/${unit.path}`,
        // A fleet whose defaults do not wait waits for none of its units.
        wait: unit.wait && defaultsOf('kustomization', control.flux.defaults).wait,
        serviceAccountName: PLATFORM_ACCOUNT,
        ...defined({
          targetNamespace: unit.targetNamespace || undefined,
          decryption: unit.decryption ? decryptionOf(unit.decryption) : undefined,
          dependsOn: dependsOn.length > 0 ? dependsOn : undefined,
          prune: unit.prune,
          healthChecks: unit.healthChecks,
          healthCheckExprs: unit.healthCheckExprs,
          deletionPolicy: unit.deletionPolicy,
          specOverrides: unit.specOverrides,
          kubeConfig: remote && control.kubeConfig ? control.kubeConfig : undefined,
        }),
      },
      unit.onlyFlux ? plain : control.flux,
    ),
    metadata: { name, namespace: control.namespace },
  };
}
