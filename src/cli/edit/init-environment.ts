import type * as TypeScript from 'typescript';
import { parse } from 'yaml';
import { listAt, textAt } from '../../kubernetes/json';
import { refsOf } from '../../pipeline/branches/branch-history';
import type { FleetModel } from '../../pipeline/model/model';
import { BRANCHES_FILE } from '../../pipeline/write/scope';
import {
  gitOutput,
  repositoryFolder,
  RepositoryFolder,
  resolveRef,
  symbolicName,
  UnknownRefError,
} from '../../plan/tree/repository';
import { command, value } from '../base/declaration';
import type { Output } from '../base/output';
import { appCommand } from '../base/program';
import { ask, askModel } from '../base/query';
import { variableName } from '../base/variable-name';
import { CannotEdit } from './cannot-edit';
import { freeVariable, literal, namedStatement } from './place';
import { EDIT_OPTIONS, editProgram, EditSession } from './session';

/** `flux-fleet environment init`. */
export const INIT_ENVIRONMENT = command({
  description:
    'Makes an environment like another one, with a branch of its own. The first call writes its statement: that of the ' +
    'other one, with its own name and branch, and without what is of one environment alone, such as its prefix. When that ' +
    'is committed with the folder, the same call makes the branch.',
  arguments: [{ name: 'name', description: "the new environment's name, a DNS label" }],
  options: {
    from: value('name', 'the environment that it is to be like; the second call does not need it'),
    branch: value('branch', 'the branch that its folder is read from', { fallback: 'its name' }),
    ...EDIT_OPTIONS,
  },
  examples: [
    ['flux-fleet environment init qa --from dev', 'its statement; after the commit, its branch'],
    ['flux-fleet environment init qa --from dev --branch stages/qa', 'on a branch of another name'],
  ],
  run: async ({ args: [name = ''], options, output }) => {
    const report = await ask(options.app, { action: 'query', question: 'model' });
    if (typeof report === 'number') return report;
    const model = report.model!;
    const { from, branch = name } = options;
    const known = model.environments.find((one) => one.name === name);
    if (known !== undefined)
      return beginBranch(
        known,
        { model, outdir: report.outdir, given: options.branch, isDry: options['dry-run'] },
        output,
      );
    const exitCode = await editProgram(options, output, (session) => {
      if (from === undefined)
        throw new CannotEdit(
          `environment ${JSON.stringify(name)} is new, and nothing says what it is like: give --from`,
        );
      copyStatement(session, from, name, branch);
      return [
        'next: flux-fleet synth, and commit',
        `then: flux-fleet environment init ${name} again, which makes branch ${branch}`,
      ];
    });
    if (exitCode !== 0 || options['dry-run']) return exitCode;
    return await sayMissing(options.app, from!, name);
  },
});

/** Props that hold for one environment alone. */
const OWN_PROPS: ReadonlySet<string> = new Set(['branch', 'drainedClusters', 'handedOver', 'prefix', 'until']);

/** Writes the statement of an environment again, with another name and branch. */
function copyStatement(session: EditSession, from: string, name: string, branch: string): void {
  const { statements, files } = session;
  const { environments } = session.model;
  const clusters = (environments.find((one) => one.name === from)?.clusters ?? []).map((one) => variableName(one));
  const paste = `const ${variableName(name, 'environment')} = new Environment(fleet, ${literal(name)}, { branch: ${literal(branch)}, clusters: [${clusters.join(', ')}] });`;
  const element = namedStatement(session, 'Environment', 'environment', from, environments, paste);
  const { file, statement, made, props, variable } = element;
  const isOwn = (one: TypeScript.ObjectLiteralElementLike) => OWN_PROPS.has(one.name?.getText() ?? '');
  if (props === undefined)
    throw new CannotEdit(`the props of ${JSON.stringify(from)} are not written down in its statement (${file})`, paste);
  if (props.properties.some((one) => one.name?.getText() === 'source'))
    throw new CannotEdit(
      `environment ${JSON.stringify(from)} has a source of its own, whose branch belongs there (${file}): write the statement of ${name} by hand`,
    );
  const kept = props.properties.filter((one) => !isOwn(one)).map((one) => one.getText());
  // Behind what is spread, which may have a branch, too.
  const isSpread = props.properties.some((one) => files.ts.isSpreadAssignment(one));
  const own = `branch: ${literal(branch)}`;
  const all = isSpread ? [...kept, own] : [own, ...kept];
  const isLong = props.getText().includes('\n');
  const text = isLong ? `{\n${all.map((one) => `  ${one},\n`).join('')}}` : `{ ${all.join(', ')} }`;
  const source = files.source(file).text;
  const start = statement.getStart();
  const head = source.slice(start, made.getStart());
  const next = freeVariable(session, variableName(name, 'environment'));
  const declared = variable === undefined ? head : renamed(head, variable, next);
  const call = `${source.slice(made.getStart(), element.name.getStart())}${literal(name)}`;
  const between = source.slice(element.name.getEnd(), props.getStart());
  const rest = source.slice(props.getEnd(), statement.getEnd());
  statements.insertAfter(file, [statement], `${declared}${call}${between}${text}${rest}`);
}

/** A declaration with another name, which may hold a dollar as any identifier. */
function renamed(head: string, variable: string, next: string): string {
  return head.replace(new RegExp(`(?<![\\w$])${variable.replaceAll('$', '\\$')}(?![\\w$])`), () => next);
}

/** Names what the other environment has and the new one lacks, because it is stated or placed there. */
async function sayMissing(app: string | undefined, from: string, name: string): Promise<number> {
  const model = await askModel(appCommand(app));
  if (typeof model === 'number') return model;
  const at = (environment: string, targets: readonly string[]) =>
    targets.some((target) => target.startsWith(`${environment}/`));
  const isMissing = ({ targets }: { readonly targets: readonly string[] }) => at(from, targets) && !at(name, targets);
  const missing = [
    ...model.components.filter(isMissing).map((one) => `component ${one.name}`),
    ...model.tenants.filter(isMissing).map((one) => `tenant ${one.name}`),
    ...model.apps
      .filter((one) => isMissing(one) && !isMissing(model.tenants.find(({ name: of }) => of === one.tenant)!))
      .map((one) => `app ${one.name}`),
  ];
  if (missing.length > 0)
    process.stderr.write(
      `${name} has not all that ${from} has: ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} stated for ${from} or placed there; state or place ${missing.length > 1 ? 'them' : 'it'} for ${name}, too, where wanted\n`,
    );
  return 0;
}

interface Place {
  readonly model: FleetModel;
  readonly outdir: string;
  /** The branch that the call names. */
  readonly given: string | undefined;
  readonly isDry: boolean;
}

/** Makes the branch of an environment at HEAD, which must have its folder. Returns the exit code. */
function beginBranch(
  { name, branch }: FleetModel['environments'][number],
  { model, outdir, given, isDry }: Place,
  output: Output,
): number {
  const why = obstacle(name, branch, { model, outdir, given });
  if (branch === undefined || why !== undefined) {
    process.stderr.write(`${why}: nothing was changed\n`);
    return 1;
  }
  const { repository } = repositoryFolder(outdir)!;
  const refs = refsOf(repository, branch);
  const isThere = refs.length > 0;
  if (!isThere && !isDry) gitOutput(repository, ['branch', '--no-track', branch]);
  const isPushed = refs.some((ref) => ref.startsWith('refs/remotes/'));
  const next = isPushed ? [] : [`next: git push origin ${branch}`];
  const done = isThere ? 'is there' : isDry ? 'would begin at this commit' : 'begins at this commit';
  output.print({
    text: () => `branch ${branch} ${done}\n${next.map((line) => `${line}\n`).join('')}`,
    data: () => ({ branch, made: !isThere && !isDry, next }),
  });
  return 0;
}

/** The obstacle to a branch for an environment, with what to do. */
function obstacle(
  name: string,
  branch: string | undefined,
  { model, outdir, given }: Omit<Place, 'isDry'>,
): string | undefined {
  if (branch === undefined)
    return `environment ${name} is there, and follows no branch of its own; give its statement branch: ${literal(given ?? name)}, flux-fleet synth, and commit`;
  if (given !== undefined && given !== branch)
    return `environment ${name} follows branch ${branch}, and not ${given}; leave --branch out`;
  const place = repositoryFolder(outdir);
  if (place === undefined) return `${outdir} is in no Git repository; git init, flux-fleet synth, and commit`;
  if (refsOf(place.repository, branch).length > 0) return undefined;
  const own = /^branch (.*)$/.exec(model.source.ref)?.[1];
  if (own !== undefined && symbolicName(place.repository, 'HEAD') !== `refs/heads/${own}`)
    return `branch ${branch} is to begin at ${own}, when that has the environment; merge it there, git switch ${own}, and give this again`;
  return isCommitted(place, branch)
    ? undefined
    : `what the program makes of environment ${name} is not committed; flux-fleet synth, commit, and give this again`;
}

/** Whether the folder at HEAD says that something is read from a branch. */
function isCommitted({ repository, path }: RepositoryFolder, branch: string): boolean {
  const file = path === '' ? BRANCHES_FILE : `${path}/${BRANCHES_FILE}`;
  try {
    const blob = resolveRef(repository, 'HEAD', `:${file}`);
    const listed = listAt(parse(gitOutput(repository, ['cat-file', 'blob', blob]).toString()), 'branches');
    return listed.some((one) => textAt(one, 'branch') === branch);
  } catch (error) {
    if (error instanceof UnknownRefError) return false;
    throw error;
  }
}
