import { quote } from '../kubernetes/names';
import { contains, Fields, folderOf, mapsIn, textIn, valueIn } from './fields';

/** Paths of includes that lead out: a join keeps them below the root. */
export function* leadingOut(spec: Fields): Generator<string> {
  for (const [index, include] of mapsIn(spec['include']).entries()) {
    for (const field of ['fromPath', 'toPath']) {
      const path = textIn(include[field]);
      if (path === undefined || !path.split('/').includes('..')) continue;
      yield `include[${index}].${field} ${quote(path)} leads out of the repository, where Flux does not go: write it from the repository's root`;
    }
  }
}

/** The folder that an include becomes, without a way out of the root. */
function targetOf(include: Fields): string {
  const path = textIn(include['toPath']) ?? textIn(valueIn(include, 'repository', 'name')) ?? '';
  const steps: string[] = [];
  for (const step of folderOf(path).split('/')) {
    if (step === '..') steps.pop();
    else steps.push(step);
  }
  return steps.join('/');
}

/** Includes whose folder is there already: a folder is moved to its place, and replaces none that holds files. */
export function* ontoOthers(spec: Fields): Generator<string> {
  const before: string[] = [];
  for (const [index, include] of mapsIn(spec['include']).entries()) {
    const target = targetOf(include);
    const there = before.findIndex((other) => contains(target, other));
    if (target === '') {
      yield `include[${index}].toPath is the repository's root, which is there already: give it a folder of its own`;
    } else if (there >= 0) {
      yield `include[${index}] goes to ${quote(target)}, which include[${there}] made: give it another toPath, or put it before that one`;
    }
    before.push(target);
  }
}
