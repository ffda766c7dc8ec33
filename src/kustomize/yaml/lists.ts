import { BuildError, fieldOf, isNodeMap, isNothing, isNull, Node, NodeMap, textOf } from './node';

/**
 * The objects of documents, with those of lists one by one.
 *
 * @throws BuildError when something is no object
 */
export function expandLists(documents: readonly Node[], where: string): NodeMap[] {
  const nodes: Node[] = documents.length === 1 ? unwrap(documents[0]!) : [...documents];
  const result: NodeMap[] = [];
  const waiting = checked(nodes, where);
  // Items of lists come after all documents, as kustomize has it.
  for (let at = 0; at < waiting.length; at++) {
    const node = waiting[at]!;
    const items = textOf(node.kind).endsWith('List') ? fieldOf(node, 'items') : undefined;
    if (items === undefined) result.push(node);
    else if (Array.isArray(items)) waiting.push(...checked(items, where));
    else if (!isNull(items)) throw new BuildError(`${where} has a list whose items are no list`);
  }
  return result;
}

/** A `List` that is the only document is taken apart before anything is checked. */
function unwrap(document: Node): Node[] {
  const kind = textOf(fieldOf(document, 'kind'));
  const items = fieldOf(document, 'items');
  if ((kind !== 'List' && kind !== 'ResourceList') || items === undefined) return [document];
  return Array.isArray(items) ? items : [];
}

function checked(nodes: readonly Node[], where: string): NodeMap[] {
  const result: NodeMap[] = [];
  for (const node of nodes) {
    if (isNothing(node)) continue;
    const fault = faultOf(node);
    if (fault !== undefined) throw new BuildError(`${where} ${fault}`);
    result.push(node as NodeMap);
  }
  return result;
}

/** Fault of a node that is no object; lists need no name. */
function faultOf(node: Node): string | undefined {
  if (!isNodeMap(node)) return 'holds something that is no Kubernetes object';
  const { kind } = node;
  if (isNothing(kind) || textOf(kind) === '') return 'holds an object without a kind';
  if (textOf(kind).endsWith('List')) return undefined;
  const name = fieldOf(node.metadata, 'name');
  return isNothing(name) || textOf(name) === '' ? 'holds an object without a name' : undefined;
}
