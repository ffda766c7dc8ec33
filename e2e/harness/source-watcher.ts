import { createHash } from 'node:crypto';
import type { ArtifactServer } from './artifacts';
import type { ControlPlane } from './control-plane';
import { KubeError } from './kube-http';
import { at, textAt, type KubeObject, type ObjectReference } from './kube-object';
import { tarGz, type FileMap } from './tar';

const POLL_MS = 300;

const GENERATORS = 'source.extensions.fluxcd.io/v1beta1';
const SOURCES = 'source.toolkit.fluxcd.io/v1';

interface Output {
  readonly name: string;
  readonly copy: readonly { readonly from: string; readonly to: string; readonly exclude?: readonly string[] }[];
}

/** How to stand in for source-watcher. */
export interface SourceWatcherProps {
  readonly plane: ControlPlane;
  readonly server: ArtifactServer;
  /** The files of a repository at a revision; undefined for an unknown one. */
  readonly content: (revision: string) => FileMap | undefined;
}

/**
 * The part of source-watcher 2.2 that fleets need, whose module cannot be had: makes ExternalArtifacts of
 * ArtifactGenerators whose copies take the contents of one folder to a folder. As its documentation says, an artifact's
 * revision is its digest, one copy that fits nothing fails the whole generator, and what no generator names any more is
 * deleted.
 */
export class StandInSourceWatcher {
  /** Starts watching. It ends before the plane does. */
  static start(props: SourceWatcherProps): StandInSourceWatcher {
    const watcher = new StandInSourceWatcher(props);
    props.plane.beforeStop(() => watcher.stop());
    return watcher;
  }

  private readonly made = new Map<string, string>();
  private done = '';
  private stopped = false;
  private failure: unknown;
  private round: Promise<void>;
  private timer: NodeJS.Timeout | undefined;

  private constructor(private readonly props: SourceWatcherProps) {
    this.round = this.poll();
  }

  /** The generators with the revisions that all their artifacts are made of, as one text. */
  get state(): string {
    if (this.failure !== undefined) throw new Error('the stand-in for source-watcher failed', { cause: this.failure });
    return this.done;
  }

  /** Ends watching. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private async poll(): Promise<void> {
    try {
      await this.watch();
    } catch (error) {
      // What went between the list and now is looked at again.
      if (!(error instanceof KubeError)) this.failure ??= error;
    }
    if (this.stopped || this.failure !== undefined) return;
    this.timer = setTimeout(() => {
      this.round = this.poll();
    }, POLL_MS);
    this.timer.unref();
  }

  private async watch(): Promise<void> {
    const client = this.props.plane.client();
    const generators = await client.list(GENERATORS, 'ArtifactGenerator');
    const repositories = await client.list(SOURCES, 'GitRepository');
    const wanted = new Set<string>();
    const states: string[] = [];
    for (const generator of generators) {
      const { namespace, name } = generator.metadata;
      const outputs = (at(generator, 'spec', 'artifacts') ?? []) as readonly Output[];
      for (const output of outputs) wanted.add(`${namespace}/${output.name}`);
      const source = textAt(generator, 'spec', 'sources', 0, 'name');
      const repository = repositories.find(
        (one) => one.metadata.namespace === namespace && one.metadata.name === source,
      );
      const revision = repository && textAt(repository, 'status', 'artifact', 'revision');
      const files = revision === undefined ? undefined : this.props.content(revision);
      if (files === undefined) continue;
      const artifacts = outputs.map((output) => ({ output, content: contentOf(output, files) }));
      if (artifacts.some(({ content }) => content === undefined)) continue;
      for (const { output, content } of artifacts) await this.publish(generator, output, content!);
      states.push(`${namespace}/${name} ${generator.metadata.generation} ${revision}`);
    }
    for (const artifact of await client.list(SOURCES, 'ExternalArtifact')) {
      const { namespace, name } = artifact.metadata;
      if (wanted.has(`${namespace}/${name}`)) continue;
      await client.delete({ apiVersion: SOURCES, kind: 'ExternalArtifact', name, namespace });
      this.made.delete(`${namespace}/${name}`);
    }
    this.done = states.sort().join('\n');
  }

  private async publish(generator: KubeObject, { name }: Output, files: FileMap): Promise<void> {
    const { plane, server } = this.props;
    const { namespace } = generator.metadata;
    const digest = createHash('sha256').update(tarGz(files)).digest('hex');
    const key = `${namespace}/${name}`;
    if (this.made.get(key) === digest) return;
    const reference: ObjectReference = { apiVersion: SOURCES, kind: 'ExternalArtifact', name, namespace };
    await plane.client().apply(
      {
        ...{ apiVersion: SOURCES, kind: 'ExternalArtifact', metadata: { name, namespace } },
        spec: {
          sourceRef: {
            ...{ apiVersion: GENERATORS, kind: 'ArtifactGenerator', name: generator.metadata.name, namespace },
          },
        },
      },
      { fieldManager: 'source-watcher' },
    );
    await server.publish(plane, reference, files, `latest@sha256:${digest}`);
    this.made.set(key, digest);
  }
}

/** The files of an artifact; undefined where a copy fits nothing. */
function contentOf({ copy }: Output, files: FileMap): FileMap | undefined {
  const content: Record<string, string | Buffer> = {};
  for (const { from, to, exclude = [] } of copy) {
    const folder = /^@[^/]+\/(.+)\/\*\*$/.exec(from)?.[1];
    const target = /^@artifact\/(.*?)\/?$/.exec(to)?.[1];
    if (folder === undefined || target === undefined) throw new Error(`copy from ${from} to ${to} is of another form`);
    const left = exclude.map(patternOf);
    const taken = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
    if (taken.length === 0) return undefined;
    for (const path of taken) {
      const isLeft = foldersOf(path).some((one) => left.some((pattern) => pattern.test(one)));
      if (!isLeft) content[`${target}${path.slice(folder.length)}`] = files[path]!;
    }
  }
  return content;
}

/** A path and the folders above it. */
function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** A pattern as doublestar reads it, as far as `*` between slashes and `**` at the end go. */
function patternOf(glob: string): RegExp {
  const isDeep = glob.endsWith('/**');
  const parts = (isDeep ? glob.slice(0, -3) : glob).split('/').map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^${parts.join('/').replaceAll('*', '[^/]*')}${isDeep ? '(?:/.*)?' : ''}$`);
}
