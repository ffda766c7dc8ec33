import { ResolvedDelivery } from '../delivery';
import { DecryptionSpec, SecretSpec } from '../secret';

/** One component at one place. */
export interface ResolvedComponent extends ResolvedDelivery {
  /** The component's name. */
  readonly name: string;
  /** Namespace of its objects. */
  readonly namespace: string;
  /** Whether the namespace is created with it. */
  readonly createNamespace: boolean;
  /** Names of the components of the same place that must be Ready first, sorted. */
  readonly dependsOn: readonly string[];
  /** The Secrets, by name; undefined for none. */
  readonly secrets?: readonly SecretSpec[];
  /** How encrypted files are opened: those among the Secrets, and those in the folder. */
  readonly decryption?: DecryptionSpec;
  /** Whether Flux deletes what leaves the component; undefined for what the fleet's defaults say. */
  readonly prune?: boolean;
}
