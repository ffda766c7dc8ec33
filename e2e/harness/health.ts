import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

// A busy server may take seconds; one that is just coming up may never answer the first request.
const SILENT_MS = 10_000;

/** HTTP status of a health endpoint on loopback; its certificate is not looked at. */
export function httpStatus(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const answered = (response: { statusCode?: number; resume(): void }): void => {
      response.resume();
      resolve(response.statusCode ?? 0);
    };
    const options = { agent: false, timeout: SILENT_MS };
    const request = url.startsWith('https:')
      ? getHttps(url, { ...options, rejectUnauthorized: false }, answered)
      : getHttp(url, options, answered);
    request.on('timeout', () => request.destroy(new Error(`no answer from ${url}`)));
    request.on('error', reject);
  });
}
