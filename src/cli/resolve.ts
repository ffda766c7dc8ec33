import * as fs from 'node:fs';
import * as path from 'node:path';
import { defined } from '../core/defined';
import { mergeConflict } from '../core/merge-conflict';
import { LIST, ownedBy, Ownership, ownershipOf, recordedOwnership } from '../pipeline/write/ownership';
import { gitOutput, repositoryFolder } from '../plan/tree/repository';
import { APP, command, flag, value } from './base/declaration';
import type { Output } from './base/output';
import { appCommand, baseOf, NO_SYNTHESIS, runProgram } from './base/program';
import { UsageError } from './base/usage-error';

/** `flux-fleet resolve`. */
export const RESOLVE = command({
  description:
    "Finishes a merge, rebase or cherry-pick that left conflicts in the fleet's folder. First resolve the conflicts of the " +
    'program and its data; then this runs the program, writes the files with conflict markers again, and stages the ' +
    'folder. Files that were changed by hand are refused as in a synthesis.',
  options: {
    app: APP,
    base: value('ref', 'the commit that Flux follows', { fallback: 'HEAD' }),
    'no-cache': flag('render and read everything, whatever an earlier run has left to know'),
  },
  examples: [['git merge main; flux-fleet resolve && git commit', 'merge a branch, and write its conflicts again']],
  run: ({ options, output }) => resolve(options, output),
});

async function resolve(
  given: { readonly app: string | undefined; readonly base: string | undefined; readonly 'no-cache': boolean },
  output: Output,
): Promise<number> {
  const app = appCommand(given.app);
  const root = repositoryRoot();
  const obstacles = unmergedFiles(root).flatMap((file) => obstacleIn(root, file) ?? []);
  if (obstacles.length > 0) {
    process.stderr.write(`nothing was written:\n${obstacles.map((line) => `  ${line}\n`).join('')}`);
    return 1;
  }
  const { exitCode, report } = await runProgram(
    app,
    {
      action: 'synth',
      onEdited: 'resolve',
      ...baseOf(given, 'HEAD'),
      ...defined({ cache: given['no-cache'] ? false : undefined }),
    },
    output.format === 'json' ? 'stderr' : 'stdout',
  );
  if (exitCode !== 0) return exitCode;
  if (!report) throw new UsageError(NO_SYNTHESIS);
  gitOutput(root, ['add', '--all', '--', report.outdir]);
  const left = unmergedFiles(root).map(({ file }) => file);
  const { fleet, written, removed } = report;
  const rest = left.length > 0 ? `still to be staged, with git add: ${left.join(', ')}\n` : '';
  const text = `fleet ${fleet}: ${written} written, ${removed} removed, all staged\n${rest}`;
  output.print({ text: () => text, markdown: () => text, data: () => ({ fleet, written, removed, unstaged: left }) });
  return 0;
}

function repositoryRoot(): string {
  if (repositoryFolder('.') === undefined) {
    throw new UsageError('no Git repository here: run it in the repository with the merge');
  }
  return gitOutput('.', ['rev-parse', '--show-toplevel']).toString().replace(/\n$/, '');
}

/** A file with a conflict that is not staged as resolved. */
interface Unmerged {
  /** Path from the top of the repository. */
  readonly file: string;
  /** Content by side of the merge; a side that deleted the file is missing. */
  readonly sides: ReadonlyMap<Side, Buffer>;
}

/** Numbers of the stages in Git's index, as Git calls them in a merge. */
const SIDES = { 2: 'ours', 3: 'theirs' } as const;

type Side = keyof typeof SIDES;

function unmergedFiles(root: string): Unmerged[] {
  const files = new Map<string, Map<Side, Buffer>>();
  const listing = gitOutput(root, ['ls-files', '--unmerged', '-z']).toString();
  for (const line of listing.split('\0').filter((one) => one !== '')) {
    const [, id = '', stage, file = ''] = /^\d+ ([0-9a-f]+) (\d)\t(.*)$/s.exec(line) ?? [];
    if (!files.has(file)) files.set(file, new Map());
    const side = Number(stage);
    if (side === 2 || side === 3) files.get(file)!.set(side, gitOutput(root, ['cat-file', 'blob', id]));
  }
  return Array.from(files, ([file, sides]) => ({ file, sides }));
}

/** The work by hand before a file can be made again; undefined if none. */
function obstacleIn(root: string, { file, sides }: Unmerged): string | undefined {
  const owners = Array.from(sides, ([side, content]) => [side, ownerOf(root, file, side, content)] as const);
  if (owners.some(([, owner]) => owner === 'foreign')) {
    const content = readIfThere(path.join(root, file));
    const isResolved = content === undefined || mergeConflict(content.toString()) === undefined;
    return isResolved ? undefined : `[${file}] has conflict markers of a merge: resolve the conflict`;
  }
  const edited = owners.find(([, owner]) => owner === 'edited');
  if (edited === undefined) return undefined;
  return (
    `[${file}] was changed by hand on one side of the merge (${SIDES[edited[0]]}): take the change into the program, ` +
    'then run flux-fleet synth --discard and stage the file'
  );
}

/** The owner of one side of a file; one without a header is recorded in the list beside it. */
function ownerOf(root: string, file: string, side: Side, content: Buffer): Ownership {
  const owner = ownershipOf(content);
  if (owner !== 'foreign') return owner;
  const list = path.posix.join(path.posix.dirname(file), LIST);
  const lists = [side, 0].map((stage) => gitFile(root, `:${stage}:${list}`));
  const hashes = lists.flatMap((one) => (one === undefined ? [] : (ownedBy(one).get(path.posix.basename(file)) ?? [])));
  return hashes.length === 0 ? 'foreign' : recordedOwnership(content, hashes);
}

function gitFile(root: string, name: string): Buffer | undefined {
  try {
    return gitOutput(root, ['cat-file', 'blob', name]);
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): Buffer | undefined {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true ? fs.readFileSync(file) : undefined;
}
