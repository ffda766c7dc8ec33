import { defined } from '../../core/defined';
import { anything, list, Options, required, text, untyped } from '../../core/options';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';

/** Decryption of SOPS-encrypted files, as plain data. */
export interface DecryptionSpec {
  /** Secret with age keys, in the namespace of the Kustomization that decrypts the files. */
  readonly secretName?: string;
  /** ServiceAccount of that namespace whose identity may use a cloud's key management. */
  readonly serviceAccountName?: string;
  /** Recipients that files must be encrypted to, for Flux to decrypt them; nobody else may have these. Sorted. */
  readonly recipients: readonly string[];
  /** Further permitted recipients of files, sorted; undefined permits all except those of other tenants. */
  readonly editors?: readonly string[];
}

/** Props of every kind of decryption. */
export interface DecryptionProps {
  /**
   * Recipients beyond those of Flux that files may be encrypted to: the people and pipelines that edit them.
   *
   * @default - any, except those of other tenants
   */
  readonly editors?: readonly string[];
}

/** Public keys. Their check knows what to say about each, and shows none that is private. */
const KEYS = untyped(list(anything));

/** Props of {@link Decryption.age}. */
type AgeProps = Parameters<typeof Decryption.age>[0];

/** Props of {@link Decryption.kms}. */
type KmsProps = Parameters<typeof Decryption.kms>[0];

const AGE = Options.of<AgeProps>('Decryption.age', {
  secretName: required(text),
  recipients: required(KEYS),
  editors: KEYS,
});

const KMS = Options.of<KmsProps>('Decryption.kms', {
  serviceAccountName: required(text),
  keys: required(KEYS),
  editors: KEYS,
});

/**
 * Decryption of SOPS-encrypted files in a cluster. The private keys never enter a program.
 *
 * @example
 * Decryption.age({ secretName: 'web-age', recipients: ['age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg'] });
 */
export class Decryption {
  /** Decryption with age keys in the cluster. Its problems are reported by the construct that uses the decryption. */
  public static age(
    props: DecryptionProps & {
      /**
       * Name of the Secret with the private keys, in entries that end in `.agekey`. For a tenant it lies in the control
       * namespace of the environment (`<environment>-flux-system`, or the one named like a remote cluster), where the
       * tenant's pods cannot mount it.
       */
      readonly secretName: string;

      /** The matching public keys: `age1…`. */
      readonly recipients: readonly string[];
    },
  ): Decryption {
    const faults = AGE.problems(props);
    if (faults.length > 0) return new Decryption({ recipients: [] }, faults);
    const { secretName, recipients, editors } = props;
    return new Decryption(specOf({ secretName }, recipients, editors), [
      checkDnsSubdomain('decryption secretName', secretName),
      recipients.length === 0 ? 'decryption has no recipients: give the public keys of its Secret' : undefined,
      ...[...recipients, ...(editors ?? [])].map(checkPublic),
      ...recipients.map((one) =>
        isPrivate(one) || /^(?:age1|ssh-)\S/.test(one)
          ? undefined
          : `recipient ${quote(one)} is not a public key of age: give one that begins with age1`,
      ),
    ]);
  }

  /** Decryption with a cloud's keys, via a ServiceAccount. Its problems are reported by the construct that uses it. */
  public static kms(
    props: DecryptionProps & {
      /**
       * ServiceAccount that the cloud permits to use the keys, in the control namespace of the environment. Flux 2.6
       * and later, with the feature gate `ObjectLevelWorkloadIdentity`.
       */
      readonly serviceAccountName: string;

      /** The keys: an ARN, a resource id of Google Cloud, `https://VAULT/keys/NAME/VERSION` of Azure. */
      readonly keys: readonly string[];
    },
  ): Decryption {
    const faults = KMS.problems(props);
    if (faults.length > 0) return new Decryption({ recipients: [] }, faults);
    const { serviceAccountName, keys, editors } = props;
    return new Decryption(specOf({ serviceAccountName }, keys, editors), [
      checkDnsSubdomain('decryption serviceAccountName', serviceAccountName),
      keys.length === 0 ? 'decryption has no keys: name those that the account may use' : undefined,
      ...[...keys, ...(editors ?? [])].map(checkPublic),
    ]);
  }

  /** Problems of the decryption, one message each; empty when it is valid. */
  public readonly problems: readonly string[];

  /** Makes the type nominal: the compiler accepts no other type with the same members. */
  declare private readonly nominal: never;

  private constructor(
    /**
     * The decryption as plain data.
     *
     * @internal
     */
    public readonly spec: DecryptionSpec,
    problems: ReadonlyArray<string | undefined>,
  ) {
    this.problems = problems.filter((problem) => problem !== undefined);
  }
}

function specOf(
  key: Pick<DecryptionSpec, 'secretName' | 'serviceAccountName'>,
  recipients: readonly string[],
  editors: readonly string[] | undefined,
): DecryptionSpec {
  return { ...key, recipients: sorted(recipients), ...defined({ editors: editors ? sorted(editors) : undefined }) };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function isPrivate(recipient: unknown): boolean {
  return typeof recipient === 'string' && /^AGE-SECRET-KEY-|PRIVATE KEY/i.test(recipient);
}

/** A private key given by mistake is in the program's history already: the message must not spread it further. */
function checkPublic(recipient: string): string | undefined {
  if (isPrivate(recipient)) return 'a recipient is a private key: make a new pair, and give the public one (age1…)';
  return typeof recipient === 'string' && recipient.trim() === recipient && recipient !== ''
    ? undefined
    : `recipient ${quote(recipient)} is not a key: give its public name`;
}
