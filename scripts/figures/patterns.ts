import ts from 'typescript';
import { Item } from './figure';
import { placeOf, SourceFile, visitNodes } from './source-file';

/** Spread patterns in object and list literals that have a plainer form. */
export type SpreadPattern = 'conditional' | 'conditional in a list' | 'formatting trick';

/** The spreads of a file that follow a pattern. */
export function spreadsOf(source: SourceFile, pattern: SpreadPattern): Item[] {
  const found: Item[] = [];
  visitNodes(source.tree, (node) => {
    if (!ts.isSpreadAssignment(node) && !ts.isSpreadElement(node)) return;
    if (patternOf(node) === pattern) found.push({ at: placeOf(source, node.getStart(source.tree)) });
  });
  return found;
}

/**
 * - conditional: `...(x && { … })`, or `...(x ? { … } : {})` with either side empty
 * - conditional in a list: `...(x ? […] : [])` likewise
 * - formatting trick: `...{ a, b }`, which keeps fields on one line
 */
export function patternOf(spread: ts.SpreadAssignment | ts.SpreadElement): SpreadPattern | undefined {
  const value = unwrapped(spread.expression);
  if (ts.isSpreadElement(spread)) {
    const sides = ts.isConditionalExpression(value) ? [value.whenTrue, value.whenFalse].map(unwrapped) : [];
    const isEmpty = (side: ts.Expression) => ts.isArrayLiteralExpression(side) && side.elements.length === 0;
    return sides.some(isEmpty) ? 'conditional in a list' : undefined;
  }
  if (ts.isObjectLiteralExpression(value)) return 'formatting trick';
  if (ts.isConditionalExpression(value)) {
    const isEmpty = (side: ts.Expression) => ts.isObjectLiteralExpression(side) && side.properties.length === 0;
    return [value.whenTrue, value.whenFalse].map(unwrapped).some(isEmpty) ? 'conditional' : undefined;
  }
  const isAnd = ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return isAnd ? 'conditional' : undefined;
}

function unwrapped(expression: ts.Expression): ts.Expression {
  const isWrapped = ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression);
  return isWrapped ? unwrapped(expression.expression) : expression;
}

/** The comments of a file that open with the word "What". Lines of `//` below each other are one comment. */
export function whatComments(source: SourceFile): Item[] {
  return commentsOf(source)
    .filter(({ pos, end }) => /^\/[/*]+\s*(?:\*\s*)?What\s/.test(source.text.slice(pos, end)))
    .map(({ pos }) => ({ at: placeOf(source, pos) }));
}

function commentsOf({ text, tree }: SourceFile): ts.CommentRange[] {
  const found = new Map<number, ts.CommentRange>();
  const add = (ranges: readonly ts.CommentRange[] = []) => ranges.forEach((range) => found.set(range.pos, range));
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(tree);
    if (children.length === 0) {
      add(ts.getLeadingCommentRanges(text, node.pos));
      add(ts.getTrailingCommentRanges(text, node.end));
    }
    children.forEach(visit);
  };
  visit(tree);
  const sorted = [...found.values()].sort((a, b) => a.pos - b.pos);
  return sorted.filter((range, index) => !continues(sorted[index - 1], range, text));
}

/** Whether a comment continues the one on the line above. */
function continues(before: ts.CommentRange | undefined, range: ts.CommentRange, text: string): boolean {
  if (!before || [before, range].some(({ kind }) => kind !== ts.SyntaxKind.SingleLineCommentTrivia)) return false;
  const startsLine = /(?:^|\n)[ \t]*$/.test(text.slice(0, before.pos));
  return startsLine && /^\r?\n[ \t]*$/.test(text.slice(before.end, range.pos));
}
