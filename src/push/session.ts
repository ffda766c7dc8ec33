import { credentialsFor } from './credentials';
import { inParallel } from './parallel';
import { PushError, PushProblem } from './push-error';
import { RegistryClient, RegistryOptions, Rights } from './registry-client';
import { RegistryError } from './registry-error';
import { RETRY, TransientError } from './retry';
import { Target } from './targets';

/** The phase of a session. */
export type Phase = 'look' | 'upload' | 'move' | 'delete';

/** How many artifacts are worked on at once, unless told otherwise. */
export const CONCURRENCY = 8;

/** Failures after which nothing further is begun: a registry that is down fails for all. */
const MOST_FAILURES = 5;

/** How a session speaks to registries, and whom it tells of its progress. */
export interface SessionOptions extends Partial<RegistryOptions> {
  /** Artifacts that are worked on at once. @default 8 */
  readonly concurrency?: number;
  /** Called when an artifact is done with in a phase. */
  readonly onProgress?: (phase: Phase, done: number, of: number) => void;
}

/** Clients of registries, each made once. */
export class Session {
  public readonly concurrency: number;
  public readonly onProgress: NonNullable<SessionOptions['onProgress']>;
  private readonly options: RegistryOptions;
  private readonly clients = new Map<string, Promise<RegistryClient>>();

  constructor({ concurrency = CONCURRENCY, onProgress = () => undefined, ...options }: SessionOptions = {}) {
    this.concurrency = concurrency;
    this.onProgress = onProgress;
    this.options = {
      fetch: (url, init) => fetch(url, init),
      retry: RETRY,
      credentials: async (address) => await Promise.resolve(credentialsFor(address)),
      ...options,
    };
  }

  /** The client of the repository of a target. */
  public client({ address, url, artifact }: Target, rights: Rights): Promise<RegistryClient> {
    const key = `${rights} ${url}`;
    let client = this.clients.get(key);
    if (client === undefined) {
      client = RegistryClient.of(address, rights, this.options, artifact.insecure);
      this.clients.set(key, client);
    }
    return client;
  }
}

/**
 * Works on targets, some at a time.
 *
 * @param of number of items, for the progress
 * @throws PushError with the failures of registries, and with those that the work reports as problems
 */
export async function forEachTarget<T extends { readonly target: Target }>(
  session: Session,
  phase: Phase,
  items: Iterable<T>,
  of: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const problems: PushProblem[] = [];
  let done = 0;
  await inParallel(untilFailed(items, problems), session.concurrency, async (item) => {
    try {
      await work(item);
    } catch (error) {
      if (error instanceof PushError) problems.push(...error.problems);
      else if (error instanceof RegistryError || error instanceof TransientError) {
        problems.push({ at: item.target.at, message: error.message });
      } else throw error;
    }
    session.onProgress(phase, ++done, of);
  });
  if (problems.length > 0) throw new PushError(problems, phase === 'move' || phase === 'delete');
}

function* untilFailed<T>(items: Iterable<T>, problems: readonly PushProblem[]): Generator<T> {
  for (const item of items) {
    if (problems.length >= MOST_FAILURES) return;
    yield item;
  }
}
