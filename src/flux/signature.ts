import { FluxContext } from './context';
import { LocalObjectReference } from './flux-object';
import { optionalReference } from './references';

/** Signature verification of an artifact. */
export interface SignatureVerification {
  /** Signing tool. */
  readonly provider: 'cosign' | 'notation';

  /**
   * Secret with the trusted public keys.
   *
   * @default - keyless: Sigstore's public instance confirms the signer, see `matchOIDCIdentity`
   */
  readonly secretRef?: LocalObjectReference;

  /**
   * Identities trusted in keyless verification: regular expressions for issuer and subject. Without one, any identity
   * is trusted.
   *
   * @default - any identity
   */
  readonly matchOIDCIdentity?: ReadonlyArray<{
    /** Expression for the issuer, such as `^https://token\.actions\.githubusercontent\.com$`. */
    readonly issuer: string;
    /** Expression for the subject, such as `^https://github\.com/acme/.*$`. */
    readonly subject: string;
  }>;
}

/** A verification as a manifest contains it. */
export function signatureVerification(verify: SignatureVerification | undefined, context: FluxContext) {
  return verify && { ...verify, secretRef: optionalReference('verify.secretRef', verify.secretRef, context) };
}
