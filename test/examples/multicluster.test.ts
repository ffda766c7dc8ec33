import { Folder } from '../support/folder';
import { filesOf } from '../support/paths';
import { Example } from './example';

const example = new Example('multicluster');
const committed = example.dist.files;

test("the reference fleet's committed files are what its program gives: these bytes, no file more, none less", () => {
  const folder = new Folder();
  try {
    const fleet = example.run(folder.path);
    expect(folder.files).toEqual(committed);
    const { tree, warnings, counts } = fleet.synthesize();
    expect(new Map(Object.entries(committed))).toEqual(filesOf(tree));
    expect(warnings).toEqual([]);
    expect(counts.clusters).toBe(3);
  } finally {
    folder.delete();
  }
});
