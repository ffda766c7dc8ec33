import { JsonObject } from '../../kubernetes/objects';
import { BuildContext } from '../target/context';
import { UnknownField } from '../unknown/markers';
import { Unknown } from '../unknown/unknowns';
import { fieldOf, isNodeMap, Node } from '../yaml/node';

const DECRYPT = 'kustomize.toolkit.fluxcd.io/decrypt';
const ENCRYPTED = /^ENC\[AES256_GCM,/;

/** Takes the notes of SOPS off an encrypted object and tells which of its fields hold values that are not known. */
export function decrypted(
  object: JsonObject,
  context: BuildContext,
): { readonly object: JsonObject; readonly hidden: readonly UnknownField[] } {
  if (!isNodeMap(object.sops) || isDisabled(object)) return { object, hidden: [] };
  const { sops: _sops, ...rest } = object;
  const why = secretUnknown(context, 'SOPS');
  const hidden: UnknownField[] = [];
  const walk = (node: Node, path: ReadonlyArray<number | string>): void => {
    if (typeof node === 'string' && ENCRYPTED.test(node)) hidden.push({ path, why });
    else if (Array.isArray(node)) node.forEach((item, at) => walk(item, [...path, at]));
    else if (isNodeMap(node)) for (const key of Object.keys(node)) walk(node[key]!, [...path, key]);
  };
  walk(rest, []);
  return { object: rest, hidden };
}

function isDisabled(object: JsonObject): boolean {
  const mark = fieldOf(fieldOf(object.metadata, 'annotations'), DECRYPT);
  return typeof mark === 'string' && mark.toLowerCase() === 'disabled';
}

/** The one unknown for all encrypted values of a build. */
export function secretUnknown(context: BuildContext, what: string): Unknown {
  return context.unknown({ kind: 'secret', what, where: 'spec.decryption', hidesObjects: false, touchesAll: false });
}
