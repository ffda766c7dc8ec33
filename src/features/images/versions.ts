import type { LineCounter, Pair, Scalar, YAMLMap } from 'yaml';
import { defined } from '../../core/defined';
import { mergeConflict } from '../../core/merge-conflict';
import { SourceLocation } from '../../core/source-location';
import { yamlReader } from '../../core/yaml-reader';
import { checkOciDigest, checkOciTag } from '../../flux/oci-names';
import { quote } from '../../kubernetes/names';

/** The entry of one image in a versions file. */
export interface VersionEntry {
  readonly tag: string;
  /** Digest of the image; undefined if there is none. */
  readonly digest?: string;
}

/** Receives problems of a file. */
type Report = (location: SourceLocation, message: string) => void;

/** The key in the comment behind a value that makes image-automation-controller set it. */
const MARKER = '$imagepolicy';

/** Fields of an entry, each with its own marker. */
const FIELDS = ['name', 'tag', 'digest'] as const;

type Field = (typeof FIELDS)[number];

/** The comment that makes the automation of a namespace set a value: the whole image, or one field of it. */
export function markerOf(namespace: string, policy: string, field?: Field): string {
  return `{"${MARKER}": "${[namespace, policy, ...(field ? [field] : [])].join(':')}"}`;
}

/** A value of the file that the automation sets. */
interface Marked {
  readonly policy: string;
  readonly field?: Field;
  readonly node: Scalar;
}

/** Everything in a versions file. */
interface Reading {
  readonly entries: ReadonlyMap<string, VersionEntry>;
  readonly marked: readonly Marked[];
}

/**
 * Reads a versions file: a map from names of policies to `{ tag, digest, name }` or to a whole image. Each value has the
 * comment with which image-automation-controller finds it.
 */
export function readVersions(file: string, text: string, namespace: string, report: Report): Reading {
  return new Reader(file, text, namespace, report).read();
}

/** A value with its node. */
type Located = readonly [node: Scalar, text: string];

class Reader {
  private readonly entries = new Map<string, VersionEntry>();
  private readonly marked: Marked[] = [];
  private readonly lines: LineCounter;
  private readonly yaml = yamlReader();

  constructor(
    private readonly file: string,
    private readonly text: string,
    private readonly namespace: string,
    private readonly report: Report,
  ) {
    this.lines = new this.yaml.LineCounter();
  }

  public read(): Reading {
    const { file, entries, marked } = this;
    const conflict = mergeConflict(this.text);
    if (conflict) {
      this.report({ file, line: conflict.line }, 'the file has conflict markers of a merge: resolve the conflict');
      return { entries, marked };
    }
    const document = this.yaml.parseDocument(this.text, { lineCounter: this.lines, prettyErrors: false });
    for (const { pos, message } of document.errors) {
      const [line = ''] = message.split('\n');
      this.report(this.at(pos[0]), `the file is not YAML, ${quote(line)}: mend it there`);
    }
    if (document.errors.length > 0 || document.contents === null) return { entries, marked };
    const { contents } = document;
    if (!this.yaml.isMap(contents)) {
      this.report(this.at(0), 'the file is no map: write the name of a policy, a colon, and its tag below');
      return { entries, marked };
    }
    for (const pair of contents.items as Array<Pair<Scalar, unknown>>) this.entry(pair);
    return { entries, marked };
  }

  private entry({ key, value }: Pair<Scalar, unknown>): void {
    const policy = String(key.value);
    if (this.yaml.isScalar(value)) return this.wholeImage(policy, value);
    if (!this.yaml.isMap(value)) {
      return this.wrong(key, `${quote(policy)} is no map: write its tag below, as "tag: …"`);
    }
    const fields = new Map<Field, Scalar>();
    for (const pair of (value as YAMLMap<Scalar, unknown>).items) this.field(policy, pair, fields);
    const tag = fields.get('tag');
    if (tag === undefined) return this.wrong(key, `${quote(policy)} has no tag: write it below, as "tag: …"`);
    const digest = fields.get('digest');
    this.add(policy, [tag, textOf(tag)], [digest ?? tag, digest === undefined ? '' : textOf(digest)]);
  }

  private field(policy: string, { key, value }: Pair<Scalar, unknown>, fields: Map<Field, Scalar>): void {
    const name = FIELDS.find((one) => one === key.value);
    if (name === undefined) {
      return this.wrong(key, `${policy}.${String(key.value)} is not known: give ${FIELDS.join(', ')}`);
    }
    if (!this.yaml.isScalar(value)) return this.wrong(key, `${policy}.${name} is no text: give the ${name} itself`);
    this.mark(value, policy, name);
    fields.set(name, value);
  }

  /** A value such as `ghcr.io/acme/web:1.2.3@sha256:…`. */
  private wholeImage(policy: string, node: Scalar): void {
    const image = textOf(node);
    const [, tag, digest = ''] = /^[^@]*?:([^:/@]*)(?:@(.*))?$/.exec(image) ?? [];
    if (tag === undefined) {
      return this.wrong(node, `${policy} is ${quote(image)}, an image without a tag: write it as image:tag`);
    }
    this.mark(node, policy);
    this.add(policy, [node, tag], [node, digest]);
  }

  private add(policy: string, [tagNode, tag]: Located, [digestNode, digest]: Located): void {
    const wrong = [
      { node: tagNode, problem: checkOciTag(tag) },
      // The automation writes none as long as the policy reflects none.
      { node: digestNode, problem: digest === '' ? undefined : checkOciDigest(digest) },
    ].filter(({ problem }) => problem !== undefined);
    for (const { node, problem } of wrong) this.wrong(node, `${policy}: ${problem}`);
    if (wrong.length === 0) this.entries.set(policy, { tag, ...defined({ digest: digest || undefined }) });
  }

  private mark(node: Scalar, policy: string, field?: Field): void {
    const wanted = markerOf(this.namespace, policy, field);
    const comment = (node.comment ?? '').trim();
    if (comment === wanted) {
      this.marked.push({ policy, node, ...defined({ field }) });
      return;
    }
    const what = field === undefined ? policy : `${policy}.${field}`;
    const found = comment === '' ? 'has no marker, so nothing updates it' : `has the marker ${comment}`;
    this.wrong(node, `${what} ${found}: write behind it # ${wanted}`);
  }

  private wrong(node: Scalar, message: string): void {
    this.report(this.at(node.range?.[0] ?? 0), message);
  }

  private at(offset: number): SourceLocation {
    const { line, col } = this.lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

/** A value as it is written: 1.10 is a tag, not a number. */
function textOf(node: Scalar): string {
  const isPlain = node.type === undefined || node.type === 'PLAIN';
  if (isPlain && node.source !== undefined) return node.source;
  const { value } = node;
  return typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value);
}

/** An entry to be made. */
export interface NewEntry {
  readonly policy: string;
  readonly tag: string;
  /** Whether the policy reflects digests, so that the entry gets a field for one. */
  readonly hasDigest: boolean;
}

const HEADER = `# Tags of the images that Flux updates. image-automation-controller writes them, and so may people: the comments behind
# the values are its markers. The program reads this file; flux-fleet images --write adds what it lacks.
`;

/** The text of a versions file with further entries at its end. All that is there stays as it is. */
export function withEntries(text: string, namespace: string, entries: readonly NewEntry[]): string {
  const added = entries.map(({ policy, tag, hasDigest }) => {
    const field = (name: Field, value: string) =>
      `  ${name}: ${JSON.stringify(value)} # ${markerOf(namespace, policy, name)}\n`;
    return `${policy}:\n${field('tag', tag)}${hasDigest ? field('digest', '') : ''}`;
  });
  const before = text === '' ? HEADER : text.endsWith('\n') ? text : `${text}\n`;
  return before + added.join('');
}

/** The selection of a policy, for {@link withSelections}. */
export interface Selected {
  readonly image: string;
  readonly tag: string;
  readonly digest?: string;
}

/**
 * The text of a versions file as the automation leaves it once its policies selected these images. Values without a
 * selection stay.
 */
export function withSelections(text: string, namespace: string, selected: ReadonlyMap<string, Selected>): string {
  const { marked } = readVersions('', text, namespace, () => {});
  const edits = marked.flatMap(({ policy, field, node }) => {
    const one = selected.get(policy);
    const [start, end] = node.range ?? [];
    if (one === undefined || start === undefined || end === undefined) return [];
    const { image, tag, digest = '' } = one;
    const whole = `${image}:${tag}${digest === '' ? '' : `@${digest}`}`;
    const value = field === undefined ? whole : field === 'name' ? image : field === 'tag' ? tag : digest;
    return value === textOf(node) ? [] : [{ start, end, value: JSON.stringify(value) }];
  });
  return edits.reduceRight(
    (changed, { start, end, value }) => changed.slice(0, start) + value + changed.slice(end),
    text,
  );
}
