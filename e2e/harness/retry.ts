import { setTimeout as sleep } from 'node:timers/promises';

const MOST_ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 10_000;

/** What a server answers, as far as repeating the request depends on it. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  /** Value of the header `Retry-After`. */
  readonly retryAfter?: string;
}

/**
 * Sends a request again when the server asks for it with status 429 and `Retry-After`, as client-go does. The server has
 * done nothing yet: it is overloaded, or still loading a kind's objects.
 *
 * The latter is usual with an etcd that can report the progress of watches (3.4.31, 3.5.13 and later). Lists then come
 * from the server's watch cache, and that of a custom kind starts with the first request for the kind. If that request
 * is a list with a label selector, the server refuses it with "storage is (re)initializing".
 *
 * Pauses and attempts are bounded: the last answer is returned, whatever it is.
 */
export async function heedRetryAfter<T extends Answer>(
  ask: () => Promise<T>,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    const seconds = Number(answer.retryAfter);
    if (answer.status !== 429 || !(seconds > 0) || attempt === MOST_ATTEMPTS) return answer;
    await pause(Math.min(seconds * 1000, LONGEST_PAUSE_MS));
  }
}
