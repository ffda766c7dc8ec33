import { Source } from '../../../src';
import { artifactsOf } from '../../../src/pipeline/model/artifacts';
import type { ResolvedFleet } from '../../../src/pipeline/resolve/resolved-fleet';

const of = (source: Source, path = './dist') =>
  artifactsOf({ name: 'acme', source: source.spec, path, clusters: [] } as unknown as ResolvedFleet);

const url = 'oci://ghcr.io/acme/fleet';

test('a fleet in a registry is one artifact with the whole folder', () => {
  expect(of(Source.oci({ url, tag: 'latest' }))).toEqual([
    { cluster: 'acme', url, tag: 'latest', folder: '', within: 'dist' },
  ]);
  expect(of(Source.oci({ url, tag: 'latest' }), '.')).toMatchObject([{ within: '' }]);
});

test('signed is what Flux verifies, or will', () => {
  expect(of(Source.oci({ url, tag: 'latest', signed: true, insecure: true }))).toMatchObject([
    { signed: true, insecure: true },
  ]);
  expect(of(Source.oci({ url, tag: 'latest', verify: { secretName: 'keys' } }))).toMatchObject([{ signed: true }]);
});

test('Git has none, nor has a registry without a tag to move', () => {
  expect(of(Source.git({ url: 'https://git.test/acme/fleet', branch: 'main' }))).toEqual([]);
  expect(of(Source.oci({ url, semver: '1.x' }))).toEqual([]);
});
