import * as fs from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { Folder } from '../support/folder';
import { ProgramsHere } from '../support/programs-here';
import { Repository } from '../support/repository';
import { blocksOf } from '../support/workplace';

const root = join(__dirname, '..', '..');
const page = fs.readFileSync(join(root, 'docs', 'bootstrap.md'), 'utf8');

/** The blocks of the page, in their order. */
const blocks = blocksOf(page);

describe('docs/bootstrap.md', () => {
  const home = process.cwd();
  const remote = new Folder();
  const repository = new Repository();
  const programs = new ProgramsHere();
  let printed: string[];

  beforeAll(async () => {
    process.chdir(repository.directory);
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const program = blocks.flatMap(({ language, text }) => (language === 'ts' ? [text] : []));
    fs.writeFileSync('fleet.ts', [...program, 'fleet.synth();\n'].join('\n'));
    fs.writeFileSync('cdk8s.yaml', 'app: npx tsx fleet.ts\n');
    programs.install();
    expect(await main(['synth', '--first'])).toBe(0);
    fs.writeFileSync('dist/clusters/america/flux-system/gotk-components.yaml', 'kind: Written by flux\n');
    repository.commit();
    repository.git('init', '--quiet', '--bare', remote.at('fleet.git'));
    repository.git('remote', 'add', 'origin', remote.at('fleet.git'));
    repository.git('push', '--quiet', 'origin', 'main');
    // The branch of the environment, as the page makes it.
    for (const { language, text } of blocks) {
      const [, args] = /^git push (.*)\n$/.exec(text) ?? [];
      if (language === 'sh' && args !== undefined) repository.git('push', '--quiet', ...args.split(' '));
    }
  });

  beforeEach(() => {
    programs.install();
    printed = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  });

  afterEach(() => jest.restoreAllMocks());

  afterAll(() => {
    process.chdir(home);
    remote.delete();
    repository.remove();
  });

  const commands = blocks.flatMap(({ language, text }, index) => {
    const [, args] = /^npx flux-fleet (.*)\n$/.exec(text) ?? [];
    return language === 'sh' && args !== undefined ? [{ args, output: blocks[index + 1] }] : [];
  });

  test('each kind of cluster is shown', () => {
    expect(commands.map(({ args }) => args)).toEqual(['bootstrap america', 'bootstrap pacific', 'bootstrap south']);
  });

  test.each(commands)('$args prints what the page says', async ({ args, output }) => {
    expect(await main(args.split(' '))).toBe(0);
    expect(output).toEqual({ language: 'text', text: printed.join('') });
  });

  test('the example with workload identity is valid, and its options are those of the page', () => {
    expect(fs.readFileSync('dist/clusters/america/remotes/north.yaml', 'utf8')).toContain(
      'eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/flux"\n',
    );
  });
});
