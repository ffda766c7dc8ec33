import { Resource } from '../resource/resource';
import { Resources } from '../resource/resources';
import { goJson } from '../yaml/go-json';
import { BuildError, toJson } from '../yaml/node';
import { Transformer } from './transformers';

const VALIDATED_BY = 'validated-by';

/** Runs transformers that must not change anything but a label of their own. */
export function checkValidators(resources: Resources, validators: readonly Transformer[], list: string): void {
  for (const validator of validators) {
    const before = new Map(resources.all.map((resource) => [resource, textOf(resource)]));
    validator.run(resources);
    const changed = resources.all.some((resource) => before.get(resource) !== textOf(resource));
    if (changed || before.size !== resources.all.length)
      throw new BuildError(`${list} has a validator that changes objects`);
  }
}

function textOf(resource: Resource): string {
  const copy = resource.copy();
  const labels = copy.texts('labels');
  if (labels.delete(VALIDATED_BY)) copy.setTexts('labels', labels);
  return goJson(toJson(copy.data));
}
