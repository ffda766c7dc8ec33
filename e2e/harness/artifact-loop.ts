import { createHash } from 'node:crypto';
import type { ArtifactServer } from './artifacts';
import type { ControlPlane } from './control-plane';
import { KubeError } from './kube-http';
import { at, describeObject, referenceTo, textAt, type KubeObject } from './kube-object';
import type { FileMap } from './tar';

const POLL_MS = 300;

/** What a source contains; undefined for a source that this loop leaves alone. */
export type ContentOf = (source: KubeObject) => FileMap | undefined | Promise<FileMap | undefined>;

/** How to serve the sources of a plane. */
export interface ArtifactLoopProps {
  readonly plane: ControlPlane;
  readonly server: ArtifactServer;
  readonly content: ContentOf;
  /** Name of the first commit. @default initial */
  readonly commit?: string;
}

/**
 * The part of source-controller that fleets need: gives every GitRepository of a plane its artifact, those too that
 * Flux creates later, and a new one on every commit.
 *
 * As with the real one, a commit gives all sources a new revision, `<branch>@sha1:…`, whether or not their files
 * changed; `sparseCheckout` leaves only the folders that it names; a suspended source stays as it is.
 */
export class ArtifactLoop {
  /** Starts serving. It ends before the plane does. */
  static start(props: ArtifactLoopProps): ArtifactLoop {
    const loop = new ArtifactLoop(props);
    props.plane.beforeStop(() => loop.stop());
    return loop;
  }

  private readonly served = new Map<string, string>();
  private sha: string;
  private content: ContentOf;
  private stopped = false;
  private failure: unknown;
  private round: Promise<void>;
  private timer: NodeJS.Timeout | undefined;

  private constructor(private readonly props: ArtifactLoopProps) {
    this.sha = shaOf(props.commit ?? 'initial');
    this.content = props.content;
    this.round = this.poll();
  }

  /** The end of every revision of the current commit, `sha1:…`: what `waitForReady` takes. */
  get revision(): string {
    return `sha1:${this.sha}`;
  }

  /**
   * A commit: from now on all sources have a new revision, and other content when given. Returns when the sources
   * that exist have it.
   * @returns {@link revision}
   */
  async commit(name: string, content: ContentOf = this.content): Promise<string> {
    this.sha = shaOf(name);
    this.content = content;
    // The round under way may have read the old state.
    await this.round;
    await this.next();
    this.assertHealthy();
    return this.revision;
  }

  /** @throws when serving failed, with the reason. */
  assertHealthy(): void {
    if (this.failure !== undefined) throw new Error('the artifact loop failed', { cause: this.failure });
  }

  /** Ends serving; the server stays. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
    this.assertHealthy();
  }

  private next(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.stopped) this.round = this.poll();
    return this.round;
  }

  private async poll(): Promise<void> {
    try {
      const sources = await this.props.plane.client().list('source.toolkit.fluxcd.io/v1', 'GitRepository');
      await Promise.all(sources.map((source) => this.serve(source)));
    } catch (error) {
      this.failure ??= error;
    }
    if (this.stopped || this.failure !== undefined) return;
    this.timer = setTimeout(() => void this.next(), POLL_MS);
    this.timer.unref();
  }

  private async serve(source: KubeObject): Promise<void> {
    const { uid, generation } = source.metadata;
    const state = `${generation} ${this.sha}`;
    if (uid === undefined || this.served.get(uid) === state || at(source, 'spec', 'suspend') === true) return;
    const revision = `${branchOf(source)}@${this.revision}`;
    const files = await this.content(source);
    if (files === undefined) return;
    try {
      await this.publish(source, files, revision);
    } catch (error) {
      // Deleted between the list and now.
      if (!(error instanceof KubeError && error.status === 404)) throw error;
    }
    this.served.set(uid, state);
  }

  private async publish(source: KubeObject, files: FileMap, revision: string): Promise<void> {
    const { plane, server } = this.props;
    const folders = ((at(source, 'spec', 'sparseCheckout') ?? []) as string[]).map(normalized);
    const missing = folders.filter((folder) => !Object.keys(files).some((path) => path.startsWith(folder)));
    if (missing.length > 0) {
      const message = `${describeObject(referenceTo(source))}: no folder ${missing.join(', ')} to check out`;
      await server.fail(plane, referenceTo(source), 'GitOperationFailed', message);
      return;
    }
    await server.publish(plane, referenceTo(source), onlyFolders(files, folders), revision);
  }
}

/** The branch that a GitRepository follows. */
export function branchOf(source: KubeObject): string {
  return textAt(source, 'spec', 'ref', 'branch') ?? 'master';
}

function onlyFolders(files: FileMap, folders: readonly string[]): FileMap {
  if (folders.length === 0) return files;
  return Object.fromEntries(
    Object.entries(files).filter(([path]) => folders.some((folder) => path.startsWith(folder))),
  );
}

// `./clusters/eu/` and `clusters/eu` are the same folder.
function normalized(folder: string): string {
  return `${folder.replace(/^\.\//, '').replace(/\/+$/, '')}/`;
}

function shaOf(commit: string): string {
  return createHash('sha1').update(commit).digest('hex');
}
