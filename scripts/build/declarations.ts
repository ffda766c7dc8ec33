import { posix } from 'node:path';
import ts from 'typescript';

/*
 * Of the declarations, users need those that the exported ones refer to, one by one: most modules have more that no user
 * can name. They stay in their files, so that a class is the same one in every entry, and keep their docstrings.
 */

/** The declarations that entries reach, as files. */
export function reachableDeclarations(
  declarations: ReadonlyMap<string, string>,
  entries: readonly string[],
): Map<string, string> {
  const program = programOf(declarations, entries);
  const reached = new Reached(program.getTypeChecker(), (file) => declarations.has(file.slice(1)));
  const roots = entries.map((entry) => program.getSourceFile(`/${entry}.d.ts`)!);
  for (const root of roots) reached.module(root);
  const files = new Map<string, string>();
  for (const file of reached.files()) files.set(file.fileName.slice(1), reached.text(file));
  for (const [file, text] of files) checkImports(file, text, files);
  return files;
}

/** Fails for a module that a file refers to in a way that is not followed. */
function checkImports(file: string, text: string, files: ReadonlyMap<string, string>): void {
  for (const module of modulesIn(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true))) {
    const path = posix.join(posix.dirname(file), module);
    if (module.startsWith('.') && !files.has(`${path}.d.ts`) && !files.has(posix.join(path, 'index.d.ts')))
      throw new Error(`/${file}: no declarations of ${module}`);
  }
}

/** The modules that declarations name, in every way that there is. */
function* modulesIn(node: ts.Node): Generator<string> {
  const { parent } = node;
  if (ts.isStringLiteral(node)) {
    const isType = ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent);
    const isStatement = ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent);
    if (isType || isStatement || ts.isExternalModuleReference(parent) || ts.isModuleDeclaration(parent))
      yield node.text;
  }
  for (const child of node.getChildren()) yield* modulesIn(child);
}

function programOf(declarations: ReadonlyMap<string, string>, entries: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    target: ts.ScriptTarget.ES2022,
    noLib: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = (path: string) => declarations.get(path.slice(1));
  const folders = new Set([...declarations.keys()].flatMap((file) => foldersAbove(`/${file}`)));
  return ts.createProgram(
    entries.map((entry) => `/${entry}.d.ts`),
    options,
    {
      ...host,
      fileExists: (path) => read(path) !== undefined,
      readFile: read,
      directoryExists: (folder) => folders.has(posix.join('/', folder, '.').replace(/(.)\/$/, '$1')),
      getSourceFile: (path, version) => {
        const text = read(path);
        return text === undefined ? undefined : ts.createSourceFile(path, text, version, true);
      },
    },
  );
}

function foldersAbove(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

class Reached {
  /** The statements that stay, and of imports and exports the names that do. */
  readonly #statements = new Set<ts.Statement>();
  readonly #names = new Set<ts.Node>();

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly isOurs: (file: string) => boolean,
  ) {}

  /** Everything that a module exports. */
  public module(file: ts.SourceFile): void {
    for (const statement of file.statements) {
      if (ts.isImportDeclaration(statement)) continue;
      this.#statements.add(statement);
      if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
        for (const name of statement.exportClause.elements) this.#specifier(name);
      } else this.#references(statement);
    }
  }

  public files(): ts.SourceFile[] {
    return [...new Set([...this.#statements].map((statement) => statement.getSourceFile()))];
  }

  /** A file with what stays of it. */
  public text(file: ts.SourceFile): string {
    const parts = file.statements.filter((one) => this.#statements.has(one)).map((one) => this.#part(one));
    return `${parts.join('\n')}\n${isScript(parts) ? 'export {};\n' : ''}`;
  }

  #part(statement: ts.Statement): string {
    const { text, pos } = withDocstring(statement);
    const clause = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : ts.isExportDeclaration(statement)
        ? statement.exportClause
        : undefined;
    if (!clause || !(ts.isNamedImports(clause) || ts.isNamedExports(clause))) return text;
    const names = [...clause.elements].filter((name) => this.#names.has(name)).map((name) => name.getText());
    return `${text.slice(0, clause.getStart() - pos)}{ ${names.join(', ')} }${text.slice(clause.end - pos)}`;
  }

  #declaration(node: ts.Node): void {
    const statement = statementOf(node);
    if (!this.isOurs(statement.getSourceFile().fileName) || this.#statements.has(statement)) return;
    this.#statements.add(statement);
    this.#references(statement);
  }

  #references(node: ts.Node): void {
    if (ts.isImportTypeNode(node) && !node.qualifier) this.#wholeImport(node);
    if (ts.isIdentifier(node)) this.#symbol(this.checker.getSymbolAtLocation(node));
    ts.forEachChild(node, (child) => this.#references(child));
  }

  /** A name where it is used: the import that brings it, if there is one, and what it stands for. */
  #symbol(symbol: ts.Symbol | undefined): void {
    for (const declaration of symbol?.declarations ?? []) {
      if (ts.isImportSpecifier(declaration) || ts.isExportSpecifier(declaration)) this.#specifier(declaration);
      else if (ts.isNamespaceImport(declaration)) this.#wholeModule(declaration);
      else if (!ts.isSourceFile(declaration)) this.#declaration(declaration);
    }
  }

  #specifier(name: ts.ImportSpecifier | ts.ExportSpecifier): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    this.#statements.add(statementOf(name));
    const { moduleSpecifier } = statementOf(name) as ts.ImportDeclaration | ts.ExportDeclaration;
    if (moduleSpecifier === undefined) {
      this.#symbol(this.checker.getExportSpecifierLocalTargetSymbol(name as ts.ExportSpecifier));
      return;
    }
    const target = this.checker.getSymbolAtLocation(moduleSpecifier);
    if (target === undefined) {
      const module = (moduleSpecifier as ts.StringLiteral).text;
      if (!module.startsWith('.')) return; // of another package
      throw new Error(`${name.getSourceFile().fileName}: no declarations of ${module}`);
    }
    const exported = this.checker.tryGetMemberInModuleExports((name.propertyName ?? name.name).text, target);
    if (exported === undefined) throw new Error(`${name.getSourceFile().fileName}: ${name.getText()} is not exported`);
    this.#symbol(exported);
    this.#passedOn(target, exported);
  }

  /** The statements `export * from` between a module and a name that it exports. */
  #passedOn(target: ts.Symbol, exported: ts.Symbol): void {
    for (const file of target.declarations?.filter(ts.isSourceFile) ?? []) {
      if (exported.declarations?.some((one) => one.getSourceFile() === file)) continue;
      for (const statement of file.statements) {
        if (!ts.isExportDeclaration(statement) || statement.exportClause || !statement.moduleSpecifier) continue;
        const next = this.checker.getSymbolAtLocation(statement.moduleSpecifier);
        if (next && this.checker.getExportsOfModule(next).includes(exported)) {
          this.#statements.add(statement);
          this.#passedOn(next, exported);
        }
      }
    }
  }

  #wholeModule(name: ts.NamespaceImport): void {
    const statement = statementOf(name) as ts.ImportDeclaration;
    this.#statements.add(statement);
    this.#refuseWhole(statement.moduleSpecifier);
  }

  /** `typeof import('./module')`, which is a type of all that the module exports. */
  #wholeImport({ argument }: ts.ImportTypeNode): void {
    if (ts.isLiteralTypeNode(argument)) this.#refuseWhole(argument.literal);
  }

  #refuseWhole(specifier: ts.Node): void {
    const file = this.checker.getSymbolAtLocation(specifier)?.declarations?.find(ts.isSourceFile);
    if (file && this.isOurs(file.fileName)) throw new Error(`${file.fileName} is imported whole: import names of it`);
  }
}

function statementOf(node: ts.Node): ts.Statement {
  return ts.isSourceFile(node.parent) ? (node as ts.Statement) : statementOf(node.parent);
}

/** A statement with the comment right before it; those further above belong to nothing that is published. */
function withDocstring(statement: ts.Statement): { readonly text: string; readonly pos: number } {
  const docs = ts.getJSDocCommentsAndTags(statement).filter((one) => ts.isJSDoc(one));
  const pos = docs.at(-1)?.pos ?? statement.getStart();
  return { text: statement.getSourceFile().text.slice(pos, statement.end), pos };
}

/** Whether a text of declarations would be read as a script, whose names are known everywhere. */
function isScript(parts: readonly string[]): boolean {
  return !parts.some((part) => /^(?:import|export)\b/m.test(part.replace(/\/\*.*?\*\//gs, '')));
}
