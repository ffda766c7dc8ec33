import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { isGroup } from '../../src/cli/base/declaration';
import { helpOf } from '../../src/cli/parse';
import { COMMANDS } from '../../src/cli/registry';
import * as flux from '../../src/flux-entry';
import * as library from '../../src/index';
import * as plan from '../../src/plan-entry';
import * as testing from '../../src/testing-entry';

/** Every name in a message that tells what to do exists: a message with a prop that nobody takes leads nowhere. */

const SRC = path.join(__dirname, '../../src');

const texts = new Map(
  fs
    .readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith(`schema${path.sep}data`))
    .map((file) => [file, fs.readFileSync(path.join(SRC, file), 'utf8')]),
);

/** The sources without the types of Flux's specs, which hold no message. */
const files = Array.from(texts)
  .filter(([file]) => !file.startsWith(path.join('flux', 'spec')))
  .map(([file, text]) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));

/** A text of a message; what it fills in is `…`. */
interface Message {
  readonly where: string;
  readonly room: string;
  readonly text: string;
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

/** Texts that say what is wrong and after a colon what to do, and the steps of the guard. */
const messages = files.flatMap((file) => {
  const found: Message[] = [];
  visit(file, (node) => {
    const text = textOf(node);
    if (text === undefined || /^[\s/]|^[^ ]*$/.test(text) || !/[a-z]{2,} [a-z]/.test(text)) return;
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    found.push({ where: `${file.fileName}:${line}`, room: file.fileName.split(path.sep)[0]!, text });
  });
  return found;
});

/** The names of props, of methods and of properties that the sources declare. */
const declared = new Set(
  Array.from(texts.values()).flatMap((text) =>
    [...text.matchAll(/^ +(?:(?:public|readonly|static|get) )*([a-zA-Z]\w*)\??[:(<]/gm)].map(([, name]) => name!),
  ),
);

/** The schemas as text: they hold the name of every field of Kubernetes and Flux. */
const schemas = ['flux', 'kubernetes']
  .map((name) => fs.readFileSync(path.join(SRC, 'schema/data', `${name}.ts`), 'utf8'))
  .join('');

/** Options of other tools, which messages tell to run. */
const OF_TOOLS = [
  ...['--encrypted-regex', '--ignore-not-found', '--in-place', '--namespace', '--overwrite', '--scope', '--type'],
  ...['--output', '--patch', '--replicas'],
  // Of git and npm.
  ...['--all', '--initial-branch', '--message', '--save-dev', '--set-upstream', '--unshallow'],
];

/** What a message says to do: behind the last colon, or all of a step. */
const todoOf = (text: string) => text.slice(text.lastIndexOf(': ') + 1);

/** Texts that are no messages: expressions of policies, functions of languages, sources of facts, and drawings. */
const OTHERS =
  /^(?:cli\/drawing\/|features\/policies\/|languages\/cel\/arity|validation\/relations\/cel-functions|plan\/risk\/data-holder)/;

/** Fields of kinds whose schemas are not here. */
const OF_OTHER_KINDS = ['autoscalerRef'];

test('the messages are found', () => {
  expect(messages.length).toBeGreaterThan(500);
  expect(messages.map(({ text }) => text)).toContain('no format …: give … or …');
});

test('options and fields that messages say to give are declared', () => {
  const told = messages.filter(({ where }) => !OTHERS.test(where));
  const unknown = told.flatMap(({ where, text }) =>
    (todoOf(text).match(/(?<![\w./$@{"-])[a-z]+(?:[A-Z][a-z]+)+(?![\w/({-])/g) ?? [])
      .filter(
        (name) => !declared.has(name) && !OF_OTHER_KINDS.includes(name) && !new RegExp(`\\b${name}\\b`).test(schemas),
      )
      .map((name) => `${where} ${name}`),
  );
  expect(unknown).toEqual([]);
});

test('calls that messages say to make exist', () => {
  const owners: Readonly<Record<string, object>> = {
    ...(library as unknown as Readonly<Record<string, object>>),
    ...(flux as unknown as Readonly<Record<string, object>>),
    ...(plan as unknown as Readonly<Record<string, object>>),
    ...(testing as unknown as Readonly<Record<string, object>>),
    fleet: library.Fleet.prototype,
    Duration: { minutes: 0, seconds: 0, hours: 0, millis: 0 },
  };
  const calls = messages.flatMap(({ where, text }) =>
    [...text.matchAll(/\b([A-Za-z]\w*)\.([a-zA-Z]\w*)(?=\()/g)].map(([, owner, name]) => ({
      where,
      owner: owner!,
      name: name!,
    })),
  );
  const named = calls.filter(({ owner }) => owner === 'fleet' || owner in owners || /^[A-Z][a-z]/.test(owner));
  expect(named.map(({ owner, name }) => `${owner}.${name}`)).toEqual(
    expect.arrayContaining([
      'fleet.acknowledgeLeak',
      'fleet.synth',
      'Removal.cluster',
      'Removal.app',
      'Duration.minutes',
    ]),
  );
  expect(named.filter(({ owner, name }) => !(owner in owners) || !(name in owners[owner]!))).toEqual([]);
});

test('classes that messages say to make are exported', () => {
  const exported = new Set([library, flux, plan, testing].flatMap((entry) => Object.keys(entry)));
  const made = messages.flatMap(({ where, text }) =>
    [...text.matchAll(/\bnew ([A-Z]\w+)\(/g)].map(([, name]) => ({ where, name: name! })),
  );
  expect(made.filter(({ name }) => !exported.has(name))).toEqual([]);
  const named = messages.flatMap(({ text }) =>
    [...todoOf(text).matchAll(/\b(?:a|an|the) ([A-Z][a-z]+[A-Z]\w+)\b/g)].map(([, name]) => name!),
  );
  expect(named).toContain('ClusterGrant');
});

test('options and commands that messages say to use are those of the command', () => {
  const usage = Object.entries(COMMANDS)
    .flatMap(([name, { load }]) => {
      const loaded = load();
      return isGroup(loaded) ? Object.keys(loaded.commands).map((inner) => helpOf(name, inner)) : [helpOf(name)];
    })
    .join('\n');
  const options = messages.flatMap(({ where, text }) =>
    [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => ({ where, option })),
  );
  expect(options.map(({ option }) => option)).toEqual(
    expect.arrayContaining(['--discard', '--adopt', '--base', '--first']),
  );
  const own = options.filter(
    ({ where, option }) =>
      !/^flux\/|^features\/bootstrap|^pipeline\/(?:bootstrap|recovery)|^plan\/tree\/re/.test(where) &&
      !OF_TOOLS.includes(option),
  );
  expect(
    own.filter(({ option }) => !new RegExp(`^ +${option}\\b`, 'm').test(usage) && !/^--(?:help|version)$/.test(option)),
  ).toEqual([]);
  const commands = messages.flatMap(({ where, text }) =>
    [...text.matchAll(/(?<![\w-])flux-fleet ([a-z]+(?:-[a-z]+)*)(?![a-z-]*:)/g)].map(([, command]) => ({
      where,
      command: command!,
    })),
  );
  expect(commands.map(({ command }) => command)).toEqual(expect.arrayContaining(['synth', 'resolve']));
  expect(commands.filter(({ command }) => !Object.hasOwn(COMMANDS, command) && command !== 'command')).toEqual([]);
});

test('pages that messages name exist', () => {
  const pages = messages
    .filter(({ where }) => !OTHERS.test(where))
    .flatMap(({ text }) => [...text.matchAll(/\bdocs\/[\w./-]+\.md/g)].map(([page]) => page));
  expect(pages.filter((page) => !fs.existsSync(path.join(SRC, '..', page)))).toEqual([]);
});
