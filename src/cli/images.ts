import * as fs from 'node:fs';
import * as path from 'node:path';
import { defined } from '../core/defined';
import { nearest } from '../core/nearest';
import { imageFiles, type ImageReport } from '../features/images';
import { checkOciTag } from '../flux/oci-names';
import { selectTag, type TagSelection } from '../flux/select-tag';
import { quote } from '../kubernetes/names';
import { APP, command, flag, value } from './base/declaration';
import { appCommand, NO_SYNTHESIS, runProgram } from './base/program';
import { UsageError } from './base/usage-error';

/** An image with what its policy selects; undefined without tags. */
interface Answer {
  readonly report: ImageReport;
  readonly selection?: TagSelection;
}

/** `flux-fleet images`. */
export const IMAGES = command({
  description:
    'Says which images Flux updates, and with --tags which tag each policy selects of these, as Flux does. Exit code 1 is ' +
    'also that a policy selects nothing.',
  arguments: [
    {
      name: 'name',
      description: 'a policy, such as shop-web, or the address of an app or a component, such as shop/web',
      isOptional: true,
      isRepeated: true,
    },
  ],
  options: {
    app: APP,
    tags: value(
      'file',
      'tags, one in a line: web:1.2.3 with the image before, or 1.2.3 alone for a single image; - reads standard input',
      { takesFile: true },
    ),
    write: flag('add the entries that the versions file lacks, with the tags that are selected, else with "initial"'),
  },
  examples: [
    ['flux-fleet images', 'what is updated, by which policy'],
    ['crane ls ghcr.io/acme/web | flux-fleet images shop/web --tags -', 'the tag that Flux would select'],
    ['flux-fleet images --write', 'entries for new images'],
  ],
  run: async ({ args, options, output }) => {
    const { exitCode, report } = await runProgram(appCommand(options.app), { action: 'images' }, 'stderr');
    if (exitCode !== 0) return exitCode;
    if (report?.images === undefined) throw new UsageError(NO_SYNTHESIS);
    const names = args.filter((one) => one !== undefined);
    const asked = choose(report.images, names);
    const tags = options.tags === undefined ? undefined : readTags(options.tags, asked);
    const answers = asked.map((one): Answer => {
      const given = tags?.get(one.image);
      // Tags of one image say nothing of the others.
      return { report: one, ...defined({ selection: given && select(one, given) }) };
    });
    const missing = options.write ? writeMissing(answers) : [];
    const told = options.write && missing.length === 0 ? answers.map(written) : answers;
    output.print({ text: () => told.map(lineOf).join(''), data: () => dataOf(told) });
    if (missing.length > 0)
      process.stderr.write(`nothing was written:\n${missing.map((line) => `  ${line}\n`).join('')}`);
    return missing.length > 0 || answers.some(({ selection }) => selection?.problem !== undefined) ? 1 : 0;
  },
});

function select({ policy, filterTags }: ImageReport, tags: readonly string[]): TagSelection {
  return selectTag(policy, tags, filterTags);
}

/** An answer once its entry is in the file. */
function written({ report, selection }: Answer): Answer {
  const tag = report.tag ?? selection?.tag ?? report.initial;
  return { report: { ...report, ...defined({ tag }) }, ...defined({ selection }) };
}

/** @throws UsageError for a name that is none */
function choose(all: readonly ImageReport[], names: readonly string[]): readonly ImageReport[] {
  for (const name of names) {
    if (all.some((one) => one.name === name || one.at === name)) continue;
    const known = all.flatMap((one) => [one.name, one.at]);
    const like = nearest(name, known);
    const hint =
      like === undefined ? `there are ${all.map((one) => one.name).join(', ') || 'none'}` : `did you mean ${like}?`;
    throw new UsageError(`no image is updated under the name ${quote(name)}: ${hint}`);
  }
  return names.length === 0 ? all : all.filter(({ name, at }) => names.includes(name) || names.includes(at));
}

/**
 * The tags by image.
 *
 * @throws UsageError with the line that is no tag
 */
function readTags(file: string, asked: readonly ImageReport[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const images = [...new Set(asked.map(({ image }) => image))];
  textOf(file)
    .split('\n')
    .forEach((given, index) => {
      const line = given.trim();
      if (line === '') return;
      const at = `[${file}:${index + 1}]`;
      const [, name, tag = line] = /^(.*):([^:/]*)$/.exec(line) ?? [];
      const image = name ?? (images.length === 1 ? images[0] : undefined);
      if (image === undefined) {
        const examples = images.slice(0, 1).map((one) => `${one}:${line}`);
        throw new UsageError(
          `${at} ${quote(line)} is a tag of which image: write ${examples.join('')}, or name one policy`,
        );
      }
      const problem = checkOciTag(tag);
      if (problem !== undefined) throw new UsageError(`${at} ${problem}`);
      const tags = found.get(image) ?? [];
      tags.push(tag);
      found.set(image, tags);
    });
  // Without a single tag, the policies select nothing, and say so.
  if (images.length === 1 && !found.has(images[0]!)) found.set(images[0]!, []);
  return found;
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--tags ${quote(file)} cannot be read (${code}): give a file, or - for standard input`);
  }
}

/** Adds the entries that versions files lack. Returns what is missing for that, and then changes nothing. */
function writeMissing(answers: readonly Answer[]): string[] {
  const lacking = answers.filter(({ report }) => report.tag === undefined);
  const unknown = lacking.flatMap(({ report: { at, image, initial, name }, selection }) => {
    if ((selection?.tag ?? initial) !== undefined) return [];
    const why = selection?.problem ?? `no tag of ${quote(image)} is known`;
    return [`[${at}] ${name}: ${why}: give its tags with --tags, or "initial" in updateImages`];
  });
  if (unknown.length > 0) return unknown;
  const { withEntries } = imageFiles();
  for (const file of new Set(lacking.map(({ report }) => report.file))) {
    const own = lacking.filter(({ report }) => report.file === file);
    const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    const entries = own.map(({ report: { name, initial, hasDigest }, selection }) => {
      return { policy: name, tag: selection?.tag ?? initial ?? '', hasDigest };
    });
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, withEntries(before, own[0]!.report.namespace, entries));
    process.stderr.write(
      `${file}: ${entries.length} added: ${entries.map(({ policy, tag }) => `${policy} ${tag}`).join(', ')}\n`,
    );
  }
  return [];
}

function lineOf({ report, selection }: Answer): string {
  const { name, image, tag } = report;
  const now = tag === undefined ? 'no entry' : tag;
  if (selection === undefined) return `${name}  ${image}  ${ruleOf(report)}  ${now}\n`;
  if (selection.tag === undefined) return `${name}  ${image}  nothing: ${selection.problem}\n`;
  const change = selection.tag === tag ? 'as in the versions file' : `the versions file has ${now}`;
  const rivals =
    selection.rivals.length === 0
      ? ''
      : `; or at random ${selection.rivals.join(', ')}, as nothing decides: narrow filterTags`;
  return `${name}  ${image}  ${selection.tag}  of ${selection.candidates}, ${change}${rivals}\n`;
}

function ruleOf({ policy, filterTags }: ImageReport): string {
  const rule = Object.entries(policy).map(([key, value]) => `${key} ${quote(value)}`);
  return [...rule, ...(filterTags ? [`of ${quote(filterTags.pattern)}`] : [])].join(' ');
}

function dataOf(answers: readonly Answer[]): object {
  const plain = answers.map(({ report: { hasDigest: _, namespace: _of, ...one }, selection }) => ({
    ...one,
    ...defined({ selection }),
  }));
  return { version: 1, images: plain };
}
