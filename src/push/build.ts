import { createHash } from 'node:crypto';
import { constants, createGzip } from 'node:zlib';
import { defined } from '../core/defined';
import { digestOf, MANIFEST_TYPE } from './registry-client';
import { ArchiveFile, tarBlocks } from './tar';

/** The media types that Flux gives its artifacts. */
const CONFIG_TYPE = 'application/vnd.cncf.flux.config.v1+json';
const CONTENT_TYPE = 'application/vnd.cncf.flux.content.v1.tar+gzip';

/** The annotation of a layer with the digest of what is compressed in it, as containerd names it. */
const UNCOMPRESSED = 'containerd.io/uncompressed';

const SOURCE = 'org.opencontainers.image.source';
const REVISION = 'org.opencontainers.image.revision';
const CREATED = 'org.opencontainers.image.created';

/** Where the content of an artifact comes from. */
export interface Origin {
  /** Address of the repository, without credentials; undefined where it has no remote. */
  readonly source?: string;
  /** `main@sha1:…`, as Flux has it. */
  readonly revision: string;
  /** Time of the commit, in UTC: `2026-11-30T16:25:32Z`. */
  readonly created: string;
}

/** A blob of an artifact. */
export interface Blob {
  readonly digest: string;
  readonly bytes: Buffer;
}

/** An artifact that is ready to be uploaded. */
export interface BuiltArtifact {
  readonly digest: string;
  readonly manifest: Buffer;
  readonly blobs: readonly Blob[];
}

/** The part read of an artifact's manifest. */
interface Manifest {
  readonly layers?: ReadonlyArray<{ readonly annotations?: Readonly<Record<string, string>> }>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Bytes that are given to the compressor at once: one call for each small file would cost more than the work. */
const PIECE = 256 * 1024;

/**
 * The digest of the archive of files, before it is compressed. It depends on paths and contents alone, and tells whether
 * an artifact has another content: how gzip packs the same bytes may differ from one version of Node to the next.
 */
export function contentDigest(files: readonly ArchiveFile[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces(tarBlocks(files))) hash.update(piece);
  return `sha256:${hash.digest('hex')}`;
}

/**
 * The content's digest in a manifest; undefined for an artifact that something else has pushed.
 *
 * @param bytes a manifest
 */
export function contentOf(bytes: Buffer): string | undefined {
  return parse(bytes).layers?.[0]?.annotations?.[UNCOMPRESSED];
}

/** The revision in a manifest. */
export function revisionOf(bytes: Buffer): string | undefined {
  return parse(bytes).annotations?.[REVISION];
}

function parse(bytes: Buffer): Manifest {
  try {
    return JSON.parse(bytes.toString()) as Manifest;
  } catch {
    return {};
  }
}

/**
 * An artifact as `flux push artifact` makes it, from files and the commit that they are in. Equal ones make equal bytes on
 * any machine with the same zlib.
 */
export async function buildArtifact(files: readonly ArchiveFile[], origin: Origin): Promise<BuiltArtifact> {
  const hash = createHash('sha256');
  const packed = await compress(pieces(tarBlocks(files)), (piece) => hash.update(piece));
  const content = `sha256:${hash.digest('hex')}`;
  const layer = { digest: digestOf(packed), bytes: packed };
  // The configuration of an image that only has a layer, which is what Flux writes.
  const config = blob({
    architecture: '',
    created: origin.created,
    os: '',
    rootfs: { type: 'layers', diff_ids: [content] },
    config: {},
  });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config: { mediaType: CONFIG_TYPE, size: config.bytes.length, digest: config.digest },
      layers: [
        {
          mediaType: CONTENT_TYPE,
          size: layer.bytes.length,
          digest: layer.digest,
          annotations: { [UNCOMPRESSED]: content },
        },
      ],
      annotations: {
        [CREATED]: origin.created,
        [REVISION]: origin.revision,
        ...defined({ [SOURCE]: origin.source }),
      },
    }),
  );
  return { digest: digestOf(manifest), manifest, blobs: [config, layer] };
}

/** A blob of data as JSON. */
export function blob(data: unknown): Blob {
  const bytes = Buffer.from(JSON.stringify(data));
  return { digest: digestOf(bytes), bytes };
}

const OS_FIELD = 9;
const UNKNOWN_OS = 255;

/** Packs pieces, and shows each to `look` before. */
async function compress(source: Iterable<Buffer>, look: (piece: Buffer) => void): Promise<Buffer> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const packed: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => packed.push(chunk));
  const ended = new Promise<void>((resolve, reject) => gzip.once('end', resolve).once('error', reject));
  for (const piece of source) {
    look(piece);
    if (!gzip.write(piece)) await new Promise((resolve) => gzip.once('drain', resolve));
  }
  gzip.end();
  await ended;
  const bytes = Buffer.concat(packed);
  // It names the operating system otherwise.
  bytes[OS_FIELD] = UNKNOWN_OS;
  return bytes;
}

/** The same bytes in fewer buffers. */
function* pieces(source: Iterable<Buffer>): Generator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  for (const buffer of source) {
    held.push(buffer);
    length += buffer.length;
    if (length < PIECE) continue;
    yield Buffer.concat(held, length);
    held = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(held, length);
}
