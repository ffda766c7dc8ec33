import { Shape, TEXT, UNKNOWN } from './shapes';

/** The signature of a function. */
export interface TemplateFunction {
  /** The least number of arguments. */
  readonly least: number;
  /** Whether it takes more. */
  readonly isOpen: boolean;
  readonly result: Shape;
}

/** Results by the letter after the number of arguments. */
const RESULTS: Readonly<Record<string, Shape>> = {
  b: { kind: 'scalar', name: 'bool' },
  l: { kind: 'list', item: UNKNOWN },
  n: { kind: 'scalar', name: 'int' },
  s: TEXT,
};

/** Go's own functions (`text/template` of Go 1.26): a name, the least number of arguments, `+` if it takes more, a letter. */
const BUILT_IN =
  'and:1+ call:1+ eq:1+b ge:2b gt:2b html:0+s index:1+ js:0+s le:2b len:1n lt:2b ne:2b not:1b or:1+ print:0+s ' +
  'printf:1+s println:0+s slice:1+ urlquery:0+s';

/** Functions of sprig 3.3.0 and slim-sprig 3.0.0 that give the same result for the same input. */
const SPRIG =
  'add1:1n add:0+n adler32sum:1s ago:1s all:0+b any:0+b append:2l atoi:1n b32dec:1s b32enc:1s b64dec:1s b64enc:1s ' +
  'base:1s biggest:1+n cat:0+s ceil:1 chunk:2l clean:1s coalesce:0+ compact:1l concat:0+ contains:2b deepEqual:2b ' +
  'default:1+ dict:0+ dig:0+ dir:1s div:2n duration:1s durationRound:1s empty:1b ext:1s fail:1s first:1 float64:1 ' +
  'floor:1 fromJson:1 get:2 has:2b hasKey:2b hasPrefix:2b hasSuffix:2b hello:0s indent:2s initial:1l int64:1n ' +
  'int:1n isAbs:1b join:2s keys:0+l kindIs:2b kindOf:1s last:1 list:0+l lower:1s max:1+n maxf:1+ min:1+n minf:1+ ' +
  'mod:2n mul:1+n mustAppend:2l mustChunk:2l mustCompact:1l mustDateModify:2 mustFirst:1 mustFromJson:1 mustHas:2b ' +
  'mustInitial:1l mustLast:1 mustPrepend:2l mustPush:2l mustRegexFind:2s mustRegexFindAll:3l mustRegexMatch:2b ' +
  'mustRegexReplaceAll:3s mustRegexReplaceAllLiteral:3s mustRegexSplit:3l mustRest:1l mustReverse:1l mustSlice:1+ ' +
  'mustToDate:2 mustToJson:1s mustToPrettyJson:1s mustToRawJson:1s mustUniq:1l mustWithout:1+l must_date_modify:2 ' +
  'nindent:2s omit:1+ osBase:1s osClean:1s osDir:1s osExt:1s osIsAbs:1b pick:1+ pluck:1+l plural:3s prepend:2l ' +
  'push:2l quote:0+s randInt:2n regexFind:2s regexFindAll:3l regexMatch:2b regexQuoteMeta:1s regexReplaceAll:3s ' +
  'regexReplaceAllLiteral:3s regexSplit:3l repeat:2s replace:3s rest:1l reverse:1l round:2+ seq:0+s set:3 ' +
  'sha1sum:1s sha256sum:1s slice:1+ sortAlpha:1l split:2 splitList:2l splitn:3 squote:0+s sub:2n substr:3s ' +
  'ternary:3 title:1s toDate:2 toDecimal:1n toJson:1s toPrettyJson:1s toRawJson:1s toString:1s toStrings:1l trim:1s ' +
  'trimAll:2s trimPrefix:2s trimSuffix:2s trimall:2s trunc:2s tuple:0+l typeIs:2b typeIsLike:2b typeOf:1s uniq:1l ' +
  'unixEpoch:1s unset:2 until:1l untilStep:3l upper:1s urlJoin:1s urlParse:1 values:1l without:1+l';

/** Functions that only slim-sprig has, and those of the Flux Operator 0.59.0. */
const RESOURCES = 'inputs:0 mustToYaml:1s slugify:1s toYaml:1s';

/** Functions that only sprig has. */
const MESSAGES =
  'abbrev:2s abbrevboth:3s add1f:1 addf:0+ bcrypt:1s buildCustomCert:2 camelcase:1s decryptAES:2s deepCopy:1 ' +
  'derivePassword:5s divf:1+ encryptAES:2s genCA:2 genCAWithKey:3 genPrivateKey:1s genSelfSignedCert:4 ' +
  'genSelfSignedCertWithKey:5 genSignedCert:5 genSignedCertWithKey:6 htpasswd:2s initials:1s kebabcase:1s merge:1+ ' +
  'mergeOverwrite:1+ mulf:1+ mustDeepCopy:1 mustMerge:1+ mustMergeOverwrite:1+ nospace:1s semver:1 semverCompare:2b ' +
  'sha512sum:1s shuffle:1s snakecase:1s subf:1+ swapcase:1s untitle:1s wrap:2s wrapWith:3s';

function read(...lists: readonly string[]): Map<string, TemplateFunction> {
  const entries = lists.join(' ').split(' ');
  return new Map(
    entries.map((entry) => {
      const [, name = '', least = '', open, letter = ''] = /^(\w+):(\d+)(\+?)(\w?)$/.exec(entry) ?? [];
      return [name, { least: Number(least), isOpen: open === '+', result: RESULTS[letter] ?? UNKNOWN }];
    }),
  );
}

/** The functions of templates in a ResourceSet. The oracle of the end-to-end tests prints them. */
export const RESOURCE_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = read(BUILT_IN, SPRIG, RESOURCES);

/** The functions of templates for commit messages. The oracle of the end-to-end tests prints them. */
export const MESSAGE_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = read(BUILT_IN, SPRIG, MESSAGES);

/** The functions of queries in a MetricTemplate of Flagger (`TemplateFunctions` of Flagger 1.44). */
export const QUERY_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = read(
  BUILT_IN,
  'name:0s namespace:0s target:0s service:0s ingress:0s route:0s interval:0s variables:0',
);
