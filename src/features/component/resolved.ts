import { PolicyRule } from '../../kubernetes/rbac';
import { ResolvedDelivery } from '../delivery';
import { DecryptionSpec, SecretSpec } from '../secret';

/** Metadata of a namespace. */
export interface NamespaceMarks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An account of a component's own. */
export interface ResolvedAccount {
  /** Its name. */
  readonly name: string;
  /** The control namespace, which it is in. */
  readonly namespace: string;
  /** Its rights in the component's namespace. */
  readonly rules: readonly PolicyRule[];
  /** Its rights on objects outside namespaces, each named. */
  readonly grants: readonly PolicyRule[];
  /** Why it has the latter; empty without them. */
  readonly reason: string;
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
  /** Names of the Secrets with which pods of the namespace pull images, sorted; undefined for none. */
  readonly imagePullSecrets?: readonly string[];
  /** The Secrets, by name; undefined for none. */
  readonly secrets?: readonly SecretSpec[];
  /** Decryption of encrypted files, both among the Secrets and in the folder. */
  readonly decryption?: DecryptionSpec;
  /** The account that applies its chart, folder or objects; undefined for the platform's. */
  readonly account?: ResolvedAccount;
  /** Name of the account that its objects are; the manager of a remote cluster has to know it too. */
  readonly makesAccount?: string;
  /** Lets Flux delete objects that leave the component; undefined to use the fleet's defaults. */
  readonly prune?: boolean;
}
