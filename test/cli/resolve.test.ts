import * as fs from 'node:fs';
import * as path from 'node:path';
import { main } from '../../src/cli/main';
import { ProgramsHere } from '../support/programs-here';
import { Repository } from '../support/repository';
import { teamsFleet } from './teams-fleet';

const home = process.cwd();
let repository: Repository;
let output: string[];

const at = (file: string) => repository.path(file);
const read = (file: string) => fs.readFileSync(at(file), 'utf8');
const write = (file: string, text: string) => fs.writeFileSync(at(file), text);
const team = (owner: string, more = '') => `owners:\n- ${owner}\n${more}`;

const programs = new ProgramsHere();

beforeEach(() => {
  programs.install();
  repository = new Repository();
  process.chdir(repository.directory);
  output = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => output.push(String(text)) > 0);
  }
  jest.spyOn(console, 'warn').mockImplementation();
  jest.spyOn(console, 'log').mockImplementation((text: unknown) => void output.push(`${String(text)}\n`));
  write('cdk8s.yaml', 'app: npx tsx fleet.ts\n');
  write(
    'fleet.ts',
    `import { teamsFleet } from ${JSON.stringify(path.join(__dirname, 'teams-fleet'))};\nteamsFleet().synth();\n`,
  );
  fs.mkdirSync(at('teams'));
  write('teams/ads.yaml', team('ads'));
  write('teams/zoo.yaml', team('zoo'));
  commitAll();
});

afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(home);
  repository.remove();
});

/** Commits the working directory with what its program makes. */
function commitAll(): void {
  teamsFleet().synth({ guard: false, cache: false });
  repository.commit();
}

/** Makes two branches and merges the first one into the second one. */
function merge(one: () => void, other: () => void): void {
  for (const [branch, change] of [
    ['one', one],
    ['other', other],
  ] as const) {
    repository.git('checkout', '--quiet', '-b', branch, 'main');
    change();
  }
  try {
    repository.git('merge', '--quiet', '--no-edit', 'one');
  } catch {
    // Git fails when there are conflicts.
  }
}

const unmerged = () => repository.git('diff', '--name-only', '--diff-filter=U').split('\n').filter(Boolean);

/** The files that the program makes in an empty folder. */
function fresh(): Record<string, string> {
  const { tree } = teamsFleet().synthesize();
  return Object.fromEntries(tree.paths.map((file) => [file, tree.get(file)!]));
}

const committed = () =>
  Object.fromEntries(Object.keys(fresh()).map((file) => [file, repository.git('show', `HEAD:dist/${file}`)]));

test('a merge is finished once program and data are resolved', async () => {
  merge(
    () => {
      write('teams/ads.yaml', team('ads-one'));
      write('teams/bio.yaml', team('bio'));
      commitAll();
    },
    () => {
      write('teams/ads.yaml', team('ads-other'));
      write('teams/car.yaml', team('car'));
      commitAll();
    },
  );
  expect(unmerged()).toContain('teams/ads.yaml');
  expect(unmerged().filter((file) => file.startsWith('dist/'))).not.toEqual([]);
  expect(await main(['resolve'])).toBe(1);
  expect(output.join('')).toBe(
    'nothing was written:\n  [teams/ads.yaml] has conflict markers of a merge: resolve the conflict\n',
  );
  expect(() => teamsFleet().synthesize()).toThrow(
    /^1 problem, nothing was written:\n {2}\[teams\/ads\.yaml:2\] the file has conflict markers of a merge: resolve the conflict$/,
  );

  write('teams/ads.yaml', team('ads-both'));
  output = [];
  expect([await main(['resolve']), programs.stderr]).toEqual([0, '']);
  expect(output.join('')).toMatch(
    /^fleet acme: \d+ written, 0 removed, all staged\nstill to be staged, with git add: teams\/ads\.yaml\n$/,
  );
  repository.git('add', 'teams/ads.yaml');
  repository.git('commit', '--quiet', '--no-edit');
  expect(repository.git('status', '--porcelain')).toBe('');
  expect(committed()).toEqual(fresh());
});

test('a file that one side changed by hand is refused until its change is discarded', async () => {
  const list = 'dist/clusters/eu-1/dev/tenants.yaml';
  merge(
    () => {
      write('teams/bio.yaml', team('bio'));
      teamsFleet().synth({ guard: false, cache: false });
      write(list, read(list).replace('interval: 1h', 'interval: 2h'));
      repository.commit();
    },
    () => {
      write('teams/car.yaml', team('car'));
      commitAll();
    },
  );
  expect(unmerged()).toContain(list);
  expect(await main(['resolve'])).toBe(1);
  expect(output.join('')).toBe(
    `nothing was written:\n  [${list}] was changed by hand on one side of the merge (theirs): take the change into the program, then run flux-fleet synth --discard and stage the file\n`,
  );
  teamsFleet().synth({ onEdited: 'discard', guard: false, cache: false });
  repository.commit();
  expect(committed()).toEqual(fresh());
});

test('a cdk8s.yaml that cannot be read', async () => {
  write('cdk8s.yaml', '<<<<<<< HEAD\napp: a\n=======\napp: b\n>>>>>>> other\n');
  expect([await main(['synth']), output.pop()]).toEqual([
    2,
    'cdk8s.yaml has conflict markers of a merge: resolve the conflict\n',
  ]);
  write('cdk8s.yaml', 'app: [\n');
  expect([await main(['plan']), output.pop()]).toEqual([
    2,
    expect.stringMatching(/^cdk8s\.yaml is not YAML, ".*": mend it there\n$/),
  ]);
});

test('wrong use', async () => {
  expect(await main(['resolve', '--only', 'eu-1'])).toBe(2);
  fs.rmSync(at('.git'), { recursive: true });
  expect(await main(['resolve'])).toBe(2);
  expect(output.join('')).toMatch(/no Git repository here: run it in the repository with the merge\n$/);
  expect(await main(['resolve', '--help'])).toBe(0);
  expect(output.join('')).toMatch(/^Usage: flux-fleet resolve \[options\]\n/m);
});
