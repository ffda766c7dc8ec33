import { UnknownRefError } from '../plan/tree/repository';
import type { Phase, Target } from '../push';
import { value, values } from './base/declaration';
import { ask } from './base/query';
import { UsageError } from './base/usage-error';

/** Options of the commands that work with the fleet's artifacts. */
export const REGISTRY = value('oci://host/path', 'registry in place of the host in the URLs of the artifacts', {
  fallback: 'the URLs as the program has them',
});
export const CLUSTERS = values('name', 'artifacts of this cluster only');
export const CONCURRENCY = value('n', 'artifacts that are worked on at once', { fallback: '8' });

/** Options of commands about artifacts. */
export interface ArtifactOptions {
  readonly app?: string | undefined;
  readonly registry?: string | undefined;
  readonly cluster?: readonly string[] | undefined;
}

/** The artifacts of the program with their places, and its output directory. */
export interface ArtifactsAt {
  readonly targets: readonly Target[];
  readonly outdir: string;
}

/* eslint-disable @typescript-eslint/no-require-imports */
/** Loaded on first use: completion and help do not pay for it. */
export const pushRoom = () => require('../push') as typeof import('../push');
/* eslint-enable @typescript-eslint/no-require-imports */

/**
 * Asks the program for its artifacts.
 *
 * @returns the exit code of a program that failed
 * @throws UsageError where there are none, or none of a cluster
 */
export async function askArtifacts({ app, registry, cluster }: ArtifactOptions): Promise<ArtifactsAt | number> {
  if (registry !== undefined && !/^oci:\/\/[^/]+/.test(registry)) {
    throw new UsageError(
      `--registry ${JSON.stringify(registry)} is no registry: give oci://host, with a path if need be`,
    );
  }
  const report = await ask(app, { action: 'query', question: 'model' });
  if (typeof report === 'number') return report;
  const { artifacts, source } = report.model!;
  if (artifacts.length === 0) {
    throw new UsageError(
      source.url.startsWith('oci://')
        ? `Flux follows ${source.ref} of ${source.url}, which cannot be moved: give Source.oci a tag`
        : `Flux reads ${source.url} itself, and there is nothing to push: Source.oci makes artifacts`,
    );
  }
  const known = [...new Set(artifacts.map((one) => one.cluster))];
  for (const name of cluster ?? []) {
    if (known.includes(name)) continue;
    throw new UsageError(`no artifact is of the cluster ${JSON.stringify(name)}: use one of ${known.join(', ')}`);
  }
  const wanted = artifacts.filter((one) => cluster?.includes(one.cluster) ?? true);
  const { targetsOf } = pushRoom();
  // Of all, so that a tag is the same whatever is selected.
  const targets = targetsOf(artifacts, registry).filter(({ artifact }) => wanted.includes(artifact));
  return { targets, outdir: report.outdir };
}

/** @throws UsageError for anything but a positive whole number */
export function countOf(option: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(`--${option} ${JSON.stringify(text)} is no number of at least 1: give one, such as ${fallback}`);
}

const PHASES: Readonly<Record<Phase, string>> = {
  look: 'looking at',
  upload: 'uploading',
  move: 'moving tags of',
  delete: 'deleting tags of',
};

/** Shows progress as one line on a terminal, which the next one replaces; nothing elsewhere. */
export class ProgressLine {
  private isShown = false;

  constructor(private readonly terminal: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr) {}

  /** Shows how far a phase is. */
  public readonly show = (phase: Phase, done: number, of: number): void => {
    if (!this.terminal.isTTY) return;
    this.terminal.write(`\r\u001b[K${PHASES[phase]} artifacts: ${done} of ${of}`);
    this.isShown = true;
  };

  /** Takes the line away. */
  public clear(): void {
    if (this.isShown) this.terminal.write('\r\u001b[K');
    this.isShown = false;
  }
}

/**
 * Runs work with registries. What is in its way is printed.
 *
 * @returns the exit code
 * @throws UsageError for a commit that the repository does not have
 */
export async function withRegistries(work: (progress: ProgressLine) => Promise<number>): Promise<number> {
  const progress = new ProgressLine();
  try {
    return await work(progress);
  } catch (error) {
    if (error instanceof UnknownRefError) throw new UsageError(error.message);
    if (!(error instanceof pushRoom().PushError)) throw error;
    progress.clear();
    process.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    progress.clear();
  }
}
