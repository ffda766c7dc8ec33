import { ResolvedDelivery } from '../delivery';
import { DecryptionSpec, SecretSpec } from '../secret';

/** Metadata of a namespace. */
export interface NamespaceMarks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** One component at one target. */
export interface ResolvedComponent extends ResolvedDelivery {
  /** The component's name. */
  readonly name: string;
  /** Namespace of its objects. */
  readonly namespace: string;
  /** True if the namespace is created with the component. */
  readonly createNamespace: boolean;
  /** Labels and annotations of the namespace that is created; undefined for none. */
  readonly namespaceMarks?: NamespaceMarks;
  /** Names of the components at the same target that must be Ready first, sorted. */
  readonly dependsOn: readonly string[];
  /** Names of the cluster's own components that one of an environment waits for, sorted; undefined for none. */
  readonly clusterDependsOn?: readonly string[];
  /** The Secrets, by name; undefined for none. */
  readonly secrets?: readonly SecretSpec[];
  /** Decryption of encrypted files, both among the Secrets and in the folder. */
  readonly decryption?: DecryptionSpec;
  /** Lets Flux delete objects that leave the component; undefined to use the fleet's defaults. */
  readonly prune?: boolean;
}
