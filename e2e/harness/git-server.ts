import { execFileSync, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { LOOPBACK } from './ports';

/** Serves the bare repositories of a folder over HTTP on loopback, as Git's own `http-backend` does. Anybody may push. */
export class GitServer {
  static async start(folder: string): Promise<GitServer> {
    const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
    const server = createServer((request, response) => answer(backend, folder, request, response));
    await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
    return new GitServer(folder, server);
  }

  /** The URL without a repository's name. */
  readonly url: string;

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
  ) {
    this.url = `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`;
  }

  /** Makes an empty repository, and returns its URL. */
  create(name: string): string {
    const directory = join(this.folder, name);
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', directory]);
    execFileSync('git', ['-C', directory, 'config', 'http.receivepack', 'true']);
    return `${this.url}/${name}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

/** Answers one request by the rules of CGI. */
function answer(backend: string, folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', `http://${LOOPBACK}`);
  const { headers } = request;
  const child = spawn(backend, {
    env: {
      ...{ PATH: process.env['PATH'], GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: '1', REMOTE_ADDR: LOOPBACK },
      ...{ PATH_INFO: pathname, QUERY_STRING: searchParams.toString(), REQUEST_METHOD: request.method ?? 'GET' },
      ...{ CONTENT_TYPE: headers['content-type'] ?? '', HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '' },
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.once('close', () => {
    const whole = Buffer.concat(chunks);
    const end = whole.indexOf('\r\n\r\n');
    for (const line of whole.subarray(0, end).toString().split('\r\n')) {
      const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(line) ?? [];
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
      else if (name !== '') response.setHeader(name, value);
    }
    response.end(whole.subarray(end + 4));
  });
}
