import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, LOOPBACK } from './ports';
import type { FileMap } from './tar';

/** Real Git repositories on loopback, served over HTTP by Git itself. Anybody may read and push. */
export class GitServer {
  static async start(): Promise<GitServer> {
    const directory = mkdtempSync(join(tmpdir(), 'flux-fleet-git-'));
    const [port] = await freePorts(1);
    const server = createServer((request, response) => serve(directory, request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, LOOPBACK, resolve);
    });
    return new GitServer(directory, server, `http://${LOOPBACK}:${port}`);
  }

  private constructor(
    private readonly directory: string,
    private readonly server: Server,
    private readonly address: string,
  ) {}

  /** URL of a repository. */
  url(repository: string): string {
    return `${this.address}/${repository}.git`;
  }

  /** Makes an empty repository, and returns its URL. */
  create(repository: string): string {
    const path = this.path(repository);
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', path]);
    execFileSync('git', ['-C', path, 'config', 'http.receivepack', 'true']);
    return this.url(repository);
  }

  private path(repository: string): string {
    return join(this.directory, `${repository}.git`);
  }

  /**
   * Gives the branch `main` of a repository, which is made if there is none, a commit that holds these files and no others.
   * @returns the commit's id
   */
  commit(repository: string, message: string, files: FileMap): string {
    const path = this.path(repository);
    const git = (args: readonly string[], input?: Buffer) =>
      execFileSync('git', ['-C', path, ...args], { input, stdio: ['pipe', 'pipe', 'inherit'] })
        .toString()
        .trim();
    const isFirst = !existsSync(path);
    if (isFirst) this.create(repository);
    const at = Math.floor(Date.now() / 1000);
    const parts: Buffer[] = [
      Buffer.from(`commit refs/heads/main\ncommitter e2e <e2e@example.com> ${at} +0000\n`),
      ...data(Buffer.from(message)),
      Buffer.from(isFirst ? 'deleteall\n' : 'from refs/heads/main^0\ndeleteall\n'),
    ];
    for (const [name, content] of Object.entries(files)) {
      parts.push(Buffer.from(`M 100644 inline ${name}\n`), ...data(Buffer.from(content)));
    }
    git(['fast-import', '--quiet'], Buffer.concat(parts));
    return git(['rev-parse', 'refs/heads/main']);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function data(content: Buffer): Buffer[] {
  return [Buffer.from(`data ${content.length}\n`), content, Buffer.from('\n')];
}

/** Lets `git http-backend` answer, as a web server does by CGI. */
function serve(directory: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const { headers } = request;
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: text(headers['git-protocol']),
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: text(headers['content-type']),
      CONTENT_LENGTH: text(headers['content-length']),
      HTTP_CONTENT_ENCODING: text(headers['content-encoding']),
      REMOTE_ADDR: LOOPBACK,
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // A client that goes away closes the pipes.
  backend.stdin.on('error', () => undefined);
  backend.on('error', () => response.writeHead(500).end());
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => answer(Buffer.concat(chunks), response));
}

function answer(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n');
  if (end < 0) {
    response.writeHead(500).end();
    return;
  }
  let status = 200;
  for (const line of output.subarray(0, end).toString('latin1').split('\r\n')) {
    const [name = '', value = ''] = line.split(/:\s*/, 2);
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status).end(output.subarray(end + 4));
}

function text(header: string | string[] | undefined): string {
  return Array.isArray(header) ? header.join(', ') : (header ?? '');
}
