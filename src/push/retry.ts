import { setTimeout as sleep } from 'node:timers/promises';

/** A failure that may pass: the registry is busy or restarts, or a connection broke. */
export class TransientError extends Error {
  constructor(
    message: string,
    /** Milliseconds after which the registry wants to be asked again; undefined where it does not say. */
    public readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** When something is tried again. */
export interface RetryPolicy {
  /** Attempts in all. */
  readonly attempts: number;
  /** Pause after the first failure in milliseconds; each later one is twice as long. */
  readonly firstPause: number;
  /** Longest pause in milliseconds, also where the registry names a longer one. */
  readonly longestPause: number;
  /** Waits. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
  /** A number from 0 to 1, so that many clients do not come back at the same moment. */
  readonly random: () => number;
}

/** About a minute in all. */
export const RETRY: RetryPolicy = {
  attempts: 7,
  firstPause: 500,
  longestPause: 30_000,
  wait: (milliseconds) => sleep(milliseconds),
  random: Math.random,
};

/**
 * Tries again after each {@link TransientError}, later and later.
 *
 * @throws the last failure; any other one at once
 */
export async function retrying<T>(policy: RetryPolicy, attempt: () => Promise<T>): Promise<T> {
  for (let number = 1; ; number++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientError) || number === policy.attempts) throw error;
      const growing = policy.firstPause * 2 ** (number - 1) * (0.75 + policy.random() / 2);
      await policy.wait(Math.min(error.retryAfter ?? growing, policy.longestPause));
    }
  }
}

/**
 * The pause that the header `Retry-After` asks for, in milliseconds.
 *
 * @param now the time in milliseconds since 1970, for a header with a date
 */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
