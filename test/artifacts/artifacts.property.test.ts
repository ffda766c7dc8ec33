import { hash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import * as fc from 'fast-check';
import { Component, Source } from '../../src';
import { FleetArtifact } from '../../src/artifacts/artifact';
import { artifactsOf } from '../../src/pipeline/model/artifacts';
import { buildFleet } from '../support/build-fleet';
import { runsOf } from '../support/deep';
import { FleetDescription } from '../support/fleet-description';
import { fleetDescriptions } from '../support/random-fleet';

const SOURCE = Source.oci({ url: 'oci://registry.example.com/acme/fleet', tag: 'latest', per: 'unit' });

/** Whether an artifact holds a file of the output directory. */
function holds({ folder, without = [] }: FleetArtifact, path: string): boolean {
  return path.startsWith(`${folder}/`) && !without.some((other) => path.startsWith(`${other}/`));
}

/** What a fleet is delivered in: the digest of each artifact's files. */
function delivered(description: FleetDescription, probed?: string) {
  const { fleet } = buildFleet(description, 0, undefined, SOURCE);
  // An app or a setting of one target, as a program has it.
  new Component(fleet, 'probe', {
    manifests: (chart, { cluster, environment }) => {
      const isProbed = environment === undefined && cluster.name === probed;
      new ApiObject(chart, 'probe', { apiVersion: 'v1', kind: 'ConfigMap', data: { text: isProbed ? 'new' : 'old' } });
    },
  });
  const { tree, resolved } = fleet.synthesize();
  const files = [...tree.entries()];
  const artifacts = artifactsOf(resolved);
  const digests = new Map(
    artifacts.map((artifact) => {
      const own = files.filter(([path]) => holds(artifact, path));
      return [`${artifact.url}:${artifact.tag}`, own.length === 0 ? '' : hash('sha256', JSON.stringify(own))];
    }),
  );
  return { artifacts, digests, paths: files.map(([path]) => path), clusters: resolved.clusters };
}

test('a change that alters one unit alters exactly one artifact, which holds nothing else', () => {
  const seen = { altered: 0, files: 0 };
  fc.assert(
    fc.property(fleetDescriptions, fc.nat({ max: 1000 }), (description, pick) => {
      const before = delivered(description);
      const { artifacts, digests, paths, clusters } = before;
      expect(digests.size).toBe(artifacts.length);
      expect([...digests.values()]).not.toContain('');
      for (const path of paths.filter((one) => one.startsWith('clusters/'))) {
        expect(artifacts.filter((artifact) => holds(artifact, path))).toHaveLength(1);
        seen.files++;
      }
      const cluster = clusters[pick % Math.max(clusters.length, 1)];
      fc.pre(cluster !== undefined);
      const after = delivered(description, cluster.name);
      expect([...after.digests.keys()]).toEqual([...digests.keys()]);
      const changed = [...digests].filter(([url, digest]) => after.digests.get(url) !== digest).map(([url]) => url);
      const folder = cluster.manager === undefined ? cluster.name : `${cluster.manager}/remotes/${cluster.name}`;
      expect(changed).toEqual([`oci://registry.example.com/acme/fleet/${folder}/infrastructure/probe:latest`]);
      seen.altered++;
    }),
    { numRuns: runsOf(12, 500), seed: 11, endOnFailure: true },
  );
  expect(seen.altered).toBeGreaterThan(runsOf(6, 300));
  expect(seen.files).toBeGreaterThan(seen.altered);
});
