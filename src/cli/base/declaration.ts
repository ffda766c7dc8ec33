import type { Output } from './output';

/** An option of a command. `V` is the type of its value. */
export interface CommandOption<V = unknown> {
  /** The value's placeholder in help, in lower case; undefined for a flag. */
  readonly placeholder?: string;
  /** Its effect, in lower case and without a full stop. */
  readonly description: string;
  /** The fallback where none is given, for help. */
  readonly fallback?: string;
  /** Whether it may be given several times. */
  readonly isRepeated?: boolean;
  /** The values that completion offers. */
  readonly choices?: readonly string[];
  /** Whether completion offers names of files. */
  readonly takesFile?: boolean;
  /** Never there: the type of the value. */
  readonly value?: V;
}

type More = Pick<CommandOption, 'fallback' | 'choices' | 'takesFile'>;

/** An option without a value. */
export function flag(description: string): CommandOption<boolean> {
  return { description };
}

/** An option with a value. */
export function value(placeholder: string, description: string, more: More = {}): CommandOption<string | undefined> {
  return { placeholder, description, ...more };
}

/** An option with a value that may be given several times. */
export function values(
  placeholder: string,
  description: string,
  more: More = {},
): CommandOption<readonly string[] | undefined> {
  return { placeholder, description, isRepeated: true, ...more };
}

/** Options by their names, without `--`. */
export type OptionTable = Readonly<Record<string, CommandOption>>;

/** The values of options. */
export type ValuesOf<O extends OptionTable> = {
  readonly [K in keyof O]: O[K] extends CommandOption<infer V> ? V : never;
};

/** A word after the command's name. */
export interface CommandArgument {
  readonly name: string;
  readonly description: string;
  readonly isOptional?: boolean;
  /** Whether there may be several; only of the last one. */
  readonly isRepeated?: boolean;
  /** The values that it may have. */
  readonly choices?: readonly string[];
}

/** A call of a command. */
export interface Call<O extends OptionTable = OptionTable> {
  /** The words, in the order of the declared arguments; those that may be left out are undefined then. */
  readonly args: readonly string[];
  readonly options: ValuesOf<O>;
  readonly output: Output;
  /** All commands, for what is said of the command itself. */
  readonly commands: Readonly<Record<string, Registered>>;
}

/** A command's place in the list. */
export interface Registered {
  /** Its effect, in a few words. */
  readonly summary: string;
  /** Loads its declaration: the plan alone is more than a hundred files. */
  readonly load: () => CommandDeclaration | CommandGroup;
}

/** A command: help, completion, parsing and the page of the documentation come from this. */
export interface CommandDeclaration<O extends OptionTable = OptionTable> {
  /** Its effect, in sentences. Lines are wrapped where they are printed. */
  readonly description: string;
  readonly arguments?: readonly CommandArgument[];
  readonly options: O;
  /** Formats that it writes beside those of all commands. */
  readonly formats?: readonly string[];
  /** Lines of a shell, each with what it does. */
  readonly examples: ReadonlyArray<readonly [line: string, effect: string]>;
  /**
   * Runs it.
   *
   * @returns the exit code
   * @throws UsageError for wrong use
   */
  run(call: Call<O>): Promise<number> | number;
}

/** A command that is one of several, `add cluster`. */
export interface CommandGroup {
  readonly description: string;
  /** The commands by their second word, each with what it does in a few words. */
  readonly commands: Readonly<Record<string, { readonly summary: string; readonly command: CommandDeclaration }>>;
}

/** Whether a command is one of several. */
export function isGroup(loaded: CommandDeclaration | CommandGroup): loaded is CommandGroup {
  return 'commands' in loaded;
}

/** Declares a command; its `run` gets the types of the options. */
export function command<const O extends OptionTable>(declaration: CommandDeclaration<O>): CommandDeclaration {
  return declaration;
}

/** The option that most commands have: how the program is run. */
export const APP = value('command', 'how the program is run', { fallback: 'app in cdk8s.yaml' });

/** The exit codes of all commands. */
export const EXIT_CODES: ReadonlyArray<readonly [code: number, meaning: string]> = [
  [0, 'done'],
  [1, 'refused: the fleet has problems, or something stands in the way'],
  [2, 'wrong use of the command'],
  [3, 'not compared: the plan could not read a cluster, and refuses nothing else'],
];
