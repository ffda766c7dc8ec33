import { Rule } from '../../units/rule';

/** Kustomize refuses a directory without resources, and Flux would prune all that was there before. */
export const emptyUnits: Rule = {
  id: 'empty-unit',
  *unit(files, at) {
    if (files.every((file) => file.objects.length === 0)) {
      yield { at, message: 'renders no object at all: add one, or narrow the placement' };
    }
  },
};
