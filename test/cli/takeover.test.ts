import * as fs from 'node:fs';
import * as path from 'node:path';
import { main } from '../../src/cli/main';
import { Folder } from '../support/folder';
import { Repository } from '../support/repository';
import { fleetFiles, STYLES } from '../takeover/styles';

const [overlays] = STYLES;
const cluster = `${overlays!.cluster}=${overlays!.folder}`;

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) new Folder(folder).write(file, text);
}

describe('flux-fleet takeover', () => {
  const home = process.cwd();
  let repository: Repository;
  let printed: string[];
  let messages: string[];

  beforeEach(() => {
    repository = new Repository();
    process.chdir(repository.directory);
    printed = [];
    messages = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => messages.push(String(text)) > 0);
    write('old', overlays!.old);
    write('.', fleetFiles(overlays!));
  });

  afterEach(() => {
    jest.restoreAllMocks();
    process.chdir(home);
    repository.remove();
  });

  it('prints the steps, with paths as commands need them', async () => {
    expect(await main(['takeover', '--from', 'old/', '--cluster', cluster])).toBe(0);
    expect(printed.join('')).toMatch(new RegExp(`\nCluster ${overlays!.cluster}: `));
    expect(printed.join('')).toContain(' apply -f dist/clusters/');
    expect(messages).toEqual([]);
  });

  it('prints plain data', async () => {
    expect(await main(['takeover', '--from', 'old', '--cluster', cluster, '--format', 'json'])).toBe(0);
    const said = JSON.parse(printed.join('')) as { readonly version: number; readonly clusters: object[] };
    expect(said).toMatchObject({ version: 1, problems: [] });
    expect(said.clusters).toMatchObject([
      { cluster: overlays!.cluster, releases: overlays!.releases.map((release) => ({ release })) },
    ]);
  });

  it('changes the old repository, once', async () => {
    const args = ['takeover', '--from', 'old', '--cluster', cluster, '--write'];
    expect(await main(args)).toBe(0);
    const once = new Folder('old').files;
    expect(once).not.toEqual(overlays!.old);
    expect(Object.values(once).join('')).toContain('deletionPolicy: Orphan');
    expect(await main(args)).toBe(0);
    expect(new Folder('old').files).toEqual(once);
    expect(messages).toEqual([]);
  });

  it('reads trees of commits, and one within the other', async () => {
    write('.', overlays!.old);
    repository.commit();
    expect(await main(['takeover', '--from', 'main:', '--cluster', cluster])).toBe(0);
    const ofCommit = printed.join('');
    printed = [];
    expect(await main(['takeover', '--from', '.', '--cluster', cluster])).toBe(0);
    expect(printed.join('')).toBe(ofCommit);
  });

  it('fails where something stands in the way', async () => {
    fs.appendFileSync(path.join('old', overlays!.folder, 'kustomization.yaml'), 'resources: [\n');
    expect(await main(['takeover', '--from', 'old', '--cluster', cluster, '--write'])).toBe(1);
    expect(printed.join('')).toMatch(/cannot be built|is not valid YAML/);
  });

  it.each([
    [[], /^--from is missing: give the tree that Flux follows now\n$/],
    [['--from', 'old', '--format', 'xml'], /^no format "xml": give text, markdown or json\n$/],
    [['--from', 'main:', '--write'], /^--write changes files, and --from "main:" is no directory: give one\n$/],
    [['--from', 'nowhere'], /^--from "nowhere" is no directory: give one, or REF:PATH/],
    [['--from', 'v9:'], /^--from "v9:": \[git\] .*"v9" cannot be read: give a commit/],
    [['--from', 'old', '--to', 'nowhere'], /^--to "nowhere" is no directory: give one, or REF:PATH/],
    [['--from', 'old', '--cluster', 'one'], /^--cluster "one" is no NAME=PATH: give both\n$/],
    [['--from', 'old', '--bogus'], /^unknown option '--bogus': see flux-fleet takeover --help\n$/],
  ])('rejects %j as invalid usage', async (args, message) => {
    repository.commit();
    expect(await main(['takeover', ...args])).toBe(2);
    expect(messages.join('')).toMatch(message);
    expect(printed).toEqual([]);
  });
});
