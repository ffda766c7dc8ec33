import * as fs from 'node:fs';
import * as path from 'node:path';
import { command, value, values } from '../base/declaration';
import { ownerOf } from '../base/owner';
import { UsageError } from '../base/usage-error';
import { variableName } from '../base/variable-name';
import { fleetIn, fleetOf, freeVariable, lastStatement, literal, placeFor } from './place';
import { EDIT_OPTIONS, editProgram, EditSession } from './session';

/** Where hosts of Git look for owners of files. */
const CODEOWNERS = ['.github/CODEOWNERS', '.gitlab/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** `flux-fleet add tenant`. */
export const ADD_TENANT = command({
  description:
    'Adds a tenant to the program: in a file of its own where tenants have one, with lines in CODEOWNERS where that is ' +
    'there. It comes to all environments; a placement in the program leaves it out of some.',
  arguments: [{ name: 'name', description: "the tenant's name, a DNS label" }],
  options: {
    repository: value('url', "the repository with the tenant's apps; without it, each app brings its own"),
    branch: value('branch', 'its branch', { fallback: 'main' }),
    secret: value('name', 'the Secret with the credentials of the repository', { fallback: 'none, it is public' }),
    owner: values('group', 'a group of Kubernetes users that owns it'),
    ...EDIT_OPTIONS,
  },
  examples: [
    [
      'flux-fleet add tenant shop --repository https://github.com/acme/shop --owner shop-leads',
      'a team with a repository',
    ],
  ],
  run: ({ args: [name = ''], options, output }) => {
    const { repository, branch = 'main', secret, owner = [] } = options;
    if (repository === undefined && secret !== undefined)
      throw new UsageError('--secret is for the repository of the tenant: give --repository too');
    return editProgram(options, output, (session) => {
      const variable = freeVariable(session, variableName(name, 'tenant'));
      const write = (tenant: string, source: string, fleet: string) => {
        const more = secret === undefined ? '' : `, secretName: ${literal(secret)}`;
        const props = [
          ...(repository === undefined
            ? []
            : [`  source: ${source}.git({ url: ${literal(repository)}, branch: ${literal(branch)}${more} }),\n`]),
          ...(owner.length === 0 ? [] : [`  owners: [${owner.map(literal).join(', ')}],\n`]),
        ].join('');
        return `export const ${variable} = new ${tenant}(${fleet}, ${literal(name)}, ${props === '' ? '{}' : `{\n${props}}`});`;
      };
      const paste = write('Tenant', 'Source', 'fleet');
      const index = tenantIndex(session);
      if (index === undefined) {
        const { file, after } = placeFor(session, paste, 'Tenant', 'Environment', 'Cluster');
        const { statements } = session;
        const source = repository === undefined ? '' : statements.library(file, 'Source');
        statements.insertAfter(
          file,
          after,
          write(statements.library(file, 'Tenant'), source, fleetIn(session, file, paste)),
        );
        addOwners(session, name, file, owner);
      } else
        addOwners(
          session,
          name,
          inOwnFile(session, name, index, { paste, write, hasSource: repository !== undefined }),
          owner,
        );
      return ['next: flux-fleet add app, or flux-fleet synth, and commit'];
    });
  },
});

/** The file that imports the files of tenants; undefined where tenants share a file. */
function tenantIndex(session: EditSession): string | undefined {
  const { files, statements } = session;
  const last = lastStatement(session, 'Tenant');
  if (last === undefined)
    return files.all.map(([file]) => file).find((file) => /(?:^|\/)tenants\/index\.[cm]?[jt]s$/.test(file));
  const isAlone = statements.all('Tenant').filter(({ file }) => file === last.file).length === 1;
  if (!isAlone || path.parse(last.file).name !== last.name.text) return undefined;
  return files.all.map(([file]) => file).find((file) => imports(session, file).some(({ to }) => to === last.file));
}

function imports({ files }: EditSession, file: string) {
  const { ts } = files;
  return files.source(file).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    return [{ statement, to: files.imported(file, statement.moduleSpecifier.text) }];
  });
}

function inOwnFile(
  session: EditSession,
  name: string,
  index: string,
  {
    paste,
    write,
    hasSource,
  }: { paste: string; write: (tenant: string, source: string, fleet: string) => string; hasSource: boolean },
): string {
  const { files, statements } = session;
  const last = lastStatement(session, 'Tenant');
  const file = path.posix.join(path.posix.dirname(last?.file ?? index), `${name}${path.extname(index)}`);
  const fleet = fleetOf(session, paste);
  const holder = fleet.variable!;
  if (!fleet.isExported)
    files.edit(fleet.file, { start: fleet.statement.getStart(), end: fleet.statement.getStart(), text: 'export ' });
  const library = [...(hasSource ? ['Source'] : []), 'Tenant'].join(', ');
  const lines = [
    `import { ${library} } from 'cdk8s-flux-fleet';`,
    `import { ${holder} } from '${relativeTo(session, index, file, fleet.file)}';`,
  ];
  files.create(file, `${lines.join('\n')}\n\n${write('Tenant', 'Source', holder)}\n`);
  const specifier = `./${path.posix.relative(path.posix.dirname(index), file).replace(/\.([cm]?)tsx?$/, '')}`;
  const line = `import '${specifier}';`;
  const others = imports(session, index);
  statements.dropEmptyExport(index);
  const { text } = files.source(index);
  if (others.length > 0) statements.insertAfter(index, [others.at(-1)!.statement], line);
  else files.edit(index, { start: text.length, end: text.length, text: `${line}\n` });
  return file;
}

function relativeTo({ files }: EditSession, like: string, from: string, to: string): string {
  const plain = path.posix.relative(path.posix.dirname(from), to).replace(/\.[cm]?[jt]sx?$/, '');
  const ending = /\.[cm]?js$/.exec(files.specifier(like, to))?.[0] ?? '';
  return `${plain.startsWith('.') ? plain : `./${plain}`}${ending}`;
}

/** Lets the tenant's owners review its statements, and what is made of them. */
function addOwners({ files, model }: EditSession, name: string, file: string, owners: readonly string[]): void {
  const owned = CODEOWNERS.find((one) => fs.existsSync(one));
  if (owned === undefined || owners.length === 0) return;
  const text = fs.readFileSync(owned, 'utf8');
  const organisation = ownerOf(model.source.url);
  const who = owners.map((one) => (/[@/]/.test(one) ? one : `@${organisation}/${one}`)).join(' ');
  const paths = [`/${file}`, `/dist/clusters/**/tenants/${name}/`].filter((one) => !text.includes(one));
  const lines = paths.map((one) => `${one} ${who}\n`).join('');
  if (lines !== '') files.edit(owned, { start: text.length, end: text.length, text: lines });
}
