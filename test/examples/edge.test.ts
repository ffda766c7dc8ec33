import { hashOf, measure, sentence } from '../../examples/measure';
import { Changes } from '../support/changes';
import { Folder } from '../support/folder';
import { filesOf } from '../support/paths';
import { Example } from './example';

const example = new Example('edge');
const [header = '', ...stores] = example.folder.read('stores.csv').trimEnd().split('\n');
const csv = (rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`;

/** The files of a fleet with these stores. */
function filesWith(rows: readonly string[]): Map<string, string> {
  const folder = new Folder();
  try {
    folder.write('stores.csv', csv(rows));
    return filesOf(example.synthesize(folder.path).tree);
  } finally {
    folder.delete();
  }
}

let all: ReturnType<Example['synthesize']>;

beforeAll(() => {
  all = example.synthesize();
});

test('the 300 stores have the files that they had: as many, and the same bytes', () => {
  const { counts, tree, warnings } = all;
  expect({ files: tree.size, sha256: hashOf(tree) }).toEqual({
    files: 4200,
    sha256: 'dd92397f3abac85680c42541de77cebc5bd48e09d16c8bba02a05d3f32aa93b5',
  });
  expect(warnings).toEqual([]);
  expect(stores).toHaveLength(300);
  // Three units have the store's name in them; the others are rendered once for each region or size.
  expect(counts).toMatchObject({ clusters: 300, units: 5 * 300, distinctUnits: 3 * 300 + 4 + 3 });
  expect(example.folder.read('README.md')).toContain(sentence(measure(example.folder.path), tree.size));
});

test('the folder of one store is committed as the program makes it: these bytes, no file more, none less', () => {
  const files = [...filesOf(all.tree)].filter(([file]) => file.startsWith('clusters/store-1001/'));
  expect(files).toHaveLength(14);
  expect(example.readCommitted()).toEqual(Object.fromEntries(files));
});

test('a store that comes or goes is one folder, and no other byte', () => {
  const index = 123;
  const [name] = stores[index]!.split(',');
  const changes = new Changes(filesWith(stores.toSpliced(index, 1)), filesOf(all.tree));
  expect(changes.removed).toEqual([]);
  expect(changes.changed).toEqual([]);
  expect(changes.added).toHaveLength(14);
  expect(changes.added.filter((file) => !file.startsWith(`clusters/${name}/`))).toEqual([]);
});

test('mistakes in the inventory are told as the README has it', () => {
  const folder = new Folder();
  const rows = stores.with(2, stores[2]!.replace('north', 'nort')).with(5, stores[5]!.replace(/\d+,$/, 'two,'));
  folder.write('stores.csv', csv(rows));
  const [, ...problems] = example.problems(folder.path);
  folder.delete();
  expect(problems).toHaveLength(2);
  expect(example.folder.read('README.md')).toContain(problems.map((problem) => problem.trim()).join('\n'));
});

describe('a store that closes', () => {
  const repository = example.clone();
  const few = stores.slice(0, 8);
  const [name, ...others] = few.map((row) => row.split(',')[0]);
  const write = (rows: readonly string[]) => new Folder(repository.directory).write('stores.csv', csv(rows));
  const synthesize = () => example.run(repository.path('dist'), repository.directory).result!;

  afterAll(() => repository.remove());

  it('is at first the only one that is committed, and the others are written without --first, and once more', () => {
    write(few);
    const { warnings, written, removed } = synthesize();
    expect({ warnings, removed }).toEqual({ warnings: [], removed: [] });
    expect(written).toHaveLength(7 * 14 + 1);
    expect([...new Set(written.map((file) => file.split('/')[1]))].sort()).toEqual([...others, undefined]);
    expect(synthesize()).toMatchObject({ warnings: [], written: [], removed: [] });
    repository.commit();
  });

  it('is refused when its row is just deleted', () => {
    write(few.toSpliced(0, 1));
    const [, ...problems] = example.problems(repository.directory);
    const refusal = `[${name}] cluster "${name}" is gone with 27 objects: declare it with Removal.cluster('${name}', { reason: '…' }), or keep it`;
    expect(problems).toEqual([`  ${refusal}`]);
    expect(example.folder.read('README.md')).toContain(refusal);
  });

  it('goes with a reason in its row', () => {
    write(few.with(0, `${few[0]}moved to the mall`));
    const { tree, warnings, written, removed } = synthesize();
    expect({ warnings, written }).toEqual({ warnings: [], written: [] });
    expect(removed).toHaveLength(14);
    expect(removed.filter((file) => !file.startsWith(`clusters/${name}/`))).toEqual([]);
    expect(filesOf(tree)).toEqual(filesWith(few.toSpliced(0, 1)));
  });

  it('has its row deleted when that is committed', () => {
    repository.commit();
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    expect(synthesize().warnings.map(({ id }) => id)).toEqual(['declaration-needless']);
    warn.mockRestore();
    write(few.toSpliced(0, 1));
    const { warnings, written, removed } = synthesize();
    expect({ warnings, written, removed }).toEqual({ warnings: [], written: [], removed: [] });
  });
});
