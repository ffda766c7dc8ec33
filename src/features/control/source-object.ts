import { Duration } from 'cdk8s';
import { defined } from '../../core/defined';
import { FluxContext } from '../../flux/context';
import { GitRepository } from '../../flux/git-repository';
import { OCIRepository } from '../../flux/oci-repository';
import { KubernetesObject } from '../../kubernetes/objects';
import { SIGNED } from '../../units/marks';
import { AccessSpec, GitSourceSpec, SourceSpec, SourceVerification } from '../source';

/** A reference to a Secret by its name. */
function secretRef(name: string | undefined): { readonly name: string } | undefined {
  return name === undefined ? undefined : { name };
}

/** The mark of a source that is signed and not verified yet: the guard lets it be verified from the next commit on. */
export function signedMark({ signed, verify }: Pick<AccessSpec, 'signed' | 'verify'>) {
  return signed && verify === undefined ? { annotations: { [SIGNED]: 'true' } } : {};
}

/** A duration of plain data. */
export function durationOf(timeout: number | undefined): Duration | undefined {
  return timeout === undefined ? undefined : Duration.millis(timeout);
}

/** The verification of an OCI artifact, as Flux has it. */
export function signatureOf(verify: SourceVerification) {
  const { provider = 'cosign', secretName, identities } = verify;
  return { provider, ...defined({ secretRef: secretRef(secretName), matchOIDCIdentity: identities }) };
}

/** The way into a repository or registry, in the fields that all Flux sources have. */
function accessFields({ secretName, serviceAccountName, proxySecretName, timeout }: Omit<AccessSpec, 'provider'>) {
  return defined({
    secretRef: secretRef(secretName),
    serviceAccountName,
    proxySecretRef: secretRef(proxySecretName),
    timeout: durationOf(timeout),
  });
}

/** The way into an OCI registry, in Flux's fields. */
export function registryFields(access: AccessSpec) {
  const { provider, certSecretName, insecure, verify } = access;
  return {
    ...accessFields(access),
    ...defined({
      provider,
      certSecretRef: secretRef(certSecretName),
      insecure,
      verify: verify && signatureOf(verify),
    }),
  };
}

/** Fields of a GitRepository that only Git has. */
function gitFields({ provider, verify, ignore, recurseSubmodules, include }: GitSourceSpec) {
  return defined({
    provider,
    verify: verify && { mode: verify.mode ?? ('HEAD' as const), secretRef: { name: verify.secretName ?? '' } },
    ignore,
    recurseSubmodules,
    include: include?.map(({ repository, ...paths }) => ({ repository: { name: repository }, ...paths })),
  });
}

/**
 * The Flux object of a source.
 *
 * @param flux the version of Flux and the fleet's defaults
 * @param folder the only folder to fetch; the whole source by default
 */
export function sourceObject(
  spec: SourceSpec,
  name: string,
  namespace: string,
  flux: FluxContext,
  folder?: string,
): KubernetesObject {
  const { url } = spec;
  const manifest =
    spec.kind === 'GitRepository'
      ? GitRepository.manifest(
          {
            url,
            ref: spec.ref,
            ...accessFields(spec),
            ...gitFields(spec),
            ...defined({ sparseCheckout: folder ? [folder] : undefined }),
          },
          flux,
        )
      : OCIRepository.manifest(
          {
            url,
            ref: spec.ref,
            ...registryFields(spec),
            ...defined({ ignore: spec.ignore }),
          },
          flux,
        );
  return { ...manifest, metadata: { name, namespace, ...signedMark(spec) } };
}
