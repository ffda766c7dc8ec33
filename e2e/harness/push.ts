import { createHash } from 'node:crypto';
import { tarGz, type FileMap } from './tar';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.cncf.flux.config.v1+json';
const CONTENT = 'application/vnd.cncf.flux.content.v1.tar+gzip';

/** Where an artifact goes. */
export interface PushTarget {
  /** Address of the registry: `127.0.0.1:5000`. */
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
}

/**
 * Pushes files as an artifact of Flux, without anything but the files, so that equal files are equal artifacts.
 *
 * @returns the digest of its manifest, as source-controller shows it
 * @throws Error when the registry refuses something
 */
export async function pushArtifact({ host, repository, tag }: PushTarget, files: FileMap): Promise<string> {
  const base = `http://${host}/v2/${repository}`;
  const [config, content] = [Buffer.from('{}'), tarGz(files)];
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor(CONFIG, config),
    layers: [descriptor(CONTENT, content)],
  });
  const digest = digestOf(Buffer.from(manifest));
  const there = await ask(`${base}/manifests/${tag}`, { method: 'HEAD', headers: { Accept: MANIFEST } }, [200, 404]);
  if (there.headers.get('docker-content-digest') === digest) return digest;
  for (const blob of [config, content]) await pushBlob(base, blob);
  const headers = { 'Content-Type': MANIFEST };
  await ask(`${base}/manifests/${tag}`, { method: 'PUT', headers, body: manifest }, [201]);
  return digest;
}

async function pushBlob(base: string, blob: Buffer): Promise<void> {
  const digest = digestOf(blob);
  const known = await ask(`${base}/blobs/${digest}`, { method: 'HEAD' }, [200, 404]);
  if (known.status === 200) return;
  const begun = await ask(`${base}/blobs/uploads/`, { method: 'POST' }, [202]);
  const place = new URL(begun.headers.get('location')!, base);
  place.searchParams.set('digest', digest);
  await ask(place.href, { method: 'PUT', body: new Uint8Array(blob) }, [201]);
}

async function ask(url: string, request: RequestInit, expected: readonly number[]): Promise<Response> {
  const response = await fetch(url, request);
  const text = await response.text();
  if (!expected.includes(response.status)) throw new Error(`${request.method} ${url}: ${response.status} ${text}`);
  return response;
}

function descriptor(mediaType: string, content: Buffer) {
  return { mediaType, size: content.length, digest: digestOf(content) };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
