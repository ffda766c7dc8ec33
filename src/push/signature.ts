import { blob } from './build';
import { RepositoryAddress } from './reference';
import { MANIFEST_TYPE, RegistryClient } from './registry-client';
import { SigningKey } from './signing-key';

/** The media type of what cosign signs, and the annotation with the signature. */
const PAYLOAD_TYPE = 'application/vnd.dev.cosign.simplesigning.v1+json';
const SIGNATURE = 'dev.cosignproject.cosign/signature';

const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';

/** One signature of several. */
interface SignatureLayer {
  readonly mediaType: string;
  readonly size: number;
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The tag under which cosign looks for the signatures of a manifest. */
export function signatureTag(digest: string): string {
  return `${digest.replace(':', '-')}.sig`;
}

/**
 * Signs a manifest as `cosign sign --key` does without a transparency log, in the form that all releases of Flux verify.
 * Signatures of other keys stay.
 *
 * @param address the repository, as Flux reads it
 * @param digest digest of the manifest
 * @returns whether it had no signature of this key
 */
export async function signManifest(
  client: RegistryClient,
  address: RepositoryAddress,
  digest: string,
  key: SigningKey,
): Promise<boolean> {
  const { payload, layers } = await signatures(client, address, digest);
  if (layers.some((layer) => isOf(layer, payload, key))) return false;
  const layer: SignatureLayer = {
    mediaType: PAYLOAD_TYPE,
    size: payload.bytes.length,
    digest: payload.digest,
    annotations: { [SIGNATURE]: key.sign(payload.bytes) },
  };
  const all = [...layers, layer];
  const config = blob({
    architecture: '',
    created: '0001-01-01T00:00:00Z',
    os: '',
    rootfs: { type: 'layers', diff_ids: all.map((one) => one.digest) },
    config: {},
  });
  for (const { digest: id, bytes } of [config, payload]) {
    if (!(await client.hasBlob(id))) await client.uploadBlob(id, bytes);
  }
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: { mediaType: CONFIG_TYPE, size: config.bytes.length, digest: config.digest },
    layers: all,
  };
  await client.putManifest(signatureTag(digest), Buffer.from(JSON.stringify(manifest)));
  return true;
}

/** Whether a manifest has a signature of a key. */
export async function isSigned(
  client: RegistryClient,
  address: RepositoryAddress,
  digest: string,
  key: SigningKey,
): Promise<boolean> {
  const { payload, layers } = await signatures(client, address, digest);
  return layers.some((layer) => isOf(layer, payload, key));
}

/** The signed payload, and the signatures that are there. */
async function signatures(client: RegistryClient, { registry, name }: RepositoryAddress, digest: string) {
  const payload = blob({
    critical: {
      identity: { 'docker-reference': `${registry}/${name}` },
      image: { 'docker-manifest-digest': digest },
      type: 'cosign container image signature',
    },
    optional: null,
  });
  const stored = await client.manifest(signatureTag(digest));
  const manifest = stored && (JSON.parse(stored.bytes.toString()) as { readonly layers?: readonly SignatureLayer[] });
  return { payload, layers: manifest?.layers ?? [] };
}

function isOf(
  { digest, annotations }: SignatureLayer,
  payload: { readonly digest: string; readonly bytes: Buffer },
  key: SigningKey,
): boolean {
  const signature = annotations?.[SIGNATURE];
  return digest === payload.digest && signature !== undefined && key.hasSigned(payload.bytes, signature);
}
