import { FieldSpec } from '../data/field-specs';
import { Resources } from '../resource/resources';
import { BuildError, fieldOf, isNodeMap, isScalar, Node, NodeMap, textOf, withText } from '../yaml/node';
import { editField, hasField } from './fields';
import { goRegExp } from './regular-expression';

/** The edit of the images of a name. */
export interface ImageEdit {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly tagSuffix?: string;
  readonly digest?: string;
}

/** Lists whose items have an image, at any depth of any kind. */
const CONTAINER_LISTS = ['containers', 'initContainers'];

/** Replaces the names, tags and digests of images. */
export function setImages(resources: Resources, image: ImageEdit, fieldSpecs: readonly FieldSpec[]): void {
  const pattern = goRegExp(`^${image.name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  const set = (value: Node): Node => {
    if (!isScalar(value)) throw new BuildError(`image ${image.name}: a field for images holds no text`);
    const text = textOf(value);
    return pattern.test(text) ? withText(value, imageOf(text, image)) : value;
  };
  for (const resource of resources.all) {
    if (resource.kind === 'CustomResourceDefinition') continue;
    if (findsContainers(resource.data, pattern)) editContainers(resource.edit(), set);
    for (const spec of fieldSpecs) {
      if (hasField(resource.data, spec)) editField(resource.edit(), spec, { set });
    }
  }
}

/** The containers in a node, at any depth. */
function* containersIn(node: Node): Generator<NodeMap> {
  if (Array.isArray(node)) {
    for (const item of node) yield* containersIn(item);
  } else if (isNodeMap(node)) {
    for (const key of Object.keys(node)) {
      const value = node[key]!;
      yield* containersIn(value);
      if (!CONTAINER_LISTS.includes(key) || !Array.isArray(value)) continue;
      for (const item of value) if (isNodeMap(item)) yield item;
    }
  }
}

function findsContainers(object: NodeMap, pattern: RegExp): boolean {
  for (const container of containersIn(object)) {
    const image = fieldOf(container, 'image');
    if (image !== undefined && (!isScalar(image) || pattern.test(textOf(image)))) return true;
  }
  return false;
}

function editContainers(object: NodeMap, set: (value: Node) => Node): void {
  for (const container of containersIn(object)) {
    const image = fieldOf(container, 'image');
    if (image !== undefined) container.image = set(image);
  }
}

function imageOf(text: string, { newName, newTag, tagSuffix, digest: newDigest }: ImageEdit): string {
  const { name, tag, digest } = partsOf(text);
  const result = newName || name;
  if (newTag && newDigest) return join(result, newTag, newDigest);
  if (newTag) return join(result, newTag, '');
  if (newDigest) return join(result, '', newDigest);
  if (tagSuffix) return join(result, tag + tagSuffix, '');
  return join(result, tag, digest);
}

function join(name: string, tag: string, digest: string): string {
  return name + (tag === '' ? '' : `:${tag}`) + (digest === '' ? '' : `@${digest}`);
}

function partsOf(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const slash = Math.max(image.indexOf('/'), 0);
  const at = image.indexOf('@', slash);
  const colon = image.indexOf(':', slash);
  if (at < 0 && colon < 0) return { name: image, tag: '', digest: '' };
  if (at >= 0 && (colon < 0 || at < colon)) return { name: image.slice(0, at), tag: '', digest: image.slice(at + 1) };
  if (at >= 0) return { name: image.slice(0, colon), tag: image.slice(colon + 1, at), digest: image.slice(at + 1) };
  return { name: image.slice(0, colon), tag: image.slice(colon + 1), digest: '' };
}
