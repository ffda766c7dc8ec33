import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { Cluster, Fleet, Source } from '../../src';
import { helpOf } from '../../src/cli/parse';
import { snapshot } from '../pipeline/write/snapshot';
import { compiledLibrary } from '../support/compiled-library';
import { Repository } from '../support/repository';

const root = join(__dirname, '..', '..');
const library = join(compiledLibrary(), 'lib');
const page = fs.readFileSync(join(root, 'docs', 'scale.md'), 'utf8');

/** The blocks of one language. */
function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!);
}

/** The fleet of the program, made here. */
function fleetIn(outdir: string, ...clusters: readonly string[]): Fleet {
  const source = Source.git({ url: 'https://example.com/fleet', branch: 'main' });
  const fleet = new Fleet({ name: 'acme', source, outdir });
  for (const name of clusters) new Cluster(fleet, name);
  return fleet;
}

const PROGRAM = `
  import { Cluster, Fleet, Removal, Source } from ${JSON.stringify(join(library, 'index.js'))};
  const fleet = new Fleet({ name: 'acme', source: Source.git({ url: 'https://example.com/fleet', branch: 'main' }) });
  for (const name of ['a', 'b', 'd']) new Cluster(fleet, name);
  fleet.declare(Removal.cluster('c', { reason: 'shut down' }));
  fleet.synth();
`;

test('the scripts of the page bring the shards together', () => {
  const [, shard, together] = blocks('sh');
  const [repository, whole] = [new Repository(), new Repository()];
  try {
    const tsx = pathToFileURL(require.resolve('tsx')).href;
    const node = `"${process.execPath}" --import ${tsx}`;
    fs.writeFileSync(
      repository.path('npx'),
      `#!/bin/sh\nshift\nexec "${process.execPath}" ${join(library, 'cli/main.js')} "$@"\n`,
    );
    fs.chmodSync(repository.path('npx'), 0o755);
    fs.writeFileSync(repository.path('.gitignore'), 'npx\n*.sh\n*.patch\n');
    fs.writeFileSync(repository.path('cdk8s.yaml'), `app: ${JSON.stringify(`${node} fleet.ts`)}\n`);
    fs.writeFileSync(repository.path('fleet.ts'), PROGRAM);
    fs.writeFileSync(repository.path('shard.sh'), shard!);
    fs.writeFileSync(repository.path('together.sh'), together!);
    const env = { ...process.env, NODE_OPTIONS: '', PATH: `${repository.directory}:${process.env.PATH}` };
    for (const name of ['AUTHOR', 'COMMITTER']) {
      Object.assign(env, { [`GIT_${name}_NAME`]: 'Test', [`GIT_${name}_EMAIL`]: 'test@example.com' });
    }
    const run = (...command: string[]) => {
      const [file = '', ...args] = command;
      return execFileSync(file, args, { cwd: repository.directory, env, encoding: 'utf8', stdio: 'pipe' });
    };

    fleetIn(repository.path('dist'), 'a', 'b', 'c').synth();
    fs.rmSync(repository.path('dist/.gitattributes'));
    repository.commit();
    for (const number of ['1', '2']) {
      run('sh', 'shard.sh', number, '2');
      repository.git('reset', '--quiet', '--hard');
    }
    run('sh', 'together.sh');
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(repository.git('log', '-1', '--format=%s')).toBe('Synthesize\n');
    fleetIn(whole.path('dist'), 'a', 'b', 'd').synth();
    expect(snapshot(repository.path('dist'))).toEqual(snapshot(whole.path('dist')));
  } finally {
    repository.remove();
    whole.remove();
  }
});

test('the pipelines are YAML, and call the command as it is', () => {
  const pipelines = blocks('yaml').map((text) => parse(text) as object);
  expect(pipelines.map((pipeline) => Object.keys(pipeline))).toEqual([
    ['on', 'permissions', 'jobs'],
    ['check'],
    ['on', 'permissions', 'jobs'],
    ['stages', 'shard', 'commit'],
  ]);
  const calls = [...page.matchAll(/npx flux-fleet synth (.*?)(?: {2,}#.*)?$/gm)].map(([, words]) => words!.trim());
  expect(calls).toHaveLength(5);
  for (const words of calls) {
    for (const [option] of words.matchAll(/--[a-z-]+/g)) expect(helpOf('synth')).toContain(`  ${option} `);
  }
});

test('the events of the page are lines of JSON', () => {
  const events = blocks('json')[0]!.trim().split('\n');
  expect(events.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
    ...['start', 'progress', 'warning', 'done'],
  ]);
});
