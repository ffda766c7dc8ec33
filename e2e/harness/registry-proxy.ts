import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { freePorts, LOOPBACK } from './ports';

/** A request that came by. */
export interface SeenRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
}

/** Stands before a registry on loopback, and sees what is asked of it. */
export class RegistryProxy {
  /** @param host the registry: `127.0.0.1:12345` */
  static async start(host: string): Promise<RegistryProxy> {
    const [port] = await freePorts(1);
    const proxy = new RegistryProxy(host, `${LOOPBACK}:${port}`);
    await new Promise<void>((resolve, reject) => {
      proxy.server.once('error', reject);
      proxy.server.listen(port, LOOPBACK, resolve);
    });
    return proxy;
  }

  /** All requests since it was emptied. */
  readonly seen: SeenRequest[] = [];

  /** Called for each request before it goes on. */
  onRequest: (request: SeenRequest) => void = () => undefined;

  private readonly server: Server;

  private constructor(
    private readonly target: string,
    /** Where it listens; the registry's addresses name it too. */
    readonly host: string,
  ) {
    this.server = createServer((request, response) => this.pass(request, response));
  }

  /** Requests that brought a blob. */
  get uploads(): number {
    return this.seen.filter(({ method, path }) => method === 'PUT' && path.includes('/blobs/uploads/')).length;
  }

  /** Requests that changed something. */
  get writes(): SeenRequest[] {
    return this.seen.filter(({ method }) => !['GET', 'HEAD'].includes(method));
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    const seen = { method: request.method ?? 'GET', path: request.url ?? '/' };
    this.seen.push(seen);
    this.onRequest(seen);
    const [hostname, port] = this.target.split(':');
    const { method, url: path, headers } = request;
    const onward = forward({ hostname, port, method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    // Who asked may be gone.
    request.on('error', () => onward.destroy());
    response.on('error', () => onward.destroy());
    request.pipe(onward);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
