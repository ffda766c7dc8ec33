import { quote } from '../kubernetes/names';
import { Fields, mapsIn, textIn, textsIn } from './fields';
import { ObjectRule } from './rule';

const VALIDATION = {
  controller: 'source-watcher',
  kind: 'ArtifactGenerator',
  file: 'internal/controller/artifactgenerator_validation.go',
} as const;
const BUILDER = { ...VALIDATION, file: 'internal/builder/builder.go' } as const;
const PATTERN = { ...VALIDATION, file: 'internal/controller/artifactgenerator_pathpattern.go' } as const;

/** Names that occur more than once. */
function repeated(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.filter((name, index) => name !== undefined && names.indexOf(name) < index))] as string[];
}

function aliasesOf(spec: Fields): Set<string> {
  return new Set(mapsIn(spec['sources']).flatMap(({ alias }) => textIn(alias) ?? []));
}

interface Copy {
  readonly artifact: string;
  readonly alias: string;
  /** Path or pattern within the source. */
  readonly from: string;
  readonly to: string;
  readonly strategy: unknown;
}

function copiesOf(spec: Fields): Copy[] {
  return mapsIn(spec['artifacts']).flatMap(({ name, copy }) =>
    mapsIn(copy).flatMap(({ from, to, strategy }): Copy[] => {
      const [, alias, path] = /^@([^/]+)\/(.*)$/.exec(String(from)) ?? [];
      return alias === undefined ? [] : [{ artifact: String(name), alias, from: path!, to: String(to), strategy }];
    }),
  );
}

const CAPTURE = /\{([^{}]*)\}/g;

function capturesIn(text: unknown): string[] {
  return typeof text === 'string' ? [...text.matchAll(CAPTURE)].map(([, name]) => name!) : [];
}

function* captureProblems({ pathPattern, artifacts }: Fields): Generator<string> {
  const pattern = textIn(pathPattern);
  if (pattern === undefined) return;
  const captures = capturesIn(pattern);
  for (const name of captures) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      yield `pathPattern has capture ${quote(name)}: use letters, digits and "_"`;
  }
  for (const name of repeated(captures))
    yield `pathPattern has capture ${quote(name)} twice: give each a name of its own`;
  for (const { name, copy } of mapsIn(artifacts)) {
    const texts = [name, ...mapsIn(copy).flatMap(({ from, to }) => [from, to])];
    for (const used of new Set(texts.flatMap(capturesIn))) {
      if (!captures.includes(used)) {
        yield `artifact ${quote(name)} uses ${quote(`{${used}}`)}, which pathPattern does not capture: use one of ${captures.join(', ') || 'its captures'}`;
      }
    }
  }
}

/** Rules that one ArtifactGenerator decides. */
export const ARTIFACT_RULES: readonly ObjectRule[] = [
  {
    ...VALIDATION,
    id: 'artifact-generator-alias-twice',
    severity: 'error',
    when: 'two `sources` have one alias',
    then: 'Stalled with ValidationFailed',
    check: (spec) =>
      repeated(mapsIn(spec['sources']).map(({ alias }) => textIn(alias))).map(
        (alias) => `two sources have the alias ${quote(alias)}: give each its own`,
      ),
  },
  {
    ...VALIDATION,
    id: 'artifact-generator-name-twice',
    severity: 'error',
    when: 'two `artifacts` have one name',
    then: 'Stalled with ValidationFailed',
    check: (spec) =>
      repeated(mapsIn(spec['artifacts']).map(({ name }) => textIn(name))).map(
        (name) => `two artifacts have the name ${quote(name)}: give each its own`,
      ),
  },
  {
    ...VALIDATION,
    id: 'artifact-generator-revision',
    severity: 'error',
    when: "an artifact's `revision` names an alias that is not among `sources`",
    then: 'Stalled with ValidationFailed',
    check: (spec) =>
      mapsIn(spec['artifacts']).map(({ name, revision }) => {
        const alias = textIn(revision)?.replace(/^@/, '');
        return alias === undefined || aliasesOf(spec).has(alias)
          ? undefined
          : `the revision of artifact ${quote(name)} names source ${quote(alias)}, which does not exist: use one of ${[...aliasesOf(spec)].join(', ')}`;
      }),
  },
  {
    ...BUILDER,
    id: 'artifact-generator-copy-source',
    severity: 'error',
    when: '`copy[].from` names an alias that is not among `sources`',
    then: 'BuildFailed: source alias not found',
    check: (spec) =>
      copiesOf(spec)
        .filter(({ alias }) => !aliasesOf(spec).has(alias))
        .map(
          ({ artifact, alias }) =>
            `artifact ${quote(artifact)} copies from source ${quote(alias)}, which does not exist: use one of ${[...aliasesOf(spec)].join(', ')}`,
        ),
  },
  {
    ...BUILDER,
    id: 'artifact-generator-extract',
    severity: 'error',
    when: 'the strategy Extract for a single file that is no `.tar.gz` or `.tgz`',
    then: 'BuildFailed',
    check: (spec) =>
      copiesOf(spec)
        .filter(
          ({ from, strategy }) => strategy === 'Extract' && !/[*?[\]]/.test(from) && !/\.(tar\.gz|tgz)$/.test(from),
        )
        .map(
          ({ artifact, from }) =>
            `artifact ${quote(artifact)} extracts ${quote(from)}, which is no archive: name a .tar.gz or .tgz file, or leave the strategy out`,
        ),
  },
  {
    ...BUILDER,
    id: 'artifact-generator-path',
    severity: 'error',
    when: '`copy[].from` or `to` leads out with `..`',
    then: 'BuildFailed: path escapes from parent',
    check: (spec) =>
      copiesOf(spec)
        .flatMap(({ from, to }) => [from, to])
        .filter((path) => path.split('/').includes('..'))
        .map((path) => `a copy has the path ${quote(path)}, which leads out: leave ".." out`),
  },
  {
    ...PATTERN,
    id: 'artifact-generator-capture',
    severity: 'error',
    since: '2.9',
    when: '`pathPattern` has a capture of no valid name, or twice, or an artifact uses one that it lacks',
    then: 'Stalled with BuildFailed',
    check: captureProblems,
  },
  {
    ...VALIDATION,
    id: 'artifact-generator-own-artifact',
    severity: 'error',
    file: 'internal/controller/artifactgenerator_controller.go',
    when: 'a source is an ExternalArtifact that the generator itself makes',
    then: 'it waits for its own artifact for ever',
    check: (spec, { namespace }) => {
      const made = mapsIn(spec['artifacts']).map(({ name }) => name);
      return mapsIn(spec['sources'])
        .filter(
          (one) =>
            one['kind'] === 'ExternalArtifact' &&
            made.includes(one['name']) &&
            (textIn(one['namespace']) ?? namespace) === namespace,
        )
        .map(
          ({ name }) =>
            `source ${quote(name)} is an artifact that it makes itself, so it waits for ever: name another source`,
        );
    },
  },
  {
    ...BUILDER,
    id: 'artifact-generator-exclude',
    severity: 'warning',
    when: '`exclude` beside a copy of a single file',
    then: 'the file is left out in silence where the pattern matches it',
    check: (spec) =>
      mapsIn(spec['artifacts']).flatMap(({ name, copy }) =>
        mapsIn(copy)
          .filter(({ from, exclude }) => textsIn(exclude).includes(String(from).split('/').at(-1) ?? ''))
          .map(({ from }) => `artifact ${quote(name)} copies ${quote(from)} and excludes it: leave out one of them`),
      ),
  },
];
