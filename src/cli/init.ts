import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { checkGitUrl } from '../flux/rules';
import { checkDnsLabel } from '../kubernetes/names';
import { command, flag, value } from './base/declaration';
import { UsageError } from './base/usage-error';
import { CI_SYSTEMS, INSTALLERS, scaffold, ScaffoldAnswers, ScaffoldedFile } from './scaffold';
import { version } from './version';

/** `flux-fleet init`. */
export const INIT = command({
  description:
    'Writes a repository for a new fleet: the program in files for clusters, environments, components and tenants, a test, ' +
    'settings, and a pipeline. Asks for what no option says, on a terminal. What is there already stays as it is, so that a ' +
    'second run adds what is missing.',
  options: {
    name: value('name', "the fleet's name", { fallback: 'the name of the folder' }),
    repository: value('url', 'the URL from which Flux reads the repository', { fallback: 'that of the remote origin' }),
    branch: value('branch', 'the branch that Flux follows', { fallback: 'main' }),
    cluster: value('name', 'the first cluster', { fallback: 'dev-1' }),
    environment: value('name', 'the first environment', { fallback: 'dev' }),
    private: flag('Flux needs credentials for the repository; with ssh:// it always does'),
    flux: value('installer', `who installs Flux: ${INSTALLERS.join(', ')}`, {
      fallback: 'operator',
      choices: INSTALLERS,
    }),
    ci: value('system', CI_SYSTEMS.join(', '), { fallback: 'by the host of the repository', choices: CI_SYSTEMS }),
    library: value('spec', 'what npm installs for this library: a range or a file', { fallback: 'this version' }),
    yes: flag('ask nothing: take what stands in parentheses here'),
  },
  examples: [
    ['flux-fleet init', 'ask, on a terminal'],
    ['npx cdk8s-flux-fleet init --name acme --repository https://github.com/acme/fleet --yes', 'ask nothing'],
    [
      'flux-fleet init --repository ssh://git@gitlab.com/acme/fleet --cluster eu-1 --environment prod --yes',
      'a private one',
    ],
  ],
  run: async ({ options, output }) => {
    const answers = await answersOf(options);
    const files = scaffold(process.cwd(), answers);
    const steps = nextSteps(answers);
    output.print({
      text: (to) => [filesText(files), '', to.style('bold', 'Next:'), ...steps.map(stepText), ''].join('\n'),
      markdown: () => `${filesText(files)}\n\n\`\`\`sh\n${steps.map(stepText).join('\n')}\n\`\`\`\n`,
      data: () => ({ files, next: steps }),
    });
    return 0;
  },
});

interface Given {
  readonly name: string | undefined;
  readonly repository: string | undefined;
  readonly branch: string | undefined;
  readonly cluster: string | undefined;
  readonly environment: string | undefined;
  readonly private: boolean;
  readonly flux: string | undefined;
  readonly ci: string | undefined;
  readonly library: string | undefined;
  readonly yes: boolean;
}

/** @throws UsageError for what cannot be, and for what is missing where nobody can be asked */
async function answersOf(given: Given): Promise<ScaffoldAnswers> {
  const isAsked = process.stdin.isTTY && process.stdout.isTTY && !given.yes;
  const terminal = isAsked ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
  try {
    const answer = async (
      option: string,
      said: string | undefined,
      question: string,
      fallback: string | undefined,
      check: (text: string) => string | undefined,
    ): Promise<string> => {
      let text = said ?? fallback;
      if (said === undefined && terminal !== undefined) {
        const typed = await terminal.question(`${question}${fallback === undefined ? '' : ` (${fallback})`}: `);
        text = typed.trim() === '' ? fallback : typed.trim();
      }
      if (text === undefined) throw new UsageError(`--${option} is missing: give ${question.toLowerCase()}`);
      const problem = check(text);
      if (problem !== undefined) throw new UsageError(problem);
      return text;
    };
    const label = (what: string) => (text: string) => checkDnsLabel(what, text);
    const origin = git('remote', 'get-url', 'origin');
    const named = path.basename(process.cwd()).toLowerCase();
    const name = await answer('name', given.name, "The fleet's name", named, label('--name'));
    const repository = await answer(
      'repository',
      given.repository,
      'The URL from which Flux reads the repository',
      origin && asUrl(origin),
      (text) => checkGitUrl('--repository', text),
    );
    const branch = await answer('branch', given.branch, 'The branch that Flux follows', 'main', branchProblem);
    const cluster = await answer('cluster', given.cluster, 'The first cluster', 'dev-1', label('--cluster'));
    const environment = await answer(
      'environment',
      given.environment,
      'The first environment',
      'dev',
      label('--environment'),
    );
    return {
      name,
      repository,
      branch,
      cluster,
      environment,
      ci: oneOf('ci', CI_SYSTEMS, given.ci ?? ciOf(repository)),
      bootstrap: oneOf('flux', INSTALLERS, given.flux ?? 'operator'),
      isPrivate: given.private || repository.startsWith('ssh://'),
      library: given.library ?? `^${version()}`,
      prefix: git('rev-parse', '--show-prefix') ?? '',
    };
  } finally {
    terminal?.close();
  }
}

function oneOf<T extends string>(option: string, known: readonly T[], text: string): T {
  const found = known.find((one) => one === text);
  if (found === undefined)
    throw new UsageError(`--${option} ${JSON.stringify(text)} is not known: give ${known.join(', ')}`);
  return found;
}

function branchProblem(branch: string): string | undefined {
  if (git('check-ref-format', '--branch', branch) !== undefined) return undefined;
  return `--branch ${JSON.stringify(branch)} cannot be a branch of Git: give another`;
}

function git(...args: readonly string[]): string | undefined {
  const { status, stdout, error } = spawnSync('git', args, { encoding: 'utf8' });
  return error === undefined && status === 0 ? stdout.trim() : undefined;
}

/** The form of a URL that Flux takes: `ssh://git@github.com/acme/fleet` for `git@github.com:acme/fleet.git`. */
export function asUrl(remote: string): string {
  const [, user, host, rest] = /^([\w.-]+)@([\w.-]+):(?!\/\/)(.+)$/.exec(remote) ?? [];
  const url = user === undefined ? remote : `ssh://${user}@${host}/${rest}`;
  // Credentials of a person do not belong into a program.
  return url.replace(/^(https?:\/\/)[^@/]*@/, '$1').replace(/\.git$/, '');
}

function ciOf(repository: string): ScaffoldAnswers['ci'] {
  if (/gitlab/.test(repository)) return 'gitlab';
  return /dev\.azure\.com|visualstudio\.com/.test(repository) ? 'azure' : 'github';
}

function filesText(files: readonly ScaffoldedFile[]): string {
  return files.map(({ file, result }) => `${result.padEnd(9)}  ${file}`).join('\n');
}

/** A command that comes next, with what it is for. */
interface Step {
  readonly command: string;
  readonly purpose: string;
}

/** Steps that bring the new fleet to its cluster. */
function nextSteps(answers: ScaffoldAnswers): Step[] {
  const { repository, branch, cluster, isPrivate, bootstrap } = answers;
  const isRepository = git('rev-parse', '--show-toplevel') !== undefined;
  const hasRemote = git('remote', 'get-url', 'origin') !== undefined;
  return [
    { command: 'npm install', purpose: 'the library and the compiler' },
    { command: 'npx flux-fleet synth --first', purpose: 'write dist' },
    ...(isRepository
      ? []
      : [{ command: `git init --initial-branch=${branch}`, purpose: 'removals are found by what is committed' }]),
    { command: "git add --all && git commit --message 'The fleet'", purpose: 'commit dist with the program' },
    ...(hasRemote ? [] : [{ command: `git remote add origin ${repository}`, purpose: 'where Flux reads it' }]),
    { command: `git push --set-upstream origin HEAD:${branch}`, purpose: 'Flux reads what is pushed' },
    { command: `npx flux-fleet bootstrap ${cluster} --apply`, purpose: bootstrapPurpose(bootstrap, isPrivate) },
  ];
}

function bootstrapPurpose(bootstrap: ScaffoldAnswers['bootstrap'], isPrivate: boolean): string {
  const how = {
    operator: 'install Flux with Flux Operator',
    gotk: 'install Flux from gotk-components.yaml, which flux install writes',
    external: 'Flux is there',
  }[bootstrap];
  const credentials = isPrivate ? '; it says how the Secret flux-system with the credentials is made' : '';
  return `${how}, and let it follow the folder${credentials}`;
}

function stepText({ command: line, purpose }: Step): string {
  return `# ${purpose}\n${line}`;
}
