import { Agent, request } from 'node:https';
import { textAt } from './kube-object';
import { heedRetryAfter, type Answer } from './retry';

// Longer than the server takes for any request: a connection that is silent for this long is dead.
const SILENT_MS = 120_000;

/** Who a request is made as. */
export interface Impersonation {
  readonly user: string;
  readonly groups?: readonly string[];
}

/** One request to an API server. */
export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query. */
  readonly path: string;
  readonly body?: unknown;
  /** @default application/json */
  readonly contentType?: string;
  /** @default application/json */
  readonly accept?: string;
}

/** A request that an API server refused, or that did not reach it (status 0). */
export class KubeError extends Error {
  constructor(
    /** HTTP status. */
    readonly status: number,
    /** `reason` of the server's Status, such as `NotFound`, `Forbidden` or `Invalid`. */
    readonly reason: string,
    /** `message` of the server's Status. */
    readonly statusMessage: string,
    request: KubeRequest,
  ) {
    super(`${request.method} ${request.path}: ${status} ${reason}: ${statusMessage}`);
    this.name = 'KubeError';
  }
}

/** Where an API server is and how to talk to it. */
export interface KubeEndpoint {
  readonly url: string;
  readonly caPem: string;
  readonly agent: Agent;
}

/** An endpoint with a pool of connections of its own; `agent.destroy()` closes them. */
export function kubeEndpoint(url: string, caPem: string): KubeEndpoint {
  return { url, caPem, agent: new Agent({ keepAlive: true, maxSockets: 32, ca: caPem }) };
}

/**
 * Sends a request and returns the decoded answer. A request that the server wants repeated later is repeated.
 * @throws KubeError for every answer but 2xx, and when there is none.
 */
export async function send(
  endpoint: KubeEndpoint,
  token: string | undefined,
  impersonation: Impersonation | undefined,
  message: KubeRequest,
): Promise<unknown> {
  const headers = headersOf(token, impersonation, message);
  const { status, text } = await heedRetryAfter(() => exchange(endpoint, headers, message));
  const answer = parse(text);
  if (status >= 200 && status < 300) return answer;
  const reason = textAt(answer, 'reason') ?? `HTTP ${status}`;
  throw new KubeError(status, reason, textAt(answer, 'message') ?? text.trim(), message);
}

function headersOf(
  token: string | undefined,
  impersonation: Impersonation | undefined,
  { accept = 'application/json', contentType = 'application/json', body }: KubeRequest,
): Record<string, string | string[]> {
  return {
    Accept: accept,
    ...(body === undefined ? {} : { 'Content-Type': contentType }),
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...(impersonation && { 'Impersonate-User': impersonation.user }),
    ...(impersonation?.groups && { 'Impersonate-Group': [...impersonation.groups] }),
  };
}

function exchange(
  { url, agent }: KubeEndpoint,
  headers: Record<string, string | string[]>,
  message: KubeRequest,
): Promise<Answer & { text: string }> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(new KubeError(0, 'Unreachable', error.message, message));
    const body = message.body === undefined ? undefined : Buffer.from(JSON.stringify(message.body));
    // Node frames the body of a DELETE only when it is told the length: the server would read it as the next request.
    if (body) headers['Content-Length'] = String(body.length);
    const options = { method: message.method, headers, agent, timeout: SILENT_MS };
    const outgoing = request(new URL(message.path, url), options, (incoming) => {
      const {
        statusCode: status = 0,
        headers: { 'retry-after': retryAfter },
      } = incoming;
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => resolve({ status, retryAfter, text: Buffer.concat(chunks).toString() }));
      incoming.on('error', fail);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer for ${SILENT_MS / 1000} s`)));
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Health endpoints and some failures answer in plain text.
    return text;
  }
}
