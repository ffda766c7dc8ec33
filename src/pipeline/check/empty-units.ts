import { Rule } from '../../units/rule';

/** No unit is empty: kustomize refuses a directory without resources, and Flux would prune all of its old objects. */
export const emptyUnits: Rule = {
  *unit(files, at) {
    if (files.every((file) => file.objects.length === 0)) {
      yield { id: 'empty-unit', at, message: 'renders no object at all: add one, or narrow the placement' };
    }
  },
};
