import * as path from 'node:path';
import type * as TypeScript from 'typescript';
import { defined } from '../../core/defined';
import { CannotEdit } from './cannot-edit';
import { Imports } from './imports';

/** A statement at the top level of a file that makes one element of the fleet. */
export interface ElementStatement {
  readonly file: string;
  readonly statement: TypeScript.Statement;
  readonly made: TypeScript.NewExpression;
  /** The variable that holds it. */
  readonly variable?: string;
  readonly isExported: boolean;
  /** The literal with its name. */
  readonly name: TypeScript.StringLiteralLike;
  /** Its props, where they are written down there. */
  readonly props?: TypeScript.ObjectLiteralExpression;
}

/** Reads and changes statements of a program. Changes are collected in its files. */
export class Statements extends Imports {
  /**
   * The statement that makes an element.
   *
   * @param location where the program makes it, as the model says
   * @throws CannotEdit when it is made in another way
   */
  public of(
    className: string,
    name: string,
    location: { readonly file: string; readonly line: number } | undefined,
    paste?: string,
  ): ElementStatement {
    const where = location ? ` (${location.file}:${location.line})` : '';
    const found = this.all(className).filter((one) => one.name.text === name);
    const here = found.filter(({ file, statement }) => {
      if (location === undefined) return true;
      if (path.normalize(location.file) !== file) return false;
      const source = this.files.source(file);
      const [first, last] = [statement.getStart(), statement.getEnd()].map(
        (position) => source.getLineAndCharacterOfPosition(position).line + 1,
      );
      return location.line >= first! && location.line <= last!;
    });
    if (here.length === 1) return here[0]!;
    throw new CannotEdit(`${className} ${JSON.stringify(name)} is not made by a statement of its own${where}`, paste);
  }

  /** All statements at the top level that make an element of a class. */
  public all(className: string): ElementStatement[] {
    return this.files.all.flatMap(([file, source]) =>
      source.statements.flatMap((statement): ElementStatement[] => {
        const made = this.madeIn(statement);
        if (made === undefined || !this.isOf(source, made.expression, className)) return [];
        const [, name, props] = made.arguments ?? [];
        if (name === undefined || !this.ts.isStringLiteralLike(name)) return [];
        const declared = this.ts.isVariableStatement(statement)
          ? statement.declarationList.declarations[0]!.name
          : undefined;
        return [
          {
            file,
            statement,
            made,
            name,
            isExported: this.isExported(statement),
            ...defined({ variable: declared && this.ts.isIdentifier(declared) ? declared.text : undefined }),
            ...defined({ props: props && this.ts.isObjectLiteralExpression(props) ? props : undefined }),
          },
        ];
      }),
    );
  }

  private madeIn(statement: TypeScript.Statement): TypeScript.NewExpression | undefined {
    const { ts } = this;
    const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : undefined;
    const made = ts.isExpressionStatement(statement)
      ? statement.expression
      : declared?.length === 1
        ? declared[0]!.initializer
        : undefined;
    return made && ts.isNewExpression(made) ? made : undefined;
  }

  private isExported(statement: TypeScript.Statement): boolean {
    const { ts } = this;
    if (!ts.canHaveModifiers(statement)) return false;
    return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
  }

  /** Whether an expression is a class of the library, under whatever name it is imported. */
  private isOf(source: TypeScript.SourceFile, expression: TypeScript.Expression, className: string): boolean {
    const { ts } = this;
    if (ts.isPropertyAccessExpression(expression)) return expression.name.text === className;
    if (!ts.isIdentifier(expression)) return false;
    const imported = this.importsOf(source)
      .flatMap(({ named }) => named)
      .find(({ name }) => name.text === expression.text);
    return imported === undefined
      ? expression.text === className
      : (imported.propertyName ?? imported.name).text === className;
  }

  /**
   * Makes the variable of an element known in a file.
   *
   * @throws CannotEdit when no variable holds it
   */
  public reference(file: string, element: ElementStatement, paste?: string): string {
    if (element.variable === undefined)
      throw new CannotEdit(`no variable holds ${JSON.stringify(element.name.text)} (${element.file})`, paste);
    if (element.file === file) return element.variable;
    if (!element.isExported) this.files.edit(element.file, this.insertion(element.statement.getStart(), 'export '));
    return this.imported(file, element.file, element.variable);
  }

  /** Puts a statement behind others of the same file, or at its end. */
  public insertAfter(file: string, others: readonly TypeScript.Statement[], text: string): void {
    const { text: whole } = this.files.source(file);
    const ends = others.map((one) => this.lineEnd(whole, one.getEnd()));
    if (ends.length > 0) this.files.edit(file, this.insertion(Math.max(...ends), `\n${text}`));
    else
      this.files.edit(
        file,
        this.insertion(whole.length, `${whole === '' || whole.endsWith('\n') ? '' : '\n'}${text}\n`),
      );
  }

  /** Sets a prop of an element. */
  public setProp({ file, made, props }: ElementStatement, key: string, text: string): void {
    const known = props && this.prop(props, key);
    if (known !== undefined)
      this.files.edit(file, { start: known.getStart(), end: known.getEnd(), text: `${key}: ${text}` });
    else if (props === undefined) {
      if ((made.arguments?.length ?? 0) !== 2)
        throw new CannotEdit(`its props are not written down there`, `${key}: ${text}`);
      this.files.edit(file, this.insertion(made.arguments![1]!.getEnd(), `, { ${key}: ${text} }`));
    } else {
      const last = props.properties.at(-1);
      if (last === undefined)
        this.files.edit(file, { start: props.getStart(), end: props.getEnd(), text: `{ ${key}: ${text} }` });
      else {
        const isLong = props.getText().includes('\n');
        const indent = /[ \t]*$/.exec(props.getSourceFile().text.slice(0, last.getStart()))?.[0] ?? '';
        this.files.edit(file, this.insertion(last.getEnd(), `,${isLong ? `\n${indent}` : ' '}${key}: ${text}`));
      }
    }
  }

  /** Takes a prop out. */
  public removeProp({ file, props }: ElementStatement, key: string): void {
    const known = props && this.prop(props, key);
    if (props === undefined || known === undefined) return;
    if (props.properties.length === 1) {
      this.files.edit(file, { start: props.getStart(), end: props.getEnd(), text: '{}' });
      return;
    }
    this.files.edit(file, this.outOfList(props.properties, known));
  }

  /** The text of a prop; undefined where there is none. */
  public propText({ props }: ElementStatement, key: string): string | undefined {
    const known = props && this.prop(props, key);
    return known && this.ts.isPropertyAssignment(known) ? known.initializer.getText() : undefined;
  }

  private prop(props: TypeScript.ObjectLiteralExpression, key: string) {
    return props.properties.find((one) => one.name?.getText().replace(/^["']|["']$/g, '') === key);
  }

  /**
   * Adds to a list among the props of an element.
   *
   * @throws CannotEdit when the list is not written down there
   */
  public addToList(element: ElementStatement, key: string, text: string): void {
    const known = element.props && this.prop(element.props, key);
    if (known === undefined) {
      this.setProp(element, key, `[${text}]`);
      return;
    }
    const list = this.listOf(element, key, `${key}: [..., ${text}]`);
    const last = list.elements.at(-1);
    if (last === undefined)
      this.files.edit(element.file, { start: list.getStart(), end: list.getEnd(), text: `[${text}]` });
    else this.files.edit(element.file, this.insertion(last.getEnd(), `, ${text}`));
  }

  /** @throws CannotEdit when the list is not written down there */
  public listOf(element: ElementStatement, key: string, paste?: string): TypeScript.ArrayLiteralExpression {
    const known = element.props && this.prop(element.props, key);
    if (known && this.ts.isPropertyAssignment(known) && this.ts.isArrayLiteralExpression(known.initializer))
      return known.initializer;
    throw new CannotEdit(
      `${key} of ${JSON.stringify(element.name.text)} is no list that is written down there (${element.file})`,
      paste,
    );
  }

  /** Takes a statement out, with the comments above it and its line. */
  public remove(file: string, statement: TypeScript.Statement): void {
    const { text } = this.files.source(file);
    const comments = this.ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
    // A comment behind an empty line is about more than this statement.
    const near = comments.filter(({ end }) => !/\n[ \t]*\n/.test(text.slice(end, statement.getStart())));
    const start = near[0]?.pos ?? statement.getStart();
    const end = this.lineEnd(text, statement.getEnd());
    const isFirst = start === 0;
    this.files.edit(file, { start: isFirst ? 0 : start, end: Math.min(end + 1, text.length), text: '' });
  }

  /**
   * Writes a declaration of a removal before the synthesis.
   *
   * @param removal the call on `Removal`, such as `cluster('eu-1', { reason: 'gone' })`
   * @throws CannotEdit when nothing of the program synthesizes at the top level
   */
  public declare(removal: string): void {
    for (const [file, source] of this.files.all) {
      for (const statement of source.statements) {
        const called = this.synthesized(statement);
        if (called === undefined) continue;
        const name = this.library(file, 'Removal');
        const line = `${called}.declare(${name}.${removal});\n`;
        this.files.edit(file, this.insertion(statement.getStart(), line));
        return;
      }
    }
    throw new CannotEdit('no file of the program calls synth() at its top level', `fleet.declare(Removal.${removal});`);
  }

  private synthesized(statement: TypeScript.Statement): string | undefined {
    const { ts } = this;
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return undefined;
    const { expression: called } = statement.expression;
    return ts.isPropertyAccessExpression(called) && called.name.text === 'synth'
      ? called.expression.getText()
      : undefined;
  }

  /** The statements that declare removals of something: `cluster`, `'eu-1'`. */
  public declarations(
    what: string,
    ...names: readonly string[]
  ): ReadonlyArray<readonly [file: string, TypeScript.Statement]> {
    const { ts } = this;
    return this.files.all.flatMap(([file, source]) =>
      source.statements.flatMap((statement): Array<[string, TypeScript.Statement]> => {
        if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return [];
        const [argument, ...others] = statement.expression.arguments;
        if (argument === undefined || others.length > 0 || !ts.isCallExpression(argument)) return [];
        const { expression: called, arguments: given } = argument;
        const isSame =
          ts.isPropertyAccessExpression(called) &&
          called.name.text === what &&
          called.expression.getText().endsWith('Removal') &&
          names.every(
            (name, index) => given[index] && ts.isStringLiteralLike(given[index]) && given[index].text === name,
          );
        return isSame ? [[file, statement]] : [];
      }),
    );
  }

  /** The places that name a variable of an element, but for its own statement and imports. */
  public uses(
    element: ElementStatement,
  ): ReadonlyArray<{ readonly file: string; readonly node: TypeScript.Identifier }> {
    const { ts } = this;
    const { variable } = element;
    if (variable === undefined) return [];
    return this.files.all.flatMap(([file, source]) => {
      const isHere =
        file === element.file ||
        this.importsOf(source).some(
          (one) =>
            this.files.imported(file, one.from) === element.file &&
            one.named.some(({ name }) => name.text === variable),
        );
      const found: Array<{ file: string; node: TypeScript.Identifier }> = [];
      const visit = (node: TypeScript.Node): void => {
        if (node === element.statement || ts.isImportDeclaration(node)) return;
        if (
          ts.isIdentifier(node) &&
          node.text === variable &&
          !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)
        )
          found.push({ file, node });
        ts.forEachChild(node, visit);
      };
      if (isHere) visit(source);
      return found;
    });
  }
}
