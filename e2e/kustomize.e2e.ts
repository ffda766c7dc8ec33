import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SourceFiles } from '../src/kustomize';
import { buildKustomization } from '../src/kustomize/build';
import { edgeBuild, EDGES, edgeVerdict, readRecord, RECORD } from '../test/kustomize/edges';
import { FAULTS } from '../test/kustomize/faults';
import { objectText } from '../test/kustomize/random/build-tree';
import { CAUSES } from './kustomize/causes';
import { compareTrees } from './kustomize/compare';
import { askOracle } from './kustomize/oracle';

const FULL = Boolean(process.env.E2E_FULL);
const COUNT = FULL ? 3_000 : 300;
const EXAMPLES = join(__dirname, '..', 'examples');

it(`builds ${COUNT} random trees as kustomize-controller does`, async () => {
  const seeds = Array.from({ length: COUNT }, (_none, at) => at + 1);
  const { accepted, objects, equal, unknown, features, unexplained } = await compareTrees(seeds);
  expect(unexplained).toEqual([]);
  expect(accepted).toBeGreaterThan(0.75 * COUNT);
  expect(equal / objects).toBeGreaterThanOrEqual(0.995);
  expect(unknown / objects).toBeLessThanOrEqual(0.02);
  if (FULL)
    for (const [feature, trees] of features)
      expect({ feature, enough: trees >= 200 }).toEqual({ feature, enough: true });
});

it('fails where kustomize-controller fails', async () => {
  const answers = await askOracle(
    FAULTS.map(({ why, files, spec }) => ({ id: why, files, spec, path: 'app', strict: true })),
  );
  expect(answers.filter(({ error }) => error === undefined).map(({ id }) => id)).toEqual([]);
});

// With RECORD_EDGES=1 what it makes of them is written down, for the unit tests to repeat.
it('treats the edges of its languages as kustomize-controller does', async () => {
  const answers = await askOracle(
    EDGES.map(({ name, files, spec = {}, strict = false }) => ({ id: name, files, spec, strict, path: 'app' })),
  );
  const builds = answers.map<[name: string, objects: readonly string[] | undefined]>(({ id, objects = [], error }) => [
    id,
    error === undefined ? objects.map(objectText) : undefined,
  ]);
  expect(EDGES.map((edge) => [edge.name, edgeBuild(edge)])).toEqual(builds);
  const verdicts = Object.fromEntries(builds.map(([name, objects]) => [name, edgeVerdict(objects)]));
  if (process.env.RECORD_EDGES) writeFileSync(RECORD, `${JSON.stringify(verdicts, undefined, 1)}\n`);
  expect(verdicts).toEqual(readRecord());
});

it('differs from it for few reasons only', () => {
  expect(CAUSES.length).toBeLessThanOrEqual(20);
});

describe.each(['edge', 'regions', 'multicluster'])('the committed output of example %s', (example) => {
  const root = join(EXAMPLES, example, 'dist');

  it('is built as kustomize-controller builds it', async () => {
    const folders = foldersWithList(root, '').slice(0, FULL ? Infinity : 25);
    expect(folders.length).toBeGreaterThan(0);
    const files = diskFiles(root);
    const answers = await askOracle(folders.map((path) => ({ id: path, files: below(root), path })));
    answers.forEach(({ id, objects = [], error }) => {
      const build = buildKustomization(files, id);
      expect({ id, failed: build.error !== undefined }).toEqual({ id, failed: error !== undefined });
      expect({ id, objects: build.objects.map(({ object }) => objectText(object)) }).toEqual({
        id,
        objects: objects.map(objectText),
      });
    });
  });
});

function foldersWithList(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const own = entries.some(({ name }) => name === 'kustomization.yaml') ? [folder] : [];
  return [
    ...own,
    ...entries
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => foldersWithList(root, folder === '' ? name : `${folder}/${name}`)),
  ];
}

function diskFiles(root: string): SourceFiles {
  const files = below(root);
  return {
    read: (path) => files[path],
    list: (folder) => {
      try {
        const entries = readdirSync(join(root, folder), { withFileTypes: true });
        return {
          files: entries.filter((entry) => entry.isFile()).map(({ name }) => name),
          folders: entries.filter((entry) => entry.isDirectory()).map(({ name }) => name),
        };
      } catch {
        return undefined;
      }
    },
  };
}

const trees = new Map<string, Record<string, string>>();

/** The files below a folder, by their paths. */
function below(root: string): Record<string, string> {
  let files = trees.get(root);
  if (files === undefined) {
    files = {};
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      files[path.slice(root.length + 1)] = readFileSync(path, 'utf8');
    }
    trees.set(root, files);
  }
  return files;
}
