import type * as TypeScript from 'typescript';
import { CannotEdit } from './cannot-edit';
import { literal, namedStatement } from './place';
import { EditSession } from './session';
import { ElementStatement } from './statements';

/** Kinds of elements that can be renamed and retired. */
export const KINDS = ['cluster', 'environment', 'group', 'tenant', 'app', 'component'] as const;

/** A kind of element. */
export type ElementKind = (typeof KINDS)[number];

const CLASSES: Readonly<Record<ElementKind, string>> = {
  app: 'App',
  cluster: 'Cluster',
  component: 'Component',
  environment: 'Environment',
  group: 'ClusterGroup',
  tenant: 'Tenant',
};

/**
 * The statement of an element.
 *
 * @throws CannotEdit when it does not exist, or is made in another way
 */
export function elementOf(session: EditSession, kind: ElementKind, name: string): ElementStatement {
  const { clusters, environments, groups, tenants, apps, components } = session.model;
  const lists = {
    app: apps,
    cluster: clusters,
    component: components,
    environment: environments,
    group: groups,
    tenant: tenants,
  };
  const same = lists[kind].filter((one) => one.name === name);
  if (same.length > 1)
    throw new CannotEdit(
      `${kind} ${JSON.stringify(name)} is made ${same.length} times, for different clusters: change the one that you mean`,
    );
  return namedStatement(session, CLASSES[kind], kind, name, lists[kind]);
}

/** The options of a declaration. */
export function reasonText(reason: string): string {
  return `{ reason: ${literal(reason)} }`;
}

/** Declares a removal, unless the program does already. */
export function declareOnce({ statements }: EditSession, what: string, names: readonly string[], reason: string): void {
  if (statements.declarations(what, ...names).length > 0) return;
  statements.declare(`${what}(${names.map(literal).join(', ')}, ${reasonText(reason)})`);
}

/** Takes the declarations of a removal out. */
export function undeclare({ statements }: EditSession, what: string, names: readonly string[]): void {
  for (const [file, statement] of statements.declarations(what, ...names)) statements.remove(file, statement);
}

/**
 * Takes an element's statement out, and its variable out of lists that name it.
 *
 * @param alsoGoes statements that go with it, which may name it
 * @throws CannotEdit when something else of the program needs it
 */
export function removeElement(
  session: EditSession,
  element: ElementStatement,
  alsoGoes: readonly ElementStatement[] = [],
): void {
  const { statements, files } = session;
  const gone: readonly TypeScript.Statement[] = alsoGoes.map(({ statement }) => statement);
  const isGone = (node: TypeScript.Node) =>
    gone.some((one) => one.getSourceFile() === node.getSourceFile() && node.pos >= one.pos && node.end <= one.end);
  for (const { file, node } of statements.uses(element)) {
    if (isGone(node)) continue;
    const { parent } = node;
    if (!files.ts.isArrayLiteralExpression(parent)) {
      const { line } = files.source(file).getLineAndCharacterOfPosition(node.getStart());
      throw new CannotEdit(`${file}:${line + 1} needs ${JSON.stringify(element.name.text)}: take it out there first`);
    }
    files.edit(file, statements.outOfList(parent.elements, node));
  }
  statements.removeImports(element);
  statements.remove(element.file, element.statement);
}
