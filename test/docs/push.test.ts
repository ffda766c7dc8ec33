import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { compiledLibrary } from '../support/compiled-library';
import { Folder } from '../support/folder';
import { MemoryRegistry } from '../support/memory-registry';
import { blocksOf } from '../support/workplace';

/** Runs every block of the page in its order, with a registry on loopback. */

const root = join(__dirname, '..', '..');
const page = fs.readFileSync(join(root, 'docs/tasks/push-artifacts.md'), 'utf8');
const blocks = blocksOf(page);

let folder: Folder;
let registry: MemoryRegistry;
let server: Server;
let host: string;

/** The registry of the page is that of the test. */
const local = (text: string) => text.replaceAll('oci://ghcr.io', `oci://${host}`);

beforeAll(async () => {
  folder = new Folder();
  registry = new MemoryRegistry();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = 'GET', url = '/', headers } = request;
      const init = { method, headers: { 'content-type': headers['content-type'] ?? '' } };
      const body = chunks.length > 0 ? { body: new Uint8Array(Buffer.concat(chunks)) } : {};
      void registry.fetch(`http://${host}${url}`, { ...init, ...body }).then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(Buffer.from(await answer.arrayBuffer()));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const library = compiledLibrary();
  const keys = join(root, 'test/push/keys');
  tool('npx', `shift; exec ${process.execPath} ${join(library, 'lib/cli/main.js')} "$@"`);
  tool('cosign', `test "$1" = generate-key-pair && cp ${keys}/cosign.* .`);
  tool('kubectl', `echo "$*" >> calls; test -e cosign.pub`);
  fs.mkdirSync(folder.at('node_modules'));
  fs.symlinkSync(library, folder.at('node_modules/cdk8s-flux-fleet'));
  for (const name of ['cdk8s', 'constructs'])
    fs.symlinkSync(join(root, 'node_modules', name), folder.at(`node_modules/${name}`));
  folder.write('cdk8s.yaml', `language: typescript\napp: ${process.execPath} fleet.js\n`);
  folder.write('.gitignore', 'node_modules\n.tools\ncalls\ncosign.key\nfleet.js\n');
  await run('git init --quiet --initial-branch=main');
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  folder.delete();
});

/** Writes the program, and beside it what the compiler makes of it. */
function writeProgram(text: string): void {
  folder.write('fleet.ts', text);
  folder.write('fleet.js', transformSync(text, { loader: 'ts', format: 'cjs' }).code);
}

function tool(name: string, text: string): void {
  folder.write(`.tools/${name}`, `#!/bin/sh\n${text}\n`);
  fs.chmodSync(folder.at(`.tools/${name}`), 0o755);
}

/** Runs commands while the registry answers, and returns what they print. */
async function run(commands: string): Promise<string> {
  const child = spawn('bash', ['-c', `set -e -o pipefail\n${commands}`], {
    cwd: folder.path,
    env: {
      ...process.env,
      ...{ PATH: `${folder.at('.tools')}:${process.env.PATH}`, HOME: folder.path, COSIGN_PASSWORD: 'letmein' },
      ...{ GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@example.com' },
      ...{ GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@example.com' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const status = await new Promise((resolve) => child.once('close', resolve));
  expect([commands, status, status === 0 ? '' : out + err]).toEqual([commands, 0, '']);
  return out;
}

/** Changes the program: the first line that goes is the place. */
function edit(diff: string): void {
  const lines = local(diff).split('\n');
  const side = (sign: string) => lines.flatMap((line) => (line.startsWith(sign) ? [line.slice(1)] : [])).join('\n');
  const program = folder.read('fleet.ts');
  expect(program.split(side('-'))).toHaveLength(2);
  writeProgram(program.replace(side('-'), side('+')));
}

test('its blocks do what the page says', async () => {
  let printed = '';
  for (const { language, text } of blocks) {
    if (language === 'ts') writeProgram(local(text));
    else if (language === 'diff') edit(text);
    else if (language === 'sh') printed = await run(text);
    else {
      const lines = printed.replaceAll(`oci://${host}`, 'oci://ghcr.io').split('\n').slice(-text.split('\n').length);
      // An ellipsis stands for what is different each time.
      const parts = text.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      expect(lines.join('\n')).toMatch(new RegExp(`^${parts.join('[0-9a-f]+')}$`));
    }
  }
  const { tags } = registry.repository('acme/fleet');
  const signed = [...tags.keys()].filter((tag) => tag.endsWith('.sig'));
  expect(signed).toHaveLength(2);
  expect(tags.has(`${tags.get('latest')!.replace(':', '-')}.sig`)).toBe(true);
  expect(folder.read('calls')).toBe(
    '--context=pacific create secret generic cosign --namespace=flux-system --from-file=./cosign.pub\n',
  );
  expect(folder.read('dist/clusters/pacific/flux-system/gotk-sync.yaml')).toMatch(/verify:\n {4}provider: cosign/);
});
