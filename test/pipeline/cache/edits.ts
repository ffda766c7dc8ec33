import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { machineProcesses, nameOf } from '../../../src/pipeline/write/processes';
import { Folder } from '../../support/folder';
import { CLUSTER, FILE, LIST, OTHER_UNIT, UNIT } from './small-fleet';

/** Another text of the same length. */
export function edited(text: string): string {
  return text.replace('settings', 'SETTINGS');
}

/** Changes a file and gives it the times that it had. */
export function unnoticed(file: string, change: () => void): void {
  const { atime, mtime } = fs.statSync(file);
  change();
  fs.utimesSync(file, atime, mtime);
}

export type Edit = (place: Folder) => void;

/** Copies with all times. */
export const copy = (from: string, to: string) => execFileSync('cp', ['-a', from, to]);

/** What somebody may do to an output directory between two runs. */
export const EDITS: Readonly<Record<string, Edit>> = {
  'a file edited to the same size, with its time put back': (place) =>
    unnoticed(place.at(FILE), () => place.write(FILE, edited(place.read(FILE)))),
  'a byte of it overwritten in place': (place) =>
    unnoticed(place.at(FILE), () => {
      const descriptor = fs.openSync(place.at(FILE), 'r+');
      fs.writeSync(descriptor, 'X', place.read(FILE).indexOf('settings'));
      fs.closeSync(descriptor);
    }),
  'a list edited': (place) => place.write(LIST, `${place.read(LIST)}# by hand\n`),
  'a file edited through another name of it': (place) => {
    fs.linkSync(place.at(FILE), place.at('elsewhere'));
    unnoticed(place.at('elsewhere'), () => place.write('elsewhere', edited(place.read('elsewhere'))));
  },
  'a file replaced by an older one': (place) => fs.renameSync(place.at('older'), place.at(FILE)),
  'a file replaced by the same': (place) => {
    fs.copyFileSync(place.at(FILE), place.at('same'));
    fs.renameSync(place.at('same'), place.at(FILE));
  },
  'a file deleted': (place) => fs.rmSync(place.at(FILE)),
  'a list deleted': (place) => fs.rmSync(place.at(LIST)),
  'a file emptied': (place) => fs.truncateSync(place.at(FILE)),
  'a file that is a link to what it was': (place) => {
    fs.renameSync(place.at(FILE), place.at('moved'));
    fs.symlinkSync(place.at('moved'), place.at(FILE));
  },
  'a file that is a folder': (place) => {
    fs.rmSync(place.at(FILE));
    fs.mkdirSync(place.at(FILE));
  },
  'a file of somebody else': (place) => place.write(`${UNIT}/mine.yaml`, 'mine\n'),
  'a file with a header that nobody makes': (place) => fs.copyFileSync(place.at(FILE), place.at(`${UNIT}/other.yaml`)),
  'a folder of somebody else': (place) => place.write(`${UNIT}/mine/mine.yaml`, 'mine\n'),
  'an empty folder': (place) => fs.mkdirSync(place.at(`${UNIT}/empty`)),
  'an empty folder deep down, gone again': (place) => {
    fs.mkdirSync(place.at(`${UNIT}/empty`));
    fs.rmdirSync(place.at(`${UNIT}/empty`));
  },
  'a file of somebody else beside the clusters': (place) => place.write('dist/clusters/mine', 'mine\n'),
  'a file of somebody else at the top': (place) => place.write('dist/mine', 'mine\n'),
  'a folder emptied': (place) => {
    fs.rmSync(place.at(UNIT), { recursive: true });
    fs.mkdirSync(place.at(UNIT));
  },
  'a folder deleted': (place) => fs.rmSync(place.at(UNIT), { recursive: true }),
  'a folder that is a file': (place) => {
    fs.rmSync(place.at(CLUSTER), { recursive: true });
    place.write(CLUSTER, 'mine\n');
  },
  'a folder moved away, with a link in its place': (place) => {
    fs.renameSync(place.at(CLUSTER), place.at('moved'));
    fs.symlinkSync(place.at('moved'), place.at(CLUSTER));
  },
  'a folder that is a link to itself': (place) => {
    fs.rmSync(place.at(CLUSTER), { recursive: true });
    fs.symlinkSync('eu-1', place.at(CLUSTER));
  },
  'a folder in the place of another': (place) => {
    fs.rmSync(place.at(UNIT), { recursive: true });
    fs.renameSync(place.at(OTHER_UNIT), place.at(UNIT));
  },
  'a folder replaced by an older copy, edited before': (place) => {
    fs.rmSync(place.at(CLUSTER), { recursive: true });
    fs.renameSync(place.at('copy'), place.at(CLUSTER));
  },
  'a folder moved away and back, edited meanwhile': (place) => {
    fs.renameSync(place.at(CLUSTER), place.at('moved'));
    const file = place.at(FILE.replace(CLUSTER, 'moved'));
    unnoticed(file, () => fs.writeFileSync(file, edited(fs.readFileSync(file, 'utf8'))));
    fs.renameSync(place.at('moved'), place.at(CLUSTER));
  },
  'another copy of everything in its place': (place) => {
    copy(place.at('dist'), place.at('moved'));
    place.write(FILE.replace('dist', 'moved'), edited(place.read(FILE)));
    fs.rmSync(place.at('dist'), { recursive: true });
    fs.renameSync(place.at('moved'), place.at('dist'));
  },
  'everything moved away, and a good copy in its place': (place) => {
    fs.renameSync(place.at('dist'), place.at('moved'));
    copy(place.at('moved'), place.at('dist'));
  },
  'everything moved away and back, edited meanwhile': (place) => {
    fs.renameSync(place.at('dist'), place.at('moved'));
    const file = place.at(FILE.replace('dist', 'moved'));
    unnoticed(file, () => fs.writeFileSync(file, edited(fs.readFileSync(file, 'utf8'))));
    fs.renameSync(place.at('moved'), place.at('dist'));
  },
  'everything moved away, with a link in its place': (place) => {
    fs.renameSync(place.at('dist'), place.at('moved'));
    fs.symlinkSync('moved', place.at('dist'));
  },
  'everything deleted': (place) => fs.rmSync(place.at('dist'), { recursive: true }),
  'everything in it deleted': (place) => {
    for (const name of fs.readdirSync(place.at('dist'))) fs.rmSync(place.at(`dist/${name}`), { recursive: true });
  },
  'the mode of a file changed': (place) => fs.chmodSync(place.at(FILE), 0o600),
  'the mode of a folder changed': (place) => fs.chmodSync(place.at(UNIT), 0o700),
  'a file touched': (place) => fs.utimesSync(place.at(FILE), 1, 1),
  'the caches deleted': (place) => fs.rmSync(place.at('node_modules/.cache'), { recursive: true, force: true }),
  'nothing at all': () => undefined,
  'a work folder without a lock': (place) => fs.mkdirSync(place.at('dist/.flux-fleet')),
  'a run that was killed before its journal': (place) => workFolder(place),
  'a run that was killed before its first step': (place) => {
    workFolder(place);
    place.write('dist/.flux-fleet/new/0', edited(place.read(FILE)));
    journal(place, [['put', `${UNIT}/other.yaml`]]);
  },
  'a run that was killed on its way': (place) => {
    workFolder(place);
    fs.renameSync(place.at(FILE), place.at('dist/.flux-fleet/old/0'));
    place.write('dist/.flux-fleet/new/1', edited(fs.readFileSync(place.at('dist/.flux-fleet/old/0'), 'utf8')));
    journal(place, [
      ['aside', FILE],
      ['put', FILE],
    ]);
  },
  'a run that was killed on its way into what somebody changed': (place) => {
    workFolder(place);
    place.write('dist/.flux-fleet/new/0', 'x\n');
    journal(place, [['put', FILE]]);
  },
  'a journal that cannot be read': (place) => {
    workFolder(place);
    place.write('dist/.flux-fleet/journal.json', '{');
  },
};

function workFolder(place: Folder): void {
  place.write(`dist/.flux-fleet/${nameOf({ ...machineProcesses.begin(), pid: 2 ** 22 + 1 })}`, '');
  for (const name of ['new', 'old']) fs.mkdirSync(place.at(`dist/.flux-fleet/${name}`));
}

function journal(place: Folder, steps: ReadonlyArray<readonly [kind: string, path: string]>): void {
  const relative = steps.map(([kind, path]) => [kind, path.slice('dist/'.length)]);
  place.write('dist/.flux-fleet/journal.json', JSON.stringify({ version: 1, steps: relative }));
}
