import { checkDnsSubdomain } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { checkExternal, externalObject, ExternalSecretProps } from './external';
import { readSealedFile, SealedScope } from './sealed';
import { readSopsFile } from './sops';

/** A Secret as plain data. Values are in none of them: encrypted, elsewhere, or somebody else's. */
export type SecretSpec =
  | {
      readonly from: 'sops';
      readonly name: string;
      /** The file, as the program named it. */
      readonly file: string;
      /** The file's text, which is copied byte for byte. */
      readonly text: string;
      /** The Secret, with nothing behind its keys. */
      readonly object: KubernetesObject;
      /** Everybody who can open the file, sorted. */
      readonly recipients: readonly string[];
    }
  | {
      readonly from: 'sealed';
      readonly name: string;
      /** The file, as the program named it. */
      readonly file: string;
      /** The SealedSecret. */
      readonly object: KubernetesObject;
      /** Where it can be opened. */
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
 * A Secret whose value the program never sees: encrypted in a file, fetched by an operator, or made by somebody else.
 * There is no constructor that takes a value.
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
   * keys is at hand, in `$SOPS_AGE_KEY` or the file that `$SOPS_AGE_KEY_FILE` names. What is wrong with it is reported
   * by whatever takes the Secret.
   *
   * @param file path, from the working directory
   */
  public static sops(file: string): Secret {
    const read = readSopsFile(file);
    if (typeof read === 'string') return new Secret(undefined, '', [read]);
    const { name } = read.object.metadata;
    return new Secret({ from: 'sops', name, file, ...read }, name, []);
  }

  /** A Secret that the External Secrets operator makes of what a store holds. */
  public static external(props: ExternalSecretProps): Secret {
    const problems = checkExternal(props);
    if (problems.length > 0) return new Secret(undefined, props.name, problems);
    return new Secret({ from: 'external', name: props.name, object: externalObject(props) }, props.name, []);
  }

  /**
   * A Secret in a file that `kubeseal` wrote.
   *
   * @param file path, from the working directory
   */
  public static sealed(file: string): Secret {
    const read = readSealedFile(file);
    if (typeof read === 'string') return new Secret(undefined, '', [read]);
    const { name } = read.object.metadata;
    return new Secret({ from: 'sealed', name, file, ...read }, name, []);
  }

  /** A Secret that somebody else makes: nothing is rendered for it, it can be referred to. */
  public static existing(name: string): Secret {
    return new Secret({ from: 'existing', name }, name, [checkDnsSubdomain('secret name', name)]);
  }

  /** What is wrong with the Secret; empty when it is good. */
  public readonly problems: readonly string[];

  /** Keeps the compiler from taking something else with the same members for it. */
  declare private readonly nominal: never;

  private constructor(
    /**
     * The Secret as plain data; undefined when something is wrong with it.
     *
     * @internal
     */
    public readonly spec: SecretSpec | undefined,
    /** The Secret's name: what references to it need. Empty when its file could not be read. */
    public readonly name: string,
    problems: ReadonlyArray<string | undefined>,
  ) {
    this.problems = problems.filter((problem) => problem !== undefined);
  }

  /** A reference to one key of the Secret, such as a container's `secretKeyRef` takes. */
  public key(key: string): { readonly name: string; readonly key: string } {
    return { name: this.name, key };
  }
}
