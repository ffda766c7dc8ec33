import { edgeBuild, EDGES, edgeVerdict, readRecord } from './edges';

// `e2e/kustomize.e2e.ts` asks real kustomize for the same, and records it.

const record = readRecord();

it('has a record of each edge', () => {
  expect(EDGES.map(({ name }) => name)).toEqual(Object.keys(record));
});

it.each(EDGES.map((edge) => [edge.name, edge] as const))('builds %s as real kustomize was seen to do', (name, edge) => {
  const objects = edgeBuild(edge);
  expect({ objects, verdict: edgeVerdict(objects) }).toMatchObject({ verdict: record[name] });
});
