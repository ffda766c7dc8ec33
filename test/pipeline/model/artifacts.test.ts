import { Cluster, Component, Environment, Fleet, Source } from '../../../src';
import { artifactsOf } from '../../../src/pipeline/model/artifacts';
import { resolveAlone } from '../../../src/pipeline/synthesis';

function of(source: Source, path = './dist', branch?: string) {
  const fleet = new Fleet({ name: 'acme', source, path });
  const clusters = [new Cluster(fleet, 'eu-1')];
  if (branch !== undefined) {
    const dns = { path: './dns', source: Source.git({ url: 'https://git.test/dns', branch: 'main' }) };
    new Component(new Environment(fleet, 'dev', { branch, clusters }), 'dns', dns);
  }
  return artifactsOf(resolveAlone(fleet, () => undefined));
}

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

test('an artifact of an environment with a branch says which branch is pushed to it', () => {
  expect(of(Source.oci({ url, tag: 'latest', per: 'cluster' }), './dist', 'dev')).toEqual([
    {
      ...{ cluster: 'eu-1', url: `${url}/eu-1`, tag: 'latest', folder: 'clusters/eu-1', within: 'dist/clusters/eu-1' },
      without: ['clusters/eu-1/dev'],
    },
    {
      ...{ cluster: 'eu-1', environment: 'dev', url: `${url}/eu-1/dev`, tag: 'dev', branch: 'dev' },
      ...{ folder: 'clusters/eu-1/dev', within: 'dist/clusters/eu-1/dev' },
    },
  ]);
});
