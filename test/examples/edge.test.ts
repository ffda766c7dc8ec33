import { measure, sentence } from '../../examples/measure';
import { Changes } from '../support/changes';
import { Folder } from '../support/folder';
import { filesOf } from '../support/paths';
import { Repository } from '../support/repository';
import { differences, Example } from './example';

const example = new Example('edge');
const committed = example.dist.files;
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

test('the committed files of 300 stores are what the program gives: these bytes, no file more, none less', () => {
  const { counts, tree, warnings } = example.synthesize();
  expect(differences(Object.fromEntries(filesOf(tree)), committed)).toEqual([]);
  expect(warnings).toEqual([]);
  expect(stores).toHaveLength(300);
  // Three units have the store's name in them; the others are rendered once for each region or size.
  expect(counts).toMatchObject({ clusters: 300, units: 5 * 300, distinctUnits: 3 * 300 + 4 + 3 });
  expect(example.folder.read('README.md')).toContain(sentence(measure(example.folder.path), tree.size));
});

test('a store that comes or goes is one folder, and no other byte', () => {
  const index = 123;
  const [name] = stores[index]!.split(',');
  const changes = new Changes(filesWith(stores.toSpliced(index, 1)), new Map(Object.entries(committed)));
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
  const repository = new Repository();
  const few = stores.slice(0, 8);
  const [name] = few[3]!.split(',');
  const write = (rows: readonly string[]) => new Folder(repository.directory).write('stores.csv', csv(rows));
  const synthesize = () => example.run(repository.path('dist'), repository.directory).result!;

  beforeAll(() => {
    write(few);
    synthesize();
    repository.commit();
  });

  afterAll(() => repository.remove());

  it('is refused when its row is just deleted', () => {
    write(few.toSpliced(3, 1));
    const [, ...problems] = example.problems(repository.directory);
    const refusal = `[${name}] cluster "${name}" is gone with 27 objects: declare it with Removal.cluster('${name}', { reason: '…' }), or keep it`;
    expect(problems).toEqual([`  ${refusal}`]);
    expect(example.folder.read('README.md')).toContain(refusal);
  });

  it('goes with a reason in its row', () => {
    write(few.with(3, `${few[3]}moved to the mall`));
    const { tree, warnings, written, removed } = synthesize();
    expect({ warnings, written }).toEqual({ warnings: [], written: [] });
    expect(removed).toHaveLength(14);
    expect(removed.filter((file) => !file.startsWith(`clusters/${name}/`))).toEqual([]);
    expect(filesOf(tree)).toEqual(filesWith(few.toSpliced(3, 1)));
  });

  it('has its row deleted when that is committed', () => {
    repository.commit();
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    expect(synthesize().warnings.map(({ id }) => id)).toEqual(['declaration-needless']);
    warn.mockRestore();
    write(few.toSpliced(3, 1));
    const { warnings, written, removed } = synthesize();
    expect({ warnings, written, removed }).toEqual({ warnings: [], written: [], removed: [] });
  });
});
