import ts from 'typescript';
import { SizedItem } from './figure';
import { SourceFile, visitNodes } from './source-file';

/**
 * The functions of a file with their lengths.
 *
 * A function is one with a body: a function declaration or expression, a method, a constructor, an accessor, or an
 * arrow function whose body is a block of more than one line. Its length is the number of lines from the first word of
 * the declaration, after its docstring, to the closing brace. A function within another one counts for itself and as
 * lines of the outer one.
 */
export function functionsOf(source: SourceFile): SizedItem[] {
  const found: SizedItem[] = [];
  visitNodes(source.tree, (node) => {
    if (isCounted(node, source)) found.push({ at: `${source.path}:${nameOf(node)}`, value: lines(node, source) });
  });
  return found;
}

function isCounted(node: ts.Node, source: SourceFile): node is ts.FunctionLikeDeclaration {
  if (ts.isArrowFunction(node)) return ts.isBlock(node.body) && lines(node.body, source) > 1;
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function lines(node: ts.Node, { tree }: SourceFile): number {
  const line = (position: number) => tree.getLineAndCharacterOfPosition(position).line;
  return line(node.getEnd()) - line(node.getStart(tree)) + 1;
}

/** The function's own name, or that of its declaration, after the names of the enclosing class and functions. */
function nameOf(node: ts.Node): string {
  const names: string[] = [];
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    const name = ownName(at);
    if (name !== undefined) names.unshift(name);
  }
  return names.join('.') || 'anonymous';
}

function ownName(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const isNamed =
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertyAssignment(node);
  return isNamed && node.name && !ts.isObjectBindingPattern(node.name) ? node.name.getText() : undefined;
}
