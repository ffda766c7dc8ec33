import type * as TypeScript from 'typescript';
import { ProgramFiles } from './program-files';

const LIBRARY = 'cdk8s-flux-fleet';

/** Names that a file is to import from a module. */
interface PendingImport {
  readonly names: Set<string>;
  /** The import that is there. */
  readonly list: TypeScript.NamedImports | undefined;
}

/** Reads and changes the imports of a program's files. */
export class Imports {
  protected readonly ts: ProgramFiles['ts'];
  private readonly pending = new Map<string, Map<string, PendingImport>>();

  constructor(public readonly files: ProgramFiles) {
    this.ts = files.ts;
  }

  protected importsOf(source: TypeScript.SourceFile) {
    const { ts } = this;
    return source.statements.flatMap((statement) => {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
      const bindings = statement.importClause?.namedBindings;
      return [
        {
          statement,
          from: statement.moduleSpecifier.text,
          isType: statement.importClause?.isTypeOnly === true,
          list: bindings && ts.isNamedImports(bindings) ? bindings : undefined,
          named: bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [],
          namespace: bindings && ts.isNamespaceImport(bindings) ? bindings.name.text : undefined,
        },
      ];
    });
  }

  /** Makes a name of the library known in a file, and returns what it is called there. */
  public library(file: string, name: string): string {
    const imports = this.importsOf(this.files.source(file)).filter(({ from, isType }) => from === LIBRARY && !isType);
    const known = imports.flatMap(({ named }) => named).find((one) => (one.propertyName ?? one.name).text === name);
    if (known !== undefined) return known.name.text;
    const spaced = imports.find(({ namespace }) => namespace !== undefined);
    if (spaced !== undefined) return `${spaced.namespace}.${name}`;
    this.addImport(
      file,
      name,
      LIBRARY,
      imports.find(({ list }) => list !== undefined),
    );
    return name;
  }

  /** Makes an exported variable known in a file, and returns what it is called there. */
  public imported(file: string, from: string, variable: string): string {
    const imports = this.importsOf(this.files.source(file)).filter(
      (one) => !one.isType && this.files.imported(file, one.from) === from,
    );
    const known = imports.flatMap(({ named }) => named).find((one) => (one.propertyName ?? one.name).text === variable);
    if (known !== undefined) return known.name.text;
    this.addImport(
      file,
      variable,
      this.files.specifier(file, from),
      imports.find(({ list }) => list !== undefined),
    );
    return variable;
  }

  private addImport(
    file: string,
    name: string,
    from: string,
    into: { readonly list?: TypeScript.NamedImports | undefined } | undefined,
  ): void {
    const here = this.pending.get(file) ?? new Map<string, PendingImport>();
    this.pending.set(file, here);
    const one = here.get(from) ?? { names: new Set<string>(), list: into?.list };
    here.set(from, one);
    one.names.add(name);
  }

  /** Writes the imports that the edits need. */
  public finish(): void {
    for (const [file, imports] of this.pending) {
      const source = this.files.source(file);
      const quote = /from "/.test(source.text) ? '"' : "'";
      const lines: string[] = [];
      // Packages come before files.
      const ordered = [...imports].sort(([a], [b]) => Number(a.startsWith('.')) - Number(b.startsWith('.')));
      for (const [from, { names, list }] of ordered) {
        const sorted = [...names].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase()));
        if (list === undefined) lines.push(`import { ${sorted.join(', ')} } from ${quote}${from}${quote};`);
        else this.addNames(file, list, sorted);
      }
      if (lines.length === 0) continue;
      const last = this.importsOf(source).at(-1)?.statement;
      if (last !== undefined)
        this.files.edit(file, this.insertion(last.getEnd(), lines.map((line) => `\n${line}`).join('')));
      else
        this.files.edit(
          file,
          this.insertion(source.statements[0]?.getStart() ?? source.text.length, `${lines.join('\n')}\n\n`),
        );
    }
    this.pending.clear();
  }

  /** Adds names to an import, which stays sorted if it is. */
  private addNames(file: string, list: TypeScript.NamedImports, names: readonly string[]): void {
    const { elements } = list;
    for (const name of names) {
      const after = elements.filter((one) => one.name.text.toLowerCase() < name.toLowerCase()).at(-1);
      if (after !== undefined) this.files.edit(file, this.insertion(after.getEnd(), `, ${name}`));
      else if (elements[0] !== undefined) this.files.edit(file, this.insertion(elements[0].getStart(), `${name}, `));
      else this.files.edit(file, this.insertion(list.pos + 1, ` ${name} `));
    }
  }

  /** Takes out `export {}`, which only makes a file without statements a module. */
  public dropEmptyExport(file: string): void {
    const { ts } = this;
    for (const statement of this.files.source(file).statements) {
      const bindings =
        ts.isExportDeclaration(statement) && !statement.moduleSpecifier ? statement.exportClause : undefined;
      if (!bindings || !ts.isNamedExports(bindings) || bindings.elements.length > 0) continue;
      const end = this.lineEnd(statement.getSourceFile().text, statement.getEnd());
      this.files.edit(file, {
        start: statement.getStart(),
        end: Math.min(end + 1, statement.getSourceFile().text.length),
        text: '',
      });
    }
  }

  /** Takes a node out of a list of nodes with commas in between. */
  public outOfList(list: TypeScript.NodeArray<TypeScript.Node>, node: TypeScript.Node) {
    const index = list.indexOf(node);
    const next = list[index + 1];
    const before = list[index - 1];
    if (next !== undefined) return { start: node.getStart(), end: next.getStart(), text: '' };
    return { start: before?.getEnd() ?? node.getStart(), end: node.getEnd(), text: '' };
  }

  protected lineEnd(text: string, position: number): number {
    const end = text.indexOf('\n', position);
    return end < 0 ? text.length : end;
  }

  protected insertion(at: number, text: string) {
    return { start: at, end: at, text };
  }

  /** Takes a variable out of the imports of all files. */
  public removeImports({ file: from, variable }: { readonly file: string; readonly variable?: string }): void {
    for (const [file, source] of this.files.all) {
      for (const one of this.importsOf(source)) {
        const named = one.named.find(({ name, propertyName }) => (propertyName ?? name).text === variable);
        if (named === undefined || this.files.imported(file, one.from) !== from) continue;
        if (one.named.length > 1) this.files.edit(file, this.outOfList(one.list!.elements, named));
        // The effects of loading the module must remain.
        else
          this.files.edit(file, {
            start: one.statement.getStart(),
            end: one.statement.getEnd(),
            text: `import ${one.statement.moduleSpecifier.getText()};`,
          });
      }
    }
  }
}
