import { createHash } from 'node:crypto';

/** A request as the registry saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization?: string;
}

interface Stored {
  readonly type: string;
  readonly bytes: Buffer;
}

interface Repository {
  readonly blobs: Map<string, Buffer>;
  readonly manifests: Map<string, Stored>;
  readonly tags: Map<string, string>;
}

/** What to answer instead; undefined to go on, an error for a connection that breaks. */
export type Fault = (request: SeenRequest) => Response | Error | undefined;

/** How a registry in memory behaves. */
export interface MemoryRegistryOptions {
  /** What it wants of those who ask. */
  readonly auth?: 'basic' | 'token';
  readonly fault?: Fault;
  /** Tags of one page of the list. */
  readonly page?: number;
  /** Whether it refuses to delete tags, as some do. */
  readonly keepsTags?: boolean;
}

/** User and password that it knows. */
export const USER = 'flux:secret';

/** An OCI registry in memory, behind the interface of `fetch`. */
export class MemoryRegistry {
  public readonly seen: SeenRequest[] = [];
  private readonly repositories = new Map<string, Repository>();
  private tokens = 0;

  constructor(public options: MemoryRegistryOptions = {}) {}

  /** Takes the place of `fetch`. */
  public readonly fetch = (url: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    const authorization = headers.get('authorization') ?? undefined;
    const request = { method: init.method ?? 'GET', url, ...(authorization !== undefined && { authorization }) };
    this.seen.push(request);
    const fault = this.options.fault?.(request);
    if (fault instanceof Error) return Promise.reject(fault);
    if (fault !== undefined) return Promise.resolve(fault);
    const body = init.body instanceof Uint8Array ? Buffer.from(init.body) : Buffer.alloc(0);
    return Promise.resolve(this.answer(request, body, headers.get('content-type') ?? ''));
  };

  /** Requests that uploaded a blob. */
  public get uploads(): number {
    return this.seen.filter(({ method, url }) => method === 'PUT' && url.includes('/blobs/uploads/')).length;
  }

  /** A repository, made where it is missing. */
  public repository(name: string): Repository {
    const known = this.repositories.get(name);
    if (known !== undefined) return known;
    const made = { blobs: new Map(), manifests: new Map(), tags: new Map() };
    this.repositories.set(name, made);
    return made;
  }

  /** The manifest of a tag, as data. */
  public manifest(name: string, tag: string): Record<string, unknown> | undefined {
    const { tags, manifests } = this.repository(name);
    const stored = manifests.get(tags.get(tag) ?? '');
    return stored && (JSON.parse(stored.bytes.toString()) as Record<string, unknown>);
  }

  private answer(request: SeenRequest, body: Buffer, type: string): Response {
    const url = new URL(request.url);
    if (url.pathname === '/token') return this.token(request);
    const refused = this.unauthorized(request);
    if (refused !== undefined) return refused;
    const [, name = '', kind = '', rest = ''] = /^\/v2\/(.+)\/(blobs|manifests|tags)\/(.+)$/.exec(url.pathname) ?? [];
    const repository = this.repository(name);
    if (kind === 'tags') return this.list(repository, name, url);
    if (kind === 'manifests') return this.manifests(request.method, repository, rest, body, type);
    if (request.method === 'HEAD') return new Response(null, { status: repository.blobs.has(rest) ? 200 : 404 });
    if (request.method === 'POST') {
      return new Response(null, { status: 202, headers: { location: `/v2/${name}/blobs/uploads/1?state=x` } });
    }
    const digest = url.searchParams.get('digest') ?? '';
    if (digest !== digestOf(body)) return failure(400, 'DIGEST_INVALID');
    repository.blobs.set(digest, body);
    return new Response(null, { status: 201 });
  }

  private token({ authorization }: SeenRequest): Response {
    if (authorization !== undefined && authorization !== BASIC) return failure(401, 'UNAUTHORIZED');
    return Response.json({ token: `${authorization === undefined ? 'nobody' : 'flux'}-${++this.tokens}` });
  }

  private unauthorized({ authorization, url }: SeenRequest): Response | undefined {
    const { auth } = this.options;
    if (auth === undefined) return undefined;
    if (auth === 'basic' ? authorization === BASIC : authorization?.startsWith('Bearer flux-')) return undefined;
    const challenge =
      auth === 'basic' ? 'Basic realm="registry"' : `Bearer realm="${new URL(url).origin}/token",service="registry"`;
    return new Response(null, { status: 401, headers: { 'www-authenticate': challenge } });
  }

  private list({ tags }: Repository, name: string, url: URL): Response {
    const { page = 1_000 } = this.options;
    const all = [...tags.keys()].sort();
    const last = url.searchParams.get('last');
    const from = last === null ? 0 : all.indexOf(last) + 1;
    const here = all.slice(from, from + page);
    const more = from + page < all.length;
    const link = `</v2/${name}/tags/list?n=${page}&last=${here.at(-1)}>; rel="next"`;
    return Response.json({ name, tags: here }, more ? { headers: { link } } : {});
  }

  private manifests(method: string, repository: Repository, reference: string, body: Buffer, type: string): Response {
    const { tags, manifests, blobs } = repository;
    const isDigest = reference.includes(':');
    if (method === 'PUT') {
      const { config, layers = [] } = JSON.parse(body.toString()) as {
        config: { digest: string };
        layers?: readonly { digest: string }[];
      };
      if ([config, ...layers].some(({ digest }) => !blobs.has(digest))) return failure(400, 'MANIFEST_BLOB_UNKNOWN');
      const digest = digestOf(body);
      manifests.set(digest, { type, bytes: body });
      if (!isDigest) tags.set(reference, digest);
      return new Response(null, { status: 201 });
    }
    const digest = isDigest ? reference : (tags.get(reference) ?? '');
    const stored = manifests.get(digest);
    if (stored === undefined) return failure(404, 'MANIFEST_UNKNOWN');
    if (method === 'DELETE') {
      if (!isDigest && this.options.keepsTags) return failure(405, 'UNSUPPORTED');
      if (isDigest) manifests.delete(digest);
      for (const [tag, at] of tags) if (isDigest ? at === digest : tag === reference) tags.delete(tag);
      return new Response(null, { status: 202 });
    }
    const headers = { 'content-type': stored.type, 'docker-content-digest': digest };
    return new Response(method === 'HEAD' ? null : new Uint8Array(stored.bytes), { headers });
  }
}

const BASIC = `Basic ${Buffer.from(USER).toString('base64')}`;

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function failure(status: number, code: string): Response {
  return Response.json({ errors: [{ code, message: code.toLowerCase() }] }, { status });
}
