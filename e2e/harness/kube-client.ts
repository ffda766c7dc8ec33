import { AGGREGATED_DISCOVERY, Discovery, resourcePath, type ApiResource, type DiscoveryList } from './discovery';
import { KubeError, send, type Impersonation, type KubeEndpoint, type KubeRequest } from './kube-http';
import { describeObject, referenceTo, type KubeObject, type ObjectReference } from './kube-object';

const PAGE = 500;
const LISTS_AT_ONCE = 8;

/** Options of a server-side apply. */
export interface ApplyOptions {
  /** @default e2e */
  readonly fieldManager?: string;
  /** Takes fields over from other managers. @default true */
  readonly force?: boolean;
  /** Validates and admits without storing. @default false */
  readonly dryRun?: boolean;
}

/** Which objects of a kind to list. */
export interface ListOptions {
  /** @default - all namespaces */
  readonly namespace?: string;
  /** For example `app=web,tier!=db`. */
  readonly labelSelector?: string;
}

/** An action, as an access review names it. */
export interface AccessAttributes {
  readonly verb: string;
  /** @default - the core group */
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** The user and groups that a service account authenticates as. */
export function serviceAccountUser(namespace: string, name: string): Impersonation {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return { user: `system:serviceaccount:${namespace}:${name}`, groups };
}

/** A Kubernetes client for tests: any kind by name, nothing cached but discovery. */
export class KubeClient {
  private discovery: Promise<Discovery> | undefined;

  constructor(
    private readonly endpoint: KubeEndpoint,
    private readonly token?: string,
    private readonly impersonation?: Impersonation,
  ) {}

  /** The same client acting as another user; its own user needs the right to impersonate. */
  as(impersonation: Impersonation): KubeClient {
    return new KubeClient(this.endpoint, this.token, impersonation);
  }

  /** Applies an object server-side with strict field validation: an unknown or repeated field is an error. */
  async apply(object: KubeObject, options: ApplyOptions = {}): Promise<KubeObject> {
    const { fieldManager = 'e2e', force = true, dryRun = false } = options;
    const query = new URLSearchParams({ fieldManager, force: String(force), fieldValidation: 'Strict' });
    if (dryRun) query.set('dryRun', 'All');
    const path = `${await this.path(referenceTo(object))}?${query.toString()}`;
    return this.request<KubeObject>({
      method: 'PATCH',
      path,
      body: object,
      contentType: 'application/apply-patch+yaml',
    });
  }

  /** Creates an object, with strict field validation. */
  async create(object: KubeObject): Promise<KubeObject> {
    const resource = await this.resource(object.apiVersion, object.kind);
    const path = `${resourcePath(resource, namespaceFor(resource, object.metadata.namespace))}?fieldValidation=Strict`;
    return this.request<KubeObject>({ method: 'POST', path, body: object });
  }

  /** @throws KubeError with status 404 when there is no such object. */
  async get(reference: ObjectReference): Promise<KubeObject> {
    return this.request<KubeObject>({ method: 'GET', path: await this.path(reference) });
  }

  /** {@link get}, or undefined when there is no such object. */
  async find(reference: ObjectReference): Promise<KubeObject | undefined> {
    return this.get(reference).catch((error: unknown) => {
      if (error instanceof KubeError && error.status === 404) return undefined;
      throw error;
    });
  }

  /** The objects of one kind. */
  async list(apiVersion: string, kind: string, options: ListOptions = {}): Promise<KubeObject[]> {
    return this.listResource(await this.resource(apiVersion, kind), options);
  }

  /** Every object of every resource that can be listed, each in its preferred version. */
  async listAll(options: ListOptions = {}): Promise<KubeObject[]> {
    const resources = (await this.discover(true))
      .resources()
      .filter(({ verbs, namespaced }) => verbs.includes('list') && (namespaced || options.namespace === undefined));
    const objects: KubeObject[][] = [];
    while (resources.length > 0) {
      const batch = resources.splice(0, LISTS_AT_ONCE);
      objects.push(...(await Promise.all(batch.map((resource) => this.listResource(resource, options)))));
    }
    return objects.flat();
  }

  /** Merges into an object's status through its status subresource, as a controller does. */
  async patchStatus(reference: ObjectReference, status: Record<string, unknown>): Promise<KubeObject> {
    const path = await this.path(reference, 'status');
    return this.request({ method: 'PATCH', path, body: { status }, contentType: 'application/merge-patch+json' });
  }

  /** Merges into an object (RFC 7386); null removes a field. */
  async patch(reference: ObjectReference, patch: Record<string, unknown>): Promise<KubeObject> {
    const path = await this.path(reference);
    return this.request({ method: 'PATCH', path, body: patch, contentType: 'application/merge-patch+json' });
  }

  /** Deletes an object; whether it is gone already depends on its finalizers. */
  async delete(
    reference: ObjectReference,
    propagationPolicy: 'Background' | 'Foreground' | 'Orphan' = 'Background',
  ): Promise<void> {
    await this.request({ method: 'DELETE', path: await this.path(reference), body: { propagationPolicy } });
  }

  /** Whether a user may do something, asked of the server's own authorizer. */
  async canI(subject: Impersonation, attributes: AccessAttributes): Promise<boolean> {
    const review = await this.request<{ status: { allowed: boolean } }>({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      body: { spec: { user: subject.user, groups: subject.groups, resourceAttributes: attributes } },
    });
    return review.status.allowed;
  }

  /** A token that a service account authenticates with, valid for a day. */
  async serviceAccountToken(namespace: string, name: string): Promise<string> {
    const path = await this.path({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name }, 'token');
    const answer = await this.request<{ status: { token: string } }>({
      method: 'POST',
      path,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 86_400 } },
    });
    return answer.status.token;
  }

  /** Whether the server serves a kind. */
  async serves(apiVersion: string, kind: string): Promise<boolean> {
    return (await this.discover(true)).find(apiVersion, kind) !== undefined;
  }

  /** A request that none of the other methods makes. */
  async request<T>(request: KubeRequest): Promise<T> {
    return (await send(this.endpoint, this.token, this.impersonation, request)) as T;
  }

  private async path(reference: ObjectReference, ...subresource: string[]): Promise<string> {
    const resource = await this.resource(reference.apiVersion, reference.kind);
    if (!resource.namespaced && reference.namespace !== undefined) {
      throw new Error(`${describeObject(reference)}: ${reference.kind} is cluster-scoped and takes no namespace`);
    }
    return resourcePath(resource, namespaceFor(resource, reference.namespace), reference.name, ...subresource);
  }

  private async resource(apiVersion: string, kind: string): Promise<ApiResource> {
    // A miss may be a CRD installed since: ask once more before giving up.
    const found = (await this.discover()).find(apiVersion, kind) ?? (await this.discover(true)).find(apiVersion, kind);
    if (found) return found;
    const request: KubeRequest = { method: 'GET', path: apiVersion.includes('/') ? `/apis/${apiVersion}` : '/api/v1' };
    throw new KubeError(404, 'NotFound', `the server serves no kind ${kind} in ${apiVersion}`, request);
  }

  private discover(refresh = false): Promise<Discovery> {
    if (refresh || !this.discovery) {
      const lists = ['/api', '/apis'].map((path) =>
        this.request<DiscoveryList>({ method: 'GET', path, accept: AGGREGATED_DISCOVERY }),
      );
      const discovery = Promise.all(lists).then((answers) => new Discovery(answers));
      this.discovery = discovery;
      // A server that could not be asked now may answer the next time.
      discovery.catch(() => (this.discovery = undefined));
    }
    return this.discovery;
  }

  private async listResource(resource: ApiResource, options: ListOptions): Promise<KubeObject[]> {
    const objects: KubeObject[] = [];
    let token = '';
    do {
      const query = new URLSearchParams({ limit: String(PAGE) });
      if (token !== '') query.set('continue', token);
      if (options.labelSelector !== undefined) query.set('labelSelector', options.labelSelector);
      const page = await this.request<{ items: KubeObject[] | null; metadata: { continue?: string } }>({
        method: 'GET',
        path: `${resourcePath(resource, options.namespace)}?${query.toString()}`,
      });
      // Items of a list carry neither, yet whoever reads them needs both.
      const { apiVersion, kind } = resource;
      objects.push(...(page.items ?? []).map((item) => ({ ...item, apiVersion, kind })));
      token = page.metadata.continue ?? '';
    } while (token !== '');
    return objects;
  }
}

function namespaceFor(resource: ApiResource, namespace: string | undefined): string | undefined {
  return resource.namespaced ? (namespace ?? 'default') : undefined;
}
