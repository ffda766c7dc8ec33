import { Gvk } from '../data/gvk';
import { effectiveNamespace, groupAndVersion, ResourceId } from '../resource/ids';
import { Resource } from '../resource/resource';
import { Resources } from '../resource/resources';
import { matchesSelector } from './label-selector';
import { matchesWhole } from './regular-expression';

/** Which objects a patch or replacement is for: regular expressions for the parts of identity, and label selectors. */
export interface Selector extends Gvk {
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

/** The objects that a selector selects by their present or original name and namespace. */
export function selectResources(resources: Resources, selector: Selector): Resource[] {
  const { name = '', namespace = '' } = selector;
  return resources.all.filter((resource) => {
    const { id, originalId } = resource;
    return (
      (matchesWhole(namespace, effectiveNamespace(originalId)) || matchesWhole(namespace, effectiveNamespace(id))) &&
      (matchesWhole(name, originalId.name) || matchesWhole(name, id.name)) &&
      matchesKind(selector, { ...groupAndVersion(resource.apiVersion), kind: resource.kind }) &&
      matchesMarks(resource, selector)
    );
  });
}

/** Whether a selector's expressions match group, version and kind. */
export function matchesKind(
  selector: Selector,
  { group, version, kind }: Pick<ResourceId, 'group' | 'kind' | 'version'>,
): boolean {
  return (
    matchesWhole(selector.group ?? '', group) &&
    matchesWhole(selector.version ?? '', version) &&
    matchesWhole(selector.kind ?? '', kind)
  );
}

/** Whether an object's labels and annotations match a selector. */
export function matchesMarks(resource: Resource, { labelSelector = '', annotationSelector = '' }: Selector): boolean {
  return (
    matchesSelector(labelSelector, resource.texts('labels')) &&
    matchesSelector(annotationSelector, resource.texts('annotations'))
  );
}
