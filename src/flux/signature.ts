import { list, object, oneOf, required, text } from '../core/options';
import { FluxContext } from './context';
import { LocalObjectReference } from './flux-object';
import { LOCAL_REFERENCE } from './option-types';
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

/** Options of a {@link SignatureVerification}. */
export const SIGNATURE = object<SignatureVerification>({
  provider: required(oneOf('cosign', 'notation')),
  secretRef: LOCAL_REFERENCE,
  matchOIDCIdentity: list(
    object<NonNullable<SignatureVerification['matchOIDCIdentity']>[number]>({
      issuer: required(text),
      subject: required(text),
    }),
  ),
});

/** A verification as a manifest contains it. */
export function signatureVerification(verify: SignatureVerification | undefined, context: FluxContext) {
  return verify && { ...verify, secretRef: optionalReference('verify.secretRef', verify.secretRef, context) };
}
