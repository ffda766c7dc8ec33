import * as path from 'node:path';
import type { Fleet } from '../../src';
import { Folder } from '../support/folder';
import { filesOf } from '../support/paths';

const committed = new Folder(path.join(__dirname, '../../examples/multicluster/dist'));

/** The reference fleet, written to a folder of the test's own. */
function synthesize(outdir: string): Fleet {
  process.env.CDK8S_OUTDIR = outdir;
  try {
    return jest.requireActual<{ fleet: Fleet }>('../../examples/multicluster/fleet').fleet;
  } finally {
    delete process.env.CDK8S_OUTDIR;
  }
}

test("the reference fleet's committed files are what its program gives: these bytes, no file more, none less", () => {
  const folder = new Folder();
  try {
    const fleet = synthesize(folder.path);
    expect(folder.files).toEqual(committed.files);
    const { tree, warnings, counts } = fleet.synthesize();
    expect(new Map(Object.entries(committed.files))).toEqual(filesOf(tree));
    expect(warnings).toEqual([]);
    expect(counts.clusters).toBe(3);
  } finally {
    folder.delete();
  }
});
