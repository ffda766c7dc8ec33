import { createHash } from 'node:crypto';
import { defined } from '../core/defined';
import { Authentication, Credentials, Fetch } from './authentication';
import { apiUrl, RepositoryAddress } from './reference';
import { refusal, RegistryError } from './registry-error';
import { retryAfter, RetryPolicy, retrying, TransientError } from './retry';

/** A manifest as a registry has it. */
export interface StoredManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** How a registry is spoken to. */
export interface RegistryOptions {
  readonly fetch: Fetch;
  readonly retry: RetryPolicy;
  readonly credentials: (address: RepositoryAddress) => Promise<Credentials | undefined>;
}

/** Rights that a token is asked for. */
export type Rights = 'pull' | 'pull,push' | 'delete,pull,push';

export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

const MANIFEST_TYPES = [
  MANIFEST_TYPE,
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Statuses of a registry that is busy or restarts. */
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

/** Most tags that are asked for at once. */
const PAGE = 1_000;

/** The digest of bytes as registries write it. */
export function digestOf(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

interface Request {
  readonly method: 'DELETE' | 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** One repository of a registry, by the distribution API of OCI. */
export class RegistryClient {
  private readonly api: string;
  private readonly scope: string;

  private constructor(
    private readonly options: RegistryOptions,
    private readonly authentication: Authentication,
    address: RepositoryAddress,
    rights: Rights,
    isInsecure: boolean,
  ) {
    this.api = `${apiUrl(address, isInsecure)}/v2/${address.name}`;
    this.scope = `repository:${address.name}:${rights}`;
  }

  /**
   * @param isInsecure whether to speak without TLS to hosts other than this one
   * @throws RegistryError when credentials cannot be read
   */
  public static async of(
    address: RepositoryAddress,
    rights: Rights,
    options: RegistryOptions,
    isInsecure = false,
  ): Promise<RegistryClient> {
    const authentication = new Authentication(options.fetch, await options.credentials(address));
    return new RegistryClient(options, authentication, address, rights, isInsecure);
  }

  /** Whether the registry has a blob. */
  public async hasBlob(digest: string): Promise<boolean> {
    const response = await this.request({ method: 'HEAD', url: `${this.api}/blobs/${digest}` });
    return await found(response, `HEAD ${this.api}/blobs/${digest}`);
  }

  /** Uploads a blob in one piece. An upload that breaks off is begun again. */
  public async uploadBlob(digest: string, bytes: Buffer): Promise<void> {
    await retrying(this.options.retry, async () => {
      const begin = await this.send({ method: 'POST', url: `${this.api}/blobs/uploads/` });
      const location = begin.headers.get('location');
      if (begin.status !== 202 || location === null) throw await refused(begin, `POST ${this.api}/blobs/uploads/`);
      const url = new URL(location, this.api);
      url.searchParams.set('digest', digest);
      const headers = { 'content-type': 'application/octet-stream' };
      const end = await this.send({ method: 'PUT', url: url.href, headers, body: bytes });
      if (end.status === 201) return;
      // An upload that the registry has forgotten, as after a restart.
      if (end.status === 404) throw new TransientError((await refused(end, `PUT ${this.api}/blobs/uploads`)).message);
      throw await refused(end, `PUT ${this.api}/blobs/uploads`);
    });
  }

  /** The digest of a tag or manifest; undefined for one that is not there. */
  public async digest(reference: string): Promise<string | undefined> {
    const url = `${this.api}/manifests/${reference}`;
    const response = await this.request({ method: 'HEAD', url, headers: { accept: MANIFEST_TYPES } });
    if (!(await found(response, `HEAD ${url}`))) return undefined;
    return response.headers.get('docker-content-digest') ?? (await this.manifest(reference))?.digest;
  }

  /** A manifest by its tag or digest; undefined for one that is not there. */
  public async manifest(reference: string): Promise<StoredManifest | undefined> {
    const url = `${this.api}/manifests/${reference}`;
    const response = await this.request({ method: 'GET', url, headers: { accept: MANIFEST_TYPES } });
    if (response.status === 404) {
      await response.arrayBuffer();
      return undefined;
    }
    if (!response.ok) throw await refused(response, `GET ${url}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    // Of what the registry sends, not of what it says.
    return { digest: digestOf(bytes), mediaType: response.headers.get('content-type') ?? MANIFEST_TYPE, bytes };
  }

  /** Stores a manifest under a tag, or under its digest alone. */
  public async putManifest(reference: string, bytes: Buffer, mediaType = MANIFEST_TYPE): Promise<void> {
    const url = `${this.api}/manifests/${reference}`;
    const response = await this.request({ method: 'PUT', url, headers: { 'content-type': mediaType }, body: bytes });
    if (response.status !== 201) throw await refused(response, `PUT ${url}`);
    await response.arrayBuffer();
  }

  /**
   * Deletes a tag, or a manifest by its digest with all of its tags.
   *
   * @returns false where the registry does not delete tags
   */
  public async delete(reference: string): Promise<boolean> {
    const url = `${this.api}/manifests/${reference}`;
    const response = await this.request({ method: 'DELETE', url });
    if (response.status === 202 || response.status === 200 || response.status === 404) {
      await response.arrayBuffer();
      return true;
    }
    const isTag = !reference.includes(':');
    if (isTag && (response.status === 400 || response.status === 405)) {
      await response.arrayBuffer();
      return false;
    }
    throw await refused(response, `DELETE ${url}`);
  }

  /** All tags; none for a repository that is not there. */
  public async tags(): Promise<string[]> {
    const tags: string[] = [];
    for (let url: string | undefined = `${this.api}/tags/list?n=${PAGE}`; url !== undefined;) {
      const response: Response = await this.request({ method: 'GET', url });
      const text = await response.text();
      if (response.status === 404) return tags;
      if (!response.ok) throw refusal(`GET ${url}`, response.status, text);
      tags.push(...((JSON.parse(text) as { tags?: string[] | null }).tags ?? []));
      const next: string | undefined = /<([^>]+)>\s*;\s*rel="?next"?/i.exec(response.headers.get('link') ?? '')?.[1];
      url = next === undefined ? undefined : new URL(next, this.api).href;
    }
    return tags;
  }

  private async request(request: Request): Promise<Response> {
    return await retrying(this.options.retry, () => this.send(request));
  }

  /** One attempt, with credentials where the registry wants them. */
  private async send(request: Request): Promise<Response> {
    let authorization = await this.authentication.known(this.scope);
    // A token may have run out, and a new one be needed: hence twice.
    for (let attempt = 1; ; attempt++) {
      const response = await this.fetch(request, authorization);
      if (response.status !== 401 || attempt === 3) return response;
      await response.arrayBuffer();
      const challenge = response.headers.get('www-authenticate');
      const answer = await this.authentication.answer(challenge, this.scope, authorization);
      if (answer === undefined) throw refusal(`${request.method} ${withoutQuery(request.url)}`, 401, '');
      authorization = answer;
    }
  }

  private async fetch({ method, url, headers, body }: Request, authorization: string | undefined): Promise<Response> {
    // Where an upload goes to another host, that host has given an address of its own for it.
    const isOwn = new URL(url).origin === new URL(this.api).origin;
    let response: Response;
    try {
      response = await this.options.fetch(url, {
        method,
        headers: {
          ...headers,
          'user-agent': 'flux-fleet',
          ...defined({ authorization: isOwn ? authorization : undefined }),
        },
        ...defined({
          body: body && (new Uint8Array(body.buffer, body.byteOffset, body.byteLength) as Uint8Array<ArrayBuffer>),
        }),
      });
    } catch (error) {
      const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
      const why = `${withoutQuery(url)} cannot be reached (${code ?? message}): see that the registry runs, and that its certificate is trusted`;
      throw new TransientError(why, undefined, { cause: error });
    }
    if (!TRANSIENT.has(response.status)) return response;
    const { message } = await refused(response, `${method} ${withoutQuery(url)}`);
    throw new TransientError(message, retryAfter(response.headers.get('retry-after'), Date.now()));
  }
}

async function refused(response: Response, request: string): Promise<RegistryError> {
  return refusal(request, response.status, await response.text());
}

async function found(response: Response, request: string): Promise<boolean> {
  await response.arrayBuffer();
  if (response.ok) return true;
  if (response.status === 404) return false;
  throw refusal(request, response.status, '');
}

/** A URL as messages show it: queries of uploads hold secrets. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*$/, '');
}
