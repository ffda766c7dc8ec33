import * as fs from 'node:fs';
import { join } from 'node:path';
import { sourcePaths } from '../support/compiled-library';
import { WHOLE } from '../support/deep';
import { Folder } from '../support/folder';
import { blocksOf, Workplace } from '../support/workplace';

/** Takes the steps of the page in their order, as a new user would. */

const page = fs.readFileSync(join(__dirname, '..', '..', 'docs', 'getting-started.md'), 'utf8');

/** The compiled library has no types: its sources stand in for them, which takes a while, so that `npm test` does without. */
function withTypes(folder: Folder): void {
  const settings = JSON.parse(folder.read('tsconfig.json')) as { compilerOptions: object };
  const options = WHOLE
    ? { paths: sourcePaths(), noUnusedLocals: false, noUnusedParameters: false }
    : { noCheck: true };
  folder.write(
    'tsconfig.json',
    JSON.stringify({ ...settings, compilerOptions: { ...settings.compilerOptions, ...options } }),
  );
}

test('its steps lead from an empty folder to a plan', async () => {
  const [place, remote] = [new Workplace(), new Folder()];
  try {
    place.equip();
    // The repository that the page speaks of, without the network.
    fs.mkdirSync(remote.at('fleet'));
    const address = `url.file://${remote.at('fleet')}.insteadOf`;
    await place.run(`git init --quiet --bare ${remote.at('fleet')}`);
    place.folder.write('.tools/ignored', '.tools\n.calls\n*.txt\n');
    const settings = [
      [address, 'https://github.com/acme/fleet'],
      ['core.excludesFile', place.folder.at('.tools/ignored')],
    ];
    process.env['GIT_CONFIG_COUNT'] = String(settings.length);
    for (const [index, [key, value]] of settings.entries()) {
      process.env[`GIT_CONFIG_KEY_${index}`] = key;
      process.env[`GIT_CONFIG_VALUE_${index}`] = value;
    }
    await place.follow(blocksOf(page), (text) => {
      if (/ init --name /.test(text)) withTypes(place.folder);
    });
    await place.run('npx tsc');
  } finally {
    for (const name of Object.keys(process.env)) if (/^GIT_CONFIG_[CKV]/.test(name)) delete process.env[name];
    place.delete();
    remote.delete();
  }
});
