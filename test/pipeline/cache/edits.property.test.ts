import * as fs from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { OnEdited } from '../../../src/pipeline/write/comparison';
import { DEEP, WHOLE } from '../../support/deep';
import { Folder } from '../../support/folder';
import { copy, edited, EDITS, unnoticed } from './edits';
import { CLUSTER, FILE, OTHER_UNIT, small, UNIT } from './small-fleet';
import { Twins } from './twins';

const program = small();

// A file system in memory keeps the same times as others, and is faster.
const onDisk = () => new Folder(fs.mkdtempSync(join(os.tmpdir(), 'fleet-')));
const places = DEEP ? [() => new Folder(), onDisk] : [() => new Folder()];

let twins: Twins;
beforeEach(() => void jest.spyOn(console, 'warn').mockReturnValue());
afterEach(() => {
  jest.restoreAllMocks();
  twins.delete();
});

/** Has a copy of a file and of a folder lie around that are older than what the last run saw, and edited. */
function prepare(place: Folder): void {
  twins = new Twins(place);
  twins.run(program);
  twins.each((around) => {
    around.write('older', edited(around.read(FILE)));
    copy(around.at(CLUSTER), around.at('copy'));
    const file = FILE.replace(CLUSTER, 'copy');
    unnoticed(around.at(file), () => around.write(file, edited(around.read(file))));
  });
  twins.tick();
  twins.run(program);
  twins.tick();
  const all = [CLUSTER, UNIT, OTHER_UNIT].map((path) => path.slice('dist/'.length));
  expect(twins.trusted()).toEqual(expect.arrayContaining(all));
}

const WAYS: readonly OnEdited[] = ['refuse', 'discard', 'adopt'];

const cases = Object.entries(EDITS).flatMap(([name, edit], index) =>
  places.flatMap((place) =>
    // Each way decides about what is found, not about what is looked for: in turns they will do.
    WAYS.filter((_, way) => WHOLE || way === index % WAYS.length).map(
      (onEdited) => [name, onEdited, edit, place] as const,
    ),
  ),
);
// Each takes five runs of two programs: every second edit in `npm test`.
const taken = cases.filter((_, index) => DEEP || index % 2 === 0);

test.each(taken)('%s: %s', (_, onEdited, edit, place) => {
  prepare(place());
  twins.each(edit);
  twins.run(program, { onEdited });
  twins.run(program, { onEdited });
  // Edits that are found once are found again, and those that were mended are mended.
  twins.run(small({ clusters: ['eu-1', 'eu-3'] }));
});

test('an edit that comes right behind a run is seen, however coarse the clock is', () => {
  prepare(new Folder());
  for (let run = 0; run < 20; run++) {
    twins.each((place) => unnoticed(place.at(FILE), () => place.write(FILE, edited(place.read(FILE)))));
    expect(twins.run(program, { onEdited: 'discard' })).toMatchObject({ written: [FILE.slice('dist/'.length)] });
  }
});

test('two edits at once are both seen', () => {
  prepare(new Folder());
  const names = Object.keys(EDITS).filter((name) => /^(?:a file|a list|an empty|the mode)/.test(name));
  for (const name of names) {
    twins.each((place) => {
      try {
        EDITS[name]!(place);
      } catch {
        // What an earlier one took away cannot be edited.
      }
      fs.rmSync(join(place.path, 'dist/clusters/eu-2/kustomization.yaml'), { force: true });
    });
    twins.run(program, { onEdited: 'discard' });
  }
});
