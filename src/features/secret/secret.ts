import { checkDnsSubdomain } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { checkExternal, externalObject, ExternalSecretProps } from './external';
import type { SealedScope } from './sealed';

// Loaded with the first file: many fleets have none, and age's keys take five more.
/* eslint-disable @typescript-eslint/no-require-imports */
const sealedFiles = () => require('./sealed') as typeof import('./sealed');
const sopsFiles = () => require('./sops') as typeof import('./sops');
/* eslint-enable @typescript-eslint/no-require-imports */

/** A Secret as plain data. It never holds values: they are encrypted, in a store, or managed by somebody else. */
export type SecretSpec =
  | {
      readonly from: 'sops';
      readonly name: string;
      /** The file, as the program named it. */
      readonly file: string;
      /** The file's text, which is copied byte for byte. */
      readonly text: string;
      /** The Secret, with its keys but no values. */
      readonly object: KubernetesObject;
      /** All recipients of the file, sorted. */
      readonly recipients: readonly string[];
    }
  | {
      readonly from: 'sealed';
      readonly name: string;
      /** The file, as the program named it. */
      readonly file: string;
      /** The SealedSecret. */
      readonly object: KubernetesObject;
      /** Scope in which it can be decrypted. */
      readonly scope: SealedScope;
    }
  | {
      readonly from: 'external';
      readonly name: string;
      /** The ExternalSecret. */
      readonly object: KubernetesObject;
    }
  | { readonly from: 'existing'; readonly name: string };

/**
 * A Secret whose value the program never sees: encrypted in a file, fetched by an operator, or created by somebody
 * else. There is no constructor that takes a value.
 *
 * @example
 * new Tenant(fleet, 'web', {
 *   source: Source.git({ url: 'https://github.com/acme/web', branch: 'main' }),
 *   decryption: Decryption.age({
 *     secretName: 'web-age',
 *     recipients: ['age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg'],
 *   }),
 *   secrets: ({ environment }) => [Secret.sops(`secrets/${environment.name}/db.yaml`)],
 * });
 */
export class Secret {
  /**
   * A Secret in a file that SOPS encrypted. The file is copied byte for byte; its MAC is verified when one of its age
   * keys is at hand, in `$SOPS_AGE_KEY` or the file that `$SOPS_AGE_KEY_FILE` names. Its problems are reported by
   * the construct that uses the Secret.
   *
   * @param file path, from the working directory
   */
  public static sops(file: string): Secret {
    const read = sopsFiles().readSopsFile(file);
    if (typeof read === 'string') return new Secret(undefined, '', [read]);
    const { name } = read.object.metadata;
    return new Secret({ from: 'sops', name, file, ...read }, name, []);
  }

  /** A Secret that the External Secrets operator creates from the entries of a store. */
  public static external(props: ExternalSecretProps): Secret {
    const problems = checkExternal(props);
    if (problems.length > 0)
      return new Secret(undefined, String((props as Partial<ExternalSecretProps> | undefined)?.name ?? ''), problems);
    return new Secret({ from: 'external', name: props.name, object: externalObject(props) }, props.name, []);
  }

  /**
   * A Secret in a file that `kubeseal` wrote.
   *
   * @param file path, from the working directory
   */
  public static sealed(file: string): Secret {
    const read = sealedFiles().readSealedFile(file);
    if (typeof read === 'string') return new Secret(undefined, '', [read]);
    const { name } = read.object.metadata;
    return new Secret({ from: 'sealed', name, file, ...read }, name, []);
  }

  /** A Secret that somebody else creates: it can be referenced, and nothing is rendered for it. */
  public static existing(name: string): Secret {
    return new Secret({ from: 'existing', name }, name, [checkDnsSubdomain('secret name', name)]);
  }

  /** Problems of the Secret, one message each; empty when it is valid. */
  public readonly problems: readonly string[];

  /** Makes the type nominal: the compiler accepts no other type with the same members. */
  declare private readonly nominal: never;

  private constructor(
    /**
     * The Secret as plain data; undefined when it has problems.
     *
     * @internal
     */
    public readonly spec: SecretSpec | undefined,
    /** The Secret's name, for references to it. Empty when its file could not be read. */
    public readonly name: string,
    problems: ReadonlyArray<string | undefined>,
  ) {
    this.problems = problems.filter((problem) => problem !== undefined);
  }

  /** A reference to one key of the Secret, as for a container's `secretKeyRef`. */
  public key(key: string): { readonly name: string; readonly key: string } {
    return { name: this.name, key };
  }
}
