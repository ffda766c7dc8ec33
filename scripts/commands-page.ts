import { CommandDeclaration, EXIT_CODES, isGroup } from '../src/cli/base/declaration';
import { COMMANDS } from '../src/cli/registry';

/** The page of the documentation that lists the commands, from their declarations. */
export function commandsPage(): string {
  const sections = Object.entries(COMMANDS).map(([name, { summary, load }]) => {
    const loaded = load();
    if (!isGroup(loaded)) return section(2, name, loaded);
    const inner = Object.entries(loaded.commands).map(([word, one]) => section(3, `${name} ${word}`, one.command));
    return [`## ${name}\n`, `${capital(summary)}. ${loaded.description}\n`, ...inner].join('\n');
  });
  const index = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `| [\`${name}\`](#${name}) | ${escaped(summary)} |`,
  );
  const codes = EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`);
  return `# The command

<!-- Written by \`npm run docs:commands\` from src/cli. -->

| command | what it does |
|---|---|
${index.join('\n')}

All commands take the same options for their output:

| option | what it does |
|---|---|
| \`--format FORMAT\` | \`text\`, \`markdown\` (for a comment or a page) or \`json\` |
| \`--json\` | the same as \`--format json\` |
| \`--no-color\` | print no colors, as with \`NO_COLOR\` in the environment. Colors are for terminals only |
| \`-h\`, \`--help\` | print help with examples |

All have the same exit codes:

| code | meaning |
|---|---|
${codes.join('\n')}

A program that ends by itself, by a signal or with a code of its own, gives the command that code.

The commands that need the model run the program once, as \`app\` in cdk8s.yaml or \`--app\` says. Progress is shown on a
terminal only, on standard error. \`source <(flux-fleet completion bash)\` completes commands, options and values; zsh and fish
have such a script too.

${sections.join('\n')}`;
}

function section(level: number, name: string, command: CommandDeclaration): string {
  const { description, arguments: args = [], options, examples } = command;
  const words = args.map(({ name: word, isOptional = false }) => (isOptional ? ` [${word}]` : ` <${word}>`)).join('');
  const rows = [
    ...args.map((one) => `| \`<${one.name}>\` | ${escaped(one.description)} |`),
    ...Object.entries(options).map(([option, { placeholder, description: what, fallback, isRepeated = false }]) => {
      const value = placeholder === undefined ? '' : ` <${placeholder}>`;
      const more = `${isRepeated ? '; may be given again' : ''}${fallback === undefined ? '' : ` (${fallback})`}`;
      return `| \`--${option}${value}\` | ${escaped(`${what}${more}`)} |`;
    }),
  ];
  const table = rows.length === 0 ? '' : `\n| | |\n|---|---|\n${rows.join('\n')}\n`;
  const lines = examples.map(([line, effect]) => `# ${effect}\n${line}`);
  return `${'#'.repeat(level)} ${name}

\`flux-fleet ${name}${words} [options]\`

${description}
${table}
\`\`\`sh
${lines.join('\n')}
\`\`\`
`;
}

function escaped(text: string): string {
  return text.replace(/\|/g, '\\|');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
