import { Tree } from '../../../src/pipeline/write/tree';
import { withHeader } from '../../../src/units/header';

/** A tree that shares some files with those of other numbers, and differs from each in many ways. */
export function numberedTree(number: number, size: number): Tree {
  const tree = new Tree();
  for (let index = 0; index < size; index++) {
    const group = index % 5;
    const body = `tree: ${group === 0 ? 'all' : number}\n`;
    const folder = group === 1 ? `own-${number}/${index % 3}` : `shared/${index % 4}`;
    // A folder in one tree is a file in another.
    tree.add(group === 2 && number % 2 === 0 ? `swap/${index}` : `${folder}/${index}.yaml`, withHeader(body));
    if (group === 2 && number % 2 === 1) tree.add(`swap/${index}/deep.yaml`, withHeader(body));
  }
  return tree;
}
