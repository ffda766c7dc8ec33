import { Call, command, CommandDeclaration, CommandOption, isGroup } from './base/declaration';
import { FORMATS } from './base/output';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `flux-fleet completion`. */
export const COMPLETION = command({
  description:
    'Prints a script that completes commands, options and their values. It holds what this version knows: source it ' +
    'anew after an update. Where the command runs through npx, an alias of the same name is completed too.',
  arguments: [{ name: 'shell', description: SHELLS.join(', '), choices: SHELLS }],
  options: {},
  examples: [
    ['source <(flux-fleet completion bash)', 'bash, in ~/.bashrc'],
    ['source <(flux-fleet completion zsh)', 'zsh, in ~/.zshrc after compinit'],
    ['flux-fleet completion fish > ~/.config/fish/completions/flux-fleet.fish', 'fish'],
    ["alias flux-fleet='npx flux-fleet'", 'for a command that is installed in the repository alone'],
  ],
  run: ({ args: [shell], output, commands: all }) => {
    const commands = completedCommands(all);
    const write = shell === 'zsh' ? zshScript : shell === 'fish' ? fishScript : bashScript;
    const script = write(commands);
    output.print({ text: () => script, data: () => ({ shell, script }) });
    return 0;
  },
});

/** A command as completion sees it. */
interface Completed {
  /** The command's words: `add cluster`. */
  readonly words: string;
  readonly summary: string;
  /** Words that may come after its own. */
  readonly next: ReadonlyArray<readonly [word: string, summary: string]>;
  readonly options: Readonly<Record<string, CommandOption>>;
}

const FORMAT = { description: 'format of the output', placeholder: 'format', choices: FORMATS };

const OUTPUT_OPTIONS: Readonly<Record<string, CommandOption>> = {
  format: FORMAT,
  json: { description: 'the same as --format json' },
  'no-color': { description: 'print no colors' },
  help: { description: 'print help' },
};

function completedCommands(commands: Call['commands']): Completed[] {
  const all = Object.entries(commands).map(([name, { summary, load }]) => ({ name, summary, loaded: load() }));
  const root: Completed = {
    words: '',
    summary: '',
    next: all.map(({ name, summary }) => [name, summary]),
    options: { ...OUTPUT_OPTIONS, version: { description: 'print the version' } },
  };
  const found = all.flatMap(({ name, summary, loaded }): Completed[] => {
    if (!isGroup(loaded)) return [completed(name, summary, loaded)];
    const inner = Object.entries(loaded.commands);
    const next = inner.map(([word, one]): [string, string] => [word, one.summary]);
    return [
      { words: name, summary, next, options: { help: OUTPUT_OPTIONS.help! } },
      ...inner.map(([word, one]) => completed(`${name} ${word}`, one.summary, one.command)),
    ];
  });
  return [root, ...found];
}

function completed(words: string, summary: string, declaration: CommandDeclaration): Completed {
  const { arguments: args = [], options, formats = [] } = declaration;
  const choices = args[0]?.choices ?? [];
  const format = { ...FORMAT, choices: [...FORMATS, ...formats] };
  return {
    words,
    summary,
    next: choices.map((word) => [word, '']),
    options: { ...options, ...OUTPUT_OPTIONS, format },
  };
}

/** A text between single quotes for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

/** The lines of a shell's `case` for each command, and for each option with a value. */
function cases({ words, next, options }: Completed): string[] {
  const offered = [...next.map(([word]) => word), ...Object.keys(options).map((name) => `--${name}`)];
  const withValue = Object.entries(options).filter(([, { placeholder }]) => placeholder !== undefined);
  return [
    ...withValue.map(([name, { choices = [], takesFile = false }]) => {
      const then = takesFile ? 'files=1' : `offered=${quoted(choices.join(' '))}`;
      return `    ${quoted(`${words}:--${name}`)}) ${then} ;;`;
    }),
    `    ${quoted(`${words}:`)}*) offered=${quoted(offered.join(' '))} ;;`,
  ];
}

/** Finds the words of the command before the cursor, in bash and zsh alike. */
function findCommand(commands: readonly Completed[], words: string, from: number, to: string): string {
  const known = commands.filter((one) => one.words !== '').map((one) => quoted(one.words));
  return `  local command='' word index
  for ((index = ${from}; index < ${to}; index++)); do
    word=\${${words}[index]}
    case "\${command:+$command }$word" in
    ${known.join(' | ')}) command="\${command:+$command }$word" ;;
    esac
  done
  local offered='' files=''
  case "$command:$previous" in
${commands.flatMap(cases).join('\n')}
  esac`;
}

function bashScript(commands: readonly Completed[]): string {
  return `# Completion for bash: flux-fleet.
_flux_fleet() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
${findCommand(commands, 'COMP_WORDS', 1, 'COMP_CWORD')}
  COMPREPLY=()
  local one
  if [[ -n $files ]]; then
    while IFS= read -r one; do COMPREPLY+=("$one"); done < <(compgen -f -- "$current")
  else
    while IFS= read -r one; do COMPREPLY+=("$one"); done < <(compgen -W "$offered" -- "$current")
  fi
}
complete -o filenames -F _flux_fleet flux-fleet
`;
}

function zshScript(commands: readonly Completed[]): string {
  return `#compdef flux-fleet
# Completion for zsh: flux-fleet.
_flux_fleet() {
  local previous=\${words[CURRENT - 1]}
${findCommand(commands, 'words', 2, 'CURRENT')}
  if [[ -n $files ]]; then
    _files
  else
    compadd -- \${=offered}
  fi
}
compdef _flux_fleet flux-fleet
`;
}

function fishScript(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ words, next, options }) => {
    const condition = `-n ${quoted(`__flux_fleet_is ${quotedForFish(words)}`)}`;
    return [
      ...next.map(
        ([word, summary]) =>
          `complete -c flux-fleet -f ${condition} -a ${quoted(word)}${summary === '' ? '' : ` -d ${quotedForFish(summary)}`}`,
      ),
      ...Object.entries(options).map(([name, { placeholder, choices, takesFile = false, description }]) => {
        const value = placeholder === undefined ? '' : takesFile ? ' -r -F' : ' -x';
        const values = choices ? ` -a ${quoted(choices.join(' '))}` : '';
        return `complete -c flux-fleet ${condition} -l ${name}${value}${values} -d ${quotedForFish(firstSentence(description))}`;
      }),
    ];
  });
  const known = commands.filter(({ words }) => words !== '').map(({ words }) => quotedForFish(words));
  return `# Completion for fish: flux-fleet.
function __flux_fleet_is
    set -l command
    for word in (commandline -opc)[2..]
        set -l longer (string trim "$command $word")
        if contains -- $longer ${known.join(' ')}
            set command $longer
        end
    end
    test "$command" = "$argv"
end
complete -c flux-fleet -f
${lines.join('\n')}
`;
}

function quotedForFish(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, `\\'`)}'`;
}

function firstSentence(text: string): string {
  return text.split(/[;:.] /)[0]!;
}
