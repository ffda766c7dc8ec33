import { FleetError } from '../../core/problem';

/**
 * Calls a function that runs Git, and turns its errors into problems.
 *
 * @param isExpected tells its errors from others, if it does more than to run Git
 */
export function attempt<T>(at: string, body: () => T, isExpected: (error: unknown) => boolean = () => true): T {
  try {
    return body();
  } catch (error) {
    if (!isExpected(error)) throw error;
    const [, place = at, message = (error as Error).message] =
      /^\[([^\]]*)\] (.*)$/s.exec((error as Error).message) ?? [];
    throw new FleetError([{ id: 'base', at: place, message }]);
  }
}
