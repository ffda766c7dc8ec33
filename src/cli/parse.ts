import { Argument, Command, CommanderError, Option } from 'commander';
import { nearest } from '../core/nearest';
import { CommandDeclaration, CommandGroup, CommandOption, EXIT_CODES, isGroup } from './base/declaration';
import { FORMATS, Output, outputOf } from './base/output';
import { UsageError } from './base/usage-error';
import { COMMANDS } from './registry';
import { version } from './version';

/** Width of help. */
const WIDTH = 120;

const ABOUT = 'Fleets of Kubernetes clusters run by Flux, from one TypeScript program.';

/**
 * Parses the arguments and runs the command that they name.
 *
 * @returns the exit code
 * @throws UsageError for wrong use
 */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = programFor(args, async (declaration, command) => {
    const { options, ...rest } = callOf(declaration, command);
    exitCode = await declaration.run({
      ...rest,
      options,
      output: outputFor(command, declaration.formats),
      commands: COMMANDS,
    });
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw new UsageError(wording(error, args));
  }
}

/** The output that a command or one above it is told to use. */
function outputFor(command: Command, ownFormats?: readonly string[]): Output {
  const given = chain(command).map((one) => one.opts<Parameters<typeof outputOf>[0]>());
  const last = given.reduce((all, one) => ({ ...all, ...one }), {});
  return outputOf({ ...last, ownFormats, color: given.every(({ color }) => color !== false) });
}

/** The text of `--help`, for a command or all; `add cluster` is a command too. */
export function helpOf(...names: readonly string[]): string {
  let at: Command = programFor(names, () => undefined);
  for (const name of names) at = at.commands.find((one) => one.name() === name) ?? at;
  let text = '';
  at.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => WIDTH });
  at.outputHelp();
  return text;
}

type Action = (declaration: CommandDeclaration, command: Command) => Promise<void> | void;

/** The parser. Only the declaration of the command that the arguments name is loaded; of the others, help has a line. */
function programFor(args: readonly string[], action: Action): Command {
  const program = styled(new Command('flux-fleet')).description(ABOUT);
  program.enablePositionalOptions().helpCommand(false);
  program.optionsGroup('Options:').version(version(), '--version', 'print the version');
  withOutputOptions(program);
  program.commandsGroup('Commands:');
  for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
    const command = styled(program.command(name)).summary(summary);
    if (args.includes(name)) declare(command, load(), action);
  }
  program.addHelpText('after', `\n${exitCodes()}\nflux-fleet COMMAND --help says more of each.`);
  return program;
}

function declare(command: Command, loaded: CommandDeclaration | CommandGroup, action: Action): void {
  command.description(loaded.description);
  if (isGroup(loaded)) {
    command.helpCommand(false);
    for (const [name, { summary, command: inner }] of Object.entries(loaded.commands)) {
      declare(styled(command.command(name)).summary(summary), inner, action);
    }
    return;
  }
  for (const { name, description, isOptional = false, isRepeated = false, choices } of loaded.arguments ?? []) {
    const word = isRepeated ? `${name}...` : name;
    const argument = new Argument(isOptional ? `[${word}]` : `<${word}>`, description);
    command.addArgument(choices ? argument.choices(choices) : argument);
  }
  for (const [name, option] of Object.entries(loaded.options)) command.addOption(optionOf(name, option));
  withOutputOptions(command, loaded.formats);
  const examples = loaded.examples.map(([line, effect]) => `  # ${effect}\n  ${line}\n`);
  command.addHelpText('after', `\nExamples:\n${examples.join('')}\n${exitCodes()}`);
  command.action(() => action(loaded, command));
}

function optionOf(name: string, { placeholder, description, fallback, isRepeated = false }: CommandOption): Option {
  const repeated = isRepeated ? '; may be given again' : '';
  const text = `${description}${repeated}${fallback === undefined ? '' : ` (${fallback})`}`;
  const option = new Option(placeholder === undefined ? `--${name}` : `--${name} <${placeholder}>`, text);
  return isRepeated
    ? option.argParser((one: string, before: readonly string[] | undefined) => [...(before ?? []), one])
    : option;
}

/** The options that all commands have. */
function withOutputOptions(command: Command, ownFormats: readonly string[] = []): void {
  command.optionsGroup('Output:');
  command.addOption(new Option('--format <format>', `${[...FORMATS, ...ownFormats].join(', ')} (text)`));
  command.option('--json', 'the same as --format json');
  command.option('--no-color', 'print no colors, as with NO_COLOR in the environment');
  command.optionsGroup('Options:');
}

function styled(command: Command): Command {
  command.exitOverride().helpOption('-h, --help', 'print this help').showSuggestionAfterError(true);
  command.configureHelp({ helpWidth: WIDTH, showGlobalOptions: false });
  // Faults are printed once, by main.
  command.configureOutput({ writeErr: () => undefined, outputError: () => undefined, getOutHelpWidth: () => WIDTH });
  return command;
}

/** The command after those above it. */
function chain(command: Command): Command[] {
  return command.parent ? [...chain(command.parent), command] : [command];
}

/** The values of a call by the names of the declared options. */
function callOf(declaration: CommandDeclaration, command: Command) {
  const found = command.opts<Record<string, unknown>>();
  const options = Object.fromEntries(
    Object.entries(declaration.options).map(([name, { placeholder }]) => {
      const key = camelCase(name.replace(/^no-/, ''));
      if (placeholder !== undefined) return [name, found[key]];
      return [name, name.startsWith('no-') ? found[key] === false : found[key] === true];
    }),
  );
  return { options, args: (command.processedArgs as Array<string | string[]>).flat() };
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function exitCodes(): string {
  return `Exit codes:\n${EXIT_CODES.map(([code, meaning]) => `  ${code}  ${meaning}\n`).join('')}`;
}

/** The fault and what to do, in the words of this project's messages. */
function wording({ code, message }: CommanderError, args: readonly string[]): string {
  if (code === 'commander.help') return withoutCommand(args);
  const [first = '', second = ''] = message.replace(/^error: /, '').split('\n');
  const [, similar] = /^\(Did you mean (?:one of )?(.*)\?\)$/.exec(second) ?? [];
  const [, given, argument, choices] =
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/s.exec(first) ?? [];
  if (argument !== undefined) {
    const near = nearest(given!, choices!.split(', '));
    return `${argument} ${JSON.stringify(given)} is not known: ${near ? `did you mean ${near}?` : `give one of ${choices}`}`;
  }
  const what = first
    .replace(/^unknown command '(.*)'$/s, (_, name) => `no command ${JSON.stringify(name)}`)
    .replace(/^missing required argument '(.*)'$/s, '<$1> is missing')
    .replace(/\.$/, '');
  const names = args.slice(0, 2).filter((word, index) => !word.startsWith('-') && isCommand(args.slice(0, index + 1)));
  return `${what}: ${similar === undefined ? `see ${['flux-fleet', ...names].join(' ')} --help` : `did you mean ${similar}?`}`;
}

/** Options, or the first word of a command that is one of several, and no more. */
function withoutCommand(args: readonly string[]): string {
  const name = args.find((word) => isCommand([word]));
  const loaded = name === undefined ? undefined : COMMANDS[name]!.load();
  if (loaded === undefined || !isGroup(loaded)) return 'no command is given: see flux-fleet --help';
  const [last, ...others] = Object.keys(loaded.commands).reverse();
  return `${name} is one of several commands: give ${others.reverse().join(', ')} or ${last} after it`;
}

function isCommand([name = '', inner]: readonly string[]): boolean {
  const loaded = Object.hasOwn(COMMANDS, name) ? COMMANDS[name]!.load() : undefined;
  if (inner === undefined || loaded === undefined) return loaded !== undefined;
  return isGroup(loaded) && Object.hasOwn(loaded.commands, inner);
}
