import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer, IncomingMessage } from 'node:http';
import { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { parse } from 'yaml';
import { variableName } from '../../src/cli/base/variable-name';
import { asUrl } from '../../src/cli/init';
import { main } from '../../src/cli/main';
import { compiledLibrary, sourcePaths } from '../support/compiled-library';
import { DEEP } from '../support/deep';
import { Folder } from '../support/folder';

/** The repository that `init` writes: it compiles, its test passes, and a second synthesis changes nothing. */

const root = path.join(__dirname, '../..');
const library = compiledLibrary();
const home = process.cwd();
let folder: Folder;
let printed: string[];
let messages: string[];

beforeEach(() => {
  folder = new Folder();
  process.chdir(folder.path);
  printed = [];
  messages = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => messages.push(String(text)) > 0);
});

afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(home);
  folder.delete();
});

const URL = 'https://github.com/acme/fleet';
const FLAGS = ['--name', 'acme', '--repository', URL, '--yes'];

const names = () => Object.keys(folder.files);

/** Stands in for npm install. */
function install(): void {
  fs.mkdirSync(folder.at('node_modules/.bin'), { recursive: true });
  fs.symlinkSync(library, folder.at('node_modules/cdk8s-flux-fleet'));
  for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs', 'tsx', 'typescript', '@types']) {
    fs.symlinkSync(path.join(root, 'node_modules', name), folder.at(`node_modules/${name}`));
  }
  for (const name of ['tsx', 'tsc'])
    fs.symlinkSync(path.join(root, 'node_modules/.bin', name), folder.at(`node_modules/.bin/${name}`));
  const cli = path.join(library, 'lib/cli/main.js');
  folder.write('node_modules/.bin/flux-fleet', `#!/bin/sh\nexec ${process.execPath} ${cli} "$@"\n`);
  fs.chmodSync(folder.at('node_modules/.bin/flux-fleet'), 0o755);
}

function run(line: string) {
  const { JEST_WORKER_ID: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    cwd: folder.path,
    env: { ...env, PATH: `${folder.at('node_modules/.bin')}:${process.env.PATH}`, NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

/** Installs, compiles and tests what was written: `npm run test:deep` does, and the end-to-end suite `newcomer`. */
const whole = (name: string, body: () => Promise<void>) => void (DEEP && test(name, body));

whole('the repository compiles, its test passes, and a second synthesis changes nothing', async () => {
  expect(await main(['init', ...FLAGS])).toBe(0);
  install();
  folder.write(
    'check.json',
    JSON.stringify({
      extends: './tsconfig.json',
      compilerOptions: { paths: sourcePaths(), noUnusedLocals: false, noUnusedParameters: false },
    }),
  );
  expect(run('tsc -p check.json')).toEqual({ status: 0, output: '' });
  expect(run('flux-fleet synth --first')).toEqual({
    status: 0,
    output: expect.stringMatching(/^fleet acme: 1 clusters, .* 0 removed, 0 unchanged/),
  });
  const { status, output } = run('npm test');
  expect([status, output]).toEqual([0, expect.stringMatching(/# pass 3\n# fail 0\n/)]);
  expect(
    run('git init --quiet && git add --all && git -c user.name=a -c user.email=a@b commit --quiet -m a'),
  ).toMatchObject({ status: 0 });
  expect(run('git ls-files dist').output).toMatch(/dist\/clusters\/dev-1\/kustomization\.yaml/);
  expect(run('flux-fleet synth').output).toMatch(/\(0 written, 0 removed, \d+ unchanged\)/);
  expect(run('flux-fleet check').status).toBe(0);
  expect(run('git status --porcelain').output).toBe('');
  expect(run('flux-fleet doctor').output).not.toMatch(/^bad/m);
});

test('the output lists the files, and what comes next', async () => {
  expect(await main(['init', ...FLAGS])).toBe(0);
  expect(printed.join('')).toMatchSnapshot();
  expect(messages).toEqual([]);
});

test.each([
  ['github', ['.github/workflows/fleet.yml', '.github/CODEOWNERS']],
  ['gitlab', ['.gitlab-ci.yml', 'ci/comment.mjs', 'CODEOWNERS']],
  ['azure', ['azure-pipelines.yml', 'ci/comment.mjs']],
  ['none', []],
])('the pipeline of %s is YAML, and calls commands that exist', async (ci, files) => {
  expect(await main(['init', ...FLAGS, '--ci', ci])).toBe(0);
  expect(
    names()
      .filter((file) => /^(?:\.git|ci\/|azure|CODEOWNERS)/.test(file) && !/^\.git(?:ignore|attributes)$/.test(file))
      .sort(),
  ).toEqual([...files].sort());
  for (const file of files.filter((one) => one.endsWith('.yml'))) {
    expect(parse(folder.read(file))).toMatchObject({});
    const calls = [...folder.read(file).matchAll(/npx flux-fleet (\w+)((?: --?[\w-]+)*)/g)];
    expect(calls.map(([, name]) => name)).toEqual(['check', 'plan']);
  }
  expect(names().some((file) => /(?<!\$)\{\{/.test(folder.read(file)))).toBe(false);
});

test('a second run adds what is missing, and overwrites nothing', async () => {
  folder.write(
    'package.json',
    '{\n    "name": "mine",\n    "scripts": { "test": "jest" },\n    "dependencies": { "typescript": "^5" }\n}\n',
  );
  folder.write('src/clusters.ts', '// mine\n');
  expect(await main(['init', ...FLAGS, '--json'])).toBe(0);
  const { files } = JSON.parse(printed.join('')) as { files: Array<{ file: string; result: string }> };
  expect(files.filter(({ result }) => result !== 'written')).toEqual([
    { file: 'package.json', result: 'completed' },
    { file: 'src/clusters.ts', result: 'kept' },
  ]);
  const manifest = JSON.parse(folder.read('package.json')) as Record<string, Record<string, string>>;
  expect(manifest).toMatchObject({
    name: 'mine',
    scripts: { test: 'jest', synth: 'flux-fleet synth' },
    dependencies: { typescript: '^5' },
  });
  expect(manifest.devDependencies).not.toHaveProperty('typescript');
  expect(folder.read('package.json')).toMatch(/^ {4}"name"/m);
  const before = folder.files;
  fs.rmSync(folder.at('tsconfig.json'));
  printed = [];
  expect(await main(['init', ...FLAGS, '--json'])).toBe(0);
  expect(
    (JSON.parse(printed.join('')) as { files: typeof files }).files.filter(({ result }) => result !== 'kept'),
  ).toEqual([{ file: 'tsconfig.json', result: 'written' }]);
  expect(folder.files).toEqual(before);
});

test('a private repository, in a folder of a larger one, with names that are no variables', async () => {
  expect(
    run('git init --quiet --initial-branch=main && git remote add origin git@github.com:acme/new.git').status,
  ).toBe(0);
  fs.mkdirSync(folder.at('clusters'));
  process.chdir(folder.at('clusters'));
  expect(await main(['init', '--yes', '--cluster', '1-eu', '--environment', 'new', '--flux', 'gotk'])).toBe(0);
  expect(folder.read('clusters/src/platform.ts')).toContain(
    "url: 'ssh://git@github.com/acme/new', branch: 'main', secretName: 'flux-system' }),\n  path: './clusters/dist',\n  bootstrap: 'gotk',",
  );
  expect(folder.read('clusters/src/clusters.ts')).toContain("export const the1Eu = new Cluster(fleet, '1-eu', {});");
  expect(folder.read('clusters/src/environments.ts')).toContain(
    "export const theNew = new Environment(fleet, 'new', { clusters: [the1Eu] });",
  );
  expect(printed.join('')).toMatch(
    /it says how the Secret flux-system with the credentials is made\nnpx flux-fleet bootstrap 1-eu --apply/,
  );
});

test.each([
  [['--yes', '--name', 'a'], /^--repository is missing: give the url from which flux reads the repository\n$/],
  [['--name', 'Acme', '--repository', URL], /^--name "Acme" /],
  [['--name', 'a', '--repository', 'git@github.com:a/b'], /^--repository /],
  [['--name', 'a', '--repository', URL, '--cluster', 'EU'], /^--cluster "EU" /],
  [
    ['--name', 'a', '--repository', URL, '--branch', 'a b'],
    /^--branch "a b" cannot be a branch of Git: give another\n$/,
  ],
  [
    ['--name', 'a', '--repository', URL, '--ci', 'jenkins'],
    /^--ci "jenkins" is not known: give github, gitlab, azure, none\n$/,
  ],
  [
    ['--name', 'a', '--repository', URL, '--flux', 'helm'],
    /^--flux "helm" is not known: give operator, gotk, external\n$/,
  ],
])('refuses %j, and writes nothing', async (args, message) => {
  expect(await main(['init', ...args])).toBe(2);
  expect(messages.join('')).toMatch(message);
  expect(names()).toEqual([]);
});

test('a remote of Git becomes a URL that Flux takes, without credentials', () => {
  expect(asUrl('git@github.com:acme/fleet.git')).toBe('ssh://git@github.com/acme/fleet');
  expect(asUrl('https://me:token@github.com/acme/fleet.git')).toBe('https://github.com/acme/fleet');
  expect(asUrl('ssh://git@git.example.com:2222/acme/fleet')).toBe('ssh://git@git.example.com:2222/acme/fleet');
});

test.each([
  ['eu-1', 'eu1'],
  ['america-south', 'americaSouth'],
  ['1-eu', 'the1Eu'],
  ['default', 'theDefault'],
])('the variable of %s is %s', (name, variable) => expect(variableName(name)).toBe(variable));

describe('the comment of a pipeline is updated in place', () => {
  test.each([
    [
      'gitlab',
      (url: string) => ({ CI_API_V4_URL: url, CI_PROJECT_ID: '7', CI_MERGE_REQUEST_IID: '3', FLEET_TOKEN: 't' }),
      [{ id: 1, body: 'hello' }],
      [{ id: 9, body: '<!-- flux-fleet plan -->\nold' }],
      ['POST /projects/7/merge_requests/3/notes', 'PUT /projects/7/merge_requests/3/notes/9'],
    ],
    [
      'azure',
      (url: string) => ({
        ...{ SYSTEM_COLLECTIONURI: `${url}/`, SYSTEM_TEAMPROJECTID: 'p', BUILD_REPOSITORY_ID: 'r' },
        ...{ SYSTEM_PULLREQUEST_PULLREQUESTID: '3', SYSTEM_ACCESSTOKEN: 't' },
      }),
      { value: [] },
      { value: [{ id: 4, comments: [{ id: 1, content: '<!-- flux-fleet plan -->\nold' }] }] },
      [
        'POST /p/_apis/git/repositories/r/pullRequests/3/threads?api-version=7.1',
        'PATCH /p/_apis/git/repositories/r/pullRequests/3/threads/4/comments/1?api-version=7.1',
      ],
    ],
  ])('of %s', async (ci, environment, none, one, calls) => {
    expect(await main(['init', ...FLAGS, '--ci', ci])).toBe(0);
    folder.write('plan.md', '# Plan\n');
    const seen: string[] = [];
    const server = createServer((request: IncomingMessage, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        if (request.method !== 'GET') seen.push(`${request.method} ${request.url} ${body}`);
        response.end(JSON.stringify(request.method === 'GET' ? (seen.length === 0 ? none : one) : {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      for (const _ of calls) {
        const code = await new Promise((resolve) => {
          const env = { ...process.env, ...environment(url) };
          spawn(process.execPath, ['ci/comment.mjs', 'plan.md'], { cwd: folder.path, env, stdio: 'inherit' }).once(
            'close',
            resolve,
          );
        });
        expect(code).toBe(0);
      }
      expect(seen).toEqual(
        calls.map((call) =>
          expect.stringMatching(new RegExp(`^${call.replace(/[.?]/g, '\\$&')} .*flux-fleet plan -->\\\\n# Plan`)),
        ),
      );
    } finally {
      server.close();
    }
  });
});
