import { FluxContext } from './context';
import { LocalObjectReference } from './flux-object';
import { optionalReference } from './references';

/** How the signature of an artifact is verified. */
export interface SignatureVerification {
  /** What it was signed with. */
  readonly provider: 'cosign' | 'notation';

  /**
   * Secret with the trusted public keys.
   *
   * @default - keyless: who signed is asked of the public good instance of Sigstore, see `matchOIDCIdentity`
   */
  readonly secretRef?: LocalObjectReference;

  /**
   * Who may have signed without a key: regular expressions for the issuer and the subject. Without one, anyone may.
   *
   * @default - anyone
   */
  readonly matchOIDCIdentity?: ReadonlyArray<{
    /** Expression for the issuer, such as `^https://token\.actions\.githubusercontent\.com$`. */
    readonly issuer: string;
    /** Expression for the subject, such as `^https://github\.com/acme/.*$`. */
    readonly subject: string;
  }>;
}

/** A verification as it stands in a manifest. */
export function signatureVerification(verify: SignatureVerification | undefined, context: FluxContext) {
  return verify && { ...verify, secretRef: optionalReference('verify.secretRef', verify.secretRef, context) };
}
