import type * as TypeScript from 'typescript';
import type { SourceLocation } from '../../core/source-location';
import { CannotEdit } from './cannot-edit';
import { EditSession } from './session';
import { ElementStatement } from './statements';

/** Something that the program states. */
interface Stated {
  readonly name: string;
  readonly location?: SourceLocation;
}

/** The statement of something that the model lists, by its class; undefined when it is made in another way. */
export function tryStatement(
  { statements }: EditSession,
  className: string,
  { name, location }: Stated,
): ElementStatement | undefined {
  try {
    return statements.of(className, name.split('/').at(-1)!, location);
  } catch (error) {
    if (error instanceof CannotEdit) return undefined;
    throw error;
  }
}

/** The last statement of a class, in the order of the files and lines. */
export function lastStatement(session: EditSession, className: string): ElementStatement | undefined {
  return session.statements.all(className).at(-1);
}

/**
 * The statement of an element that an option names.
 *
 * @throws CannotEdit when it does not exist, or is made in another way
 */
export function namedStatement(
  session: EditSession,
  className: string,
  what: string,
  name: string,
  known: readonly Stated[],
  paste?: string,
): ElementStatement {
  const found = known.find((one) => one.name === name);
  if (found === undefined) {
    const names = known.length === 0 ? 'there is none yet' : `use one of ${known.map((one) => one.name).join(', ')}`;
    throw new CannotEdit(`${what} ${JSON.stringify(name)} does not exist, ${names}`);
  }
  return session.statements.of(className, name.split('/').at(-1)!, found.location, paste);
}

/** A new statement, and where it goes. */
export interface NewStatement {
  readonly file: string;
  /** Statements of the same file that it must come after. */
  readonly after: readonly TypeScript.Statement[];
}

/**
 * Where a statement of a class goes: behind the last of its kind; else behind those that are like it.
 *
 * @throws CannotEdit when the program has no statement to put it behind
 */
export function placeFor(session: EditSession, paste: string, ...like: readonly string[]): NewStatement {
  for (const className of like) {
    const last = lastStatement(session, className);
    if (last !== undefined) return { file: last.file, after: [last.statement] };
  }
  throw new CannotEdit('the program makes its fleet in a way that leaves no place for it', paste);
}

/** The variable that holds the fleet, as a file calls it. */
export function fleetIn(session: EditSession, file: string, paste: string): string {
  return session.statements.reference(file, fleetOf(session, paste), paste);
}

/**
 * The statement of the fleet.
 *
 * @throws CannotEdit when it is made in another way
 */
export function fleetOf(session: EditSession, paste?: string): ElementStatement {
  const found = fleetStatement(session);
  if (found === undefined) throw new CannotEdit('no statement of the program makes its fleet', paste);
  return found;
}

/** The statement of the fleet, whose name is among its props. */
function fleetStatement({ files }: EditSession): ElementStatement | undefined {
  const { ts } = files;
  for (const [file, source] of files.all) {
    for (const statement of source.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      const [declaration] = statement.declarationList.declarations;
      const made = declaration?.initializer;
      if (!declaration || !made || !ts.isNewExpression(made) || !/(?:^|\.)Fleet$/.test(made.expression.getText()))
        continue;
      const isExported = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
      if (!ts.isIdentifier(declaration.name)) continue;
      return {
        file,
        statement,
        made,
        isExported,
        variable: declaration.name.text,
        name: ts.factory.createStringLiteral(''),
      };
    }
  }
  return undefined;
}

/** A text as a literal of the program. */
export function literal(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** A variable's name that the files of the program do not use yet. */
export function freeVariable({ files }: EditSession, wanted: string): string {
  const isUsed = (name: string) =>
    files.all.some(([, { text }]) => new RegExp(`\\b${name}\\b`).test(text.replace(/'[^'\n]*'/g, '')));
  if (!isUsed(wanted)) return wanted;
  let number = 2;
  while (isUsed(`${wanted}${number}`)) number++;
  return `${wanted}${number}`;
}
