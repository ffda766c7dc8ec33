import * as fs from 'node:fs';
import * as fc from 'fast-check';
import { SynthOptions } from '../../../src';
import { CacheFolder } from '../../../src/pipeline/cache/cache-folder';
import { OnEdited } from '../../../src/pipeline/write/comparison';
import { DEEP, runsOf } from '../../support/deep';
import { Folder } from '../../support/folder';
import { edited, unnoticed } from './edits';
import { CLUSTER, FILE, small } from './small-fleet';
import { Twins } from './twins';

const runs = runsOf(3, 120);

const FILES = ['units', 'folders', 'folders.json'];

const program = small();
const next = small({ clusters: ['eu-1', 'eu-3'] });

let twins: Twins;
beforeEach(() => {
  jest.spyOn(console, 'warn').mockReturnValue();
  twins = new Twins();
  twins.settle(program);
});
afterEach(() => {
  jest.restoreAllMocks();
  twins.delete();
});

/** A place in a file, by the part of it that is before. */
const place = fc.nat({ max: 9_999 }).map((part) => part / 10_000);

/** Runs the program as it is, or as it is next, on a cache that was damaged; what is said and written must be right. */
function check(options: SynthOptions = {}): void {
  twins.run(program, options);
  twins.run(next, options);
  if (DEEP) twins.run(program, options);
}

/** Whether a kind of damage is done to a file: each is done to all of them whole, and else to one, in turn. */
const isDone = (kind: number, name: string) => DEEP || kind % FILES.length === FILES.indexOf(name);

describe.each(FILES)('%s', (name) => {
  const file = () => twins.cache.at(name);

  const change = (edit: (bytes: Buffer) => Buffer) => fs.writeFileSync(file(), edit(fs.readFileSync(file())));

  test('cut anywhere, also at the end of a line', () => {
    const step = DEEP ? 0.05 : 1;
    for (let part = 0; part <= 1; part += step) {
      for (const more of DEEP ? [0, 1, 2] : [FILES.indexOf(name)]) {
        change((bytes) => {
          const end = bytes.indexOf('\n', Math.floor(part * (bytes.length - 1)));
          return bytes.subarray(0, Math.max(end + more, 0));
        });
        check();
      }
    }
  });

  test('with other bytes in it', () => {
    const bit = fc.record({ at: place, bit: fc.nat({ max: 7 }) });
    fc.assert(
      fc.property(fc.array(bit, { minLength: 1, maxLength: 3 }), (bits) => {
        change((bytes) => {
          for (const one of bits) bytes[Math.floor(one.at * bytes.length)]! ^= 1 << one.bit;
          return bytes;
        });
        check();
      }),
      { numRuns: runs / 3 },
    );
  });

  const damages: readonly [string, () => void][] = [
    ['emptied', () => fs.truncateSync(file())],
    ['deleted', () => fs.rmSync(file())],
    [
      'a folder',
      () => {
        fs.rmSync(file());
        fs.mkdirSync(file());
      },
    ],
    [
      'a link that leads nowhere',
      () => {
        fs.rmSync(file());
        fs.symlinkSync('nowhere', file());
      },
    ],
    ['of bytes that are no text', () => fs.writeFileSync(file(), Buffer.alloc(1000, 0xff))],
    ['of another version', () => fs.writeFileSync(file(), 'sealed 9 1\nversion 9\n')],
    ['twice what it was', () => fs.appendFileSync(file(), fs.readFileSync(file()))],
    ['with half of it behind it', () => fs.appendFileSync(file(), fs.readFileSync(file()).subarray(0, 500))],
  ];

  test.each(damages.filter((_, kind) => isDone(kind, name)))('%s', (_, damage) => {
    damage();
    check();
  });

  test('whole, as another program can have written it', () => {
    const cache = new CacheFolder(twins.caches, twins.dist.path);
    const texts = ['', '\n', 'null', '{}', '{"version":1}', '{"version":1,"started":0,"outdir":null}', 'part\nx\n'];
    for (const text of texts.filter((_, kind) => isDone(kind, name))) {
      expect(cache.write(name, text)).toBe(true);
      check();
    }
  });

  test('leaves nothing behind where it cannot be written', () => {
    fs.rmSync(file());
    fs.mkdirSync(file());
    check();
    expect(fs.readdirSync(twins.cache.path).sort()).toEqual([...FILES].sort());
  });
});

test('the folder of the cache is a file, or all caches are', () => {
  const { cache, caches } = twins;
  for (const path of [cache.path, caches]) {
    fs.rmSync(path, { recursive: true });
    fs.writeFileSync(path, '');
    check();
    expect(fs.readFileSync(path, 'utf8')).toBe('');
    fs.rmSync(path);
  }
});

test('any of the files of an earlier time', () => {
  const read = () => FILES.map((name) => fs.readFileSync(twins.cache.at(name)));
  for (let mix = 1; mix < 2 ** FILES.length; mix++) {
    const older = read();
    twins.run(next);
    const newer = read();
    FILES.forEach((name, index) => {
      fs.writeFileSync(twins.cache.at(name), (mix & (1 << index) ? older : newer)[index]!);
    });
    twins.run(next);
    check();
  }
});

test('the cache of another output directory', () => {
  const elsewhere = new Twins();
  try {
    elsewhere.settle(next);
    const edit = (around: Folder) => unnoticed(around.at(FILE), () => around.write(FILE, edited(around.read(FILE))));
    for (const onEdited of ['discard', 'refuse'] satisfies OnEdited[]) {
      for (const name of FILES) fs.copyFileSync(elsewhere.cache.at(name), twins.cache.at(name));
      twins.each(edit);
      twins.run(program, { onEdited });
    }
  } finally {
    elsewhere.delete();
  }
});

test('a hash that is another is no hash', () => {
  for (const name of ['units', 'folders']) {
    const text = fs.readFileSync(twins.cache.at(name), 'latin1');
    const first = /(?<=^unit \S+ \d+ \d+ \d+ |\[")[\w+/](?=[\w+/]{42}=)/gm;
    const changed = text.replace(first, (digit) => (digit === 'x' ? 'y' : 'x'));
    expect(changed).not.toBe(text);
    fs.writeFileSync(twins.cache.at(name), changed, 'latin1');
    check();
  }
});

test('edits are found whatever became of what is known of their folders', () => {
  const file = FILE.slice('dist/'.length);
  fc.assert(
    fc.property(place, fc.nat({ max: 7 }), (part, bit) => {
      const bytes = fs.readFileSync(twins.cache.at('folders'));
      bytes[Math.floor(part * bytes.length)]! ^= 1 << bit;
      fs.writeFileSync(twins.cache.at('folders'), bytes);
      twins.each((around) => around.write(FILE, edited(around.read(FILE))));
      expect(twins.run(program, { onEdited: 'discard' })).toMatchObject({ written: [file] });
      twins.settle(program);
    }),
    { numRuns: runs / 3 },
  );
});

test('of a time before the clock was set back, nothing counts', () => {
  expect(twins.trusted()).toContain(CLUSTER.slice('dist/'.length));
  const cache = new CacheFolder(twins.caches, twins.dist.path);
  const state = JSON.parse(cache.read('folders.json')!.toString()) as { started: number };
  // As if the clock had been before the right time by a few seconds until now.
  cache.write('folders.json', JSON.stringify({ ...state, started: state.started + 5_000 }));
  expect(twins.trusted()).toEqual([]);
  check();
});
