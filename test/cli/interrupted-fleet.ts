import { Cluster, Environment, Fleet, Source, Tenant } from '../../src';
import { nodeFileSystem } from '../../src/pipeline/write/file-system';

/** A fleet of some thousand files, each of which depends on `branch` or is next to one that does. */
export function fleetIn(outdir: string, branch: string): Fleet {
  const source = Source.git({ url: 'https://example.com/fleet', branch });
  const fleet = new Fleet({ name: 'acme', outdir, source });
  const clusters = Array.from({ length: 80 }, (_, number) => new Cluster(fleet, `c-${number}`));
  new Environment(fleet, 'prod', { clusters });
  for (let number = 0; number < 5; number++) new Tenant(fleet, `t-${number}`, { source });
  return fleet;
}

/** Lets this process create some files and then stand still, so that an interruption never comes too late. */
export function standStillAfter(files: number): void {
  const create = nodeFileSystem.create.bind(nodeFileSystem);
  let created = 0;
  nodeFileSystem.create = (...args) => {
    if (created++ === files) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    create(...args);
  };
}
