import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ControlPlane } from './control-plane';
import { describeObject, type ObjectReference } from './kube-object';
import { LOOPBACK } from './ports';
import { tarGz, type FileMap } from './tar';

/** What source-controller does once it has fetched a source: serves it and says so in the source's status. */
export class ArtifactServer {
  /** Starts a server on a free loopback port. */
  static async start(): Promise<ArtifactServer> {
    const artifacts = new Map<string, Buffer>();
    const server = createServer((request, response) => {
      const archive = artifacts.get(request.url ?? '');
      response.writeHead(archive ? 200 : 404, { 'Content-Type': 'application/gzip' }).end(archive);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, LOOPBACK, resolve);
    });
    return new ArtifactServer(server, artifacts);
  }

  private readonly current = new Map<string, string>();

  private constructor(
    private readonly server: Server,
    private readonly artifacts: Map<string, Buffer>,
  ) {}

  /**
   * Serves files as the artifact of an existing GitRepository, OCIRepository or Bucket and makes the source Ready.
   *
   * Flux looks at an artifact again only when its revision differs: publish other files under another revision.
   */
  async publish(plane: ControlPlane, source: ObjectReference, files: FileMap, revision: string): Promise<void> {
    const archive = tarGz(files);
    const checksum = createHash('sha256').update(archive).digest('hex');
    const folder = `${source.kind.toLowerCase()}/${source.namespace}/${source.name}`;
    const path = `${folder}/${checksum}.tar.gz`;
    this.replace(`${plane.name}/${folder}`, `/${plane.name}/${path}`, archive);
    const { port } = this.server.address() as AddressInfo;
    await setReady(plane, source, 'True', 'Succeeded', `stored artifact for revision '${revision}'`, {
      artifact: {
        digest: `sha256:${checksum}`,
        lastUpdateTime: now(),
        path,
        revision,
        size: archive.length,
        url: `http://${LOOPBACK}:${port}/${plane.name}/${path}`,
      },
    });
  }

  /** Makes a source not Ready, as when its fetch failed; an artifact that it has stays. */
  async fail(plane: ControlPlane, source: ObjectReference, reason: string, message: string): Promise<void> {
    await setReady(plane, source, 'False', reason, message, {});
  }

  /** Ends the server. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  // A controller that reads the older artifact at this moment has it in memory; memory here stays bounded.
  private replace(source: string, url: string, archive: Buffer): void {
    const previous = this.current.get(source);
    if (previous !== undefined) this.artifacts.delete(previous);
    this.current.set(source, url);
    this.artifacts.set(url, archive);
  }
}

/** The files below a directory, as an artifact's content; paths begin with the prefix. */
export async function filesOf(directory: string, prefix = ''): Promise<Record<string, Buffer>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map(async (file): Promise<[string, Buffer]> => [
      prefix + file.slice(join(directory, '/').length).replaceAll('\\', '/'),
      await readFile(file),
    ]);
  return Object.fromEntries(await Promise.all(files));
}

async function setReady(
  plane: ControlPlane,
  source: ObjectReference,
  ready: 'True' | 'False',
  reason: string,
  message: string,
  status: Record<string, unknown>,
): Promise<void> {
  const client = plane.client();
  const { metadata } = await client.get(source);
  if (metadata.generation === undefined) throw new Error(`${describeObject(source)} has no generation`);
  const condition = {
    type: 'Ready',
    status: ready,
    reason,
    message,
    observedGeneration: metadata.generation,
    lastTransitionTime: now(),
  };
  await client.patchStatus(source, { ...status, observedGeneration: metadata.generation, conditions: [condition] });
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
