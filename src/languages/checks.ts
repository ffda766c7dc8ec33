import { defined } from '../core/defined';
import { isMap } from '../core/is-map';
import { checkLabels, quote } from '../kubernetes/names';
import { apiGroup } from '../kubernetes/objects';
import { parseCron } from './cron';
import { parseSubstitutions } from './envsubst';
import { Language } from './fields';
import { Fields, FoundField } from './found-field';
import { parseGlob } from './glob';
import { checkAnchoredGoRegexp, checkExpansion, checkGoRegexp, groupsOf } from './go/go-regexp';
import { LanguageError } from './go/language-error';
import { parseJsonPointer } from './json-pointer';
import { parseLabelSelector } from './label-selector';
import { checkLabelSelector } from './selector-object';
import { parseVersionRange } from './semver-range';
import { parseTargetPath } from './target-path';

// Large languages are loaded with their first text: most programs have none of them.
/* eslint-disable @typescript-eslint/no-require-imports */
const cel = () => require('./cel') as typeof import('./cel');
const patches = () => require('./patch') as typeof import('./patch');
const templates = () => require('./template') as typeof import('./template');
/* eslint-enable @typescript-eslint/no-require-imports */

/** How a language is named in messages, and how a text of it is checked. */
export interface TextCheck {
  readonly noun: string;
  /** Whether messages leave the text out: it may be long, or hold a secret. */
  readonly isHidden?: boolean;
  /** @throws LanguageError when the text is wrong */
  readonly check: (text: string, field: FoundField) => void;
}

const CEL = 'a CEL expression';

/** The last release before image-automation-controller 1.0, which took `.Updated` out. */
const HAS_UPDATED = /^2\.[0-6](?:\.|$)/;

function checkVersion(text: string, { spec, path, object }: FoundField): void {
  // Charts of Git repositories and buckets have the version that they have.
  const { sourceRef } = (path === 'spec.version' ? spec : ((spec.chart as Fields | undefined)?.spec ?? {})) as Fields;
  const isChart = object.kind === 'HelmChart' || path === 'spec.chart.spec.version';
  if (text === '' || (isChart && isMap(sourceRef) && sourceRef.kind !== 'HelmRepository')) return;
  parseVersionRange(text);
}

/** The variables of a Receiver's filter. Only receivers with OIDC know claims. */
function filterVariables({ spec }: FoundField): string[] {
  return spec.type === 'generic-oidc' ? ['res', 'req', 'claims'] : ['res', 'req'];
}

function checkPatch(text: string, { holder, spec, object }: FoundField): void {
  patches().parsePatch(text, holder.target !== undefined && holder.target !== null);
  // Text that a patch brings into a Kustomization is substituted with the rest.
  if (object.kind === 'Kustomization' && isMap(spec.postBuild)) parseSubstitutions(text);
}

function checkGroups(text: string, { holder }: FoundField): void {
  if (typeof holder.pattern !== 'string') return;
  let groups;
  try {
    groups = groupsOf(holder.pattern);
  } catch (error) {
    // The pattern is reported by itself.
    if (error instanceof LanguageError) return;
    throw error;
  }
  checkExpansion(text, groups);
}

/** Checks of texts by language. */
export const TEXT_CHECKS: Partial<Readonly<Record<Language, TextCheck>>> = {
  commitMessage: {
    noun: 'a template',
    isHidden: true,
    check: (text, { holder, object }) => {
      const values = isMap(holder.messageTemplateValues) ? Object.keys(holder.messageTemplateValues) : [];
      templates().checkMessageTemplate(text, values, HAS_UPDATED.test(object.flux ?? ''));
    },
  },
  commitStatus: { noun: CEL, check: (text) => cel().checkExpression(text, ['event', 'alert', 'provider'], 'string') },
  cron: { noun: 'a schedule', check: parseCron },
  glob: { noun: 'a pattern for paths', check: parseGlob },
  groupReference: { noun: 'a text with groups', check: checkGroups },
  healthCheck: {
    noun: CEL,
    check: (text, { path }) => {
      if (text !== '') cel().checkHealthExpression(text);
      else if (path.endsWith('.current')) throw new LanguageError('it is empty: say when the object is healthy', 0);
    },
  },
  jsonPointer: { noun: 'a JSON pointer', check: parseJsonPointer },
  labelSelectorText: { noun: 'a label selector', check: parseLabelSelector },
  objectExpression: { noun: CEL, check: (text) => text === '' || cel().parseOpenExpression(text) },
  oidcValidation: { noun: CEL, check: (text) => cel().checkExpression(text, ['claims', 'vars'], 'bool') },
  oidcVariable: { noun: CEL, check: (text) => cel().checkExpression(text, ['claims', 'vars']) },
  patch: { noun: 'a patch', isHidden: true, check: checkPatch },
  readiness: { noun: CEL, check: (text) => text === '' || cel().checkExpression(text, ['self', 'dep'], 'bool') },
  regexp: { noun: 'a regular expression of Go', check: (text) => checkGoRegexp(text) },
  resourceFilter: {
    noun: CEL,
    check: (text, field) => text === '' || cel().checkExpression(text, filterVariables(field), 'bool'),
  },
  targetPath: { noun: 'a path into values', check: parseTargetPath },
  versionRange: { noun: 'a range of versions', check: checkVersion },
  wholeRegexp: { noun: 'a regular expression of Go', check: checkAnchoredGoRegexp },
};

/** Problems of a value by language, for values that are not texts. */
export const VALUE_CHECKS: Partial<Readonly<Record<Language, (field: FoundField) => readonly string[]>>> = {
  healthChecks: ({ value, path }) => checkHealthChecks(value, path),
  labels: ({ value, path }) => (isLabels(value) ? checkLabels(value).map((problem) => `${path}: ${problem}`) : []),
  labelSelector: ({ value, path }) => {
    if (!isMap(value)) return [];
    const { matchLabels, matchExpressions } = value;
    const selector = defined({
      matchLabels: isLabels(matchLabels) ? matchLabels : undefined,
      matchExpressions: Array.isArray(matchExpressions) ? matchExpressions.filter(isRequirement) : undefined,
    });
    return checkLabelSelector(selector).map((problem) => `${path}: ${problem}`);
  },
};

function isLabels(value: unknown): value is Readonly<Record<string, string>> {
  return isMap(value) && Object.values(value).every((label) => typeof label === 'string');
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
}

function isRequirement(value: unknown): value is Requirement {
  return isMap(value) && typeof value.key === 'string' && typeof value.operator === 'string';
}

/** Two checks of one kind stall the object, whatever their API versions. */
function checkHealthChecks(value: unknown, path: string): string[] {
  if (!Array.isArray(value)) return [];
  const first = new Map<string, number>();
  return value.flatMap((entry: unknown, index) => {
    if (!isMap(entry)) return [];
    const kind = `${typeof entry.kind === 'string' ? entry.kind : ''} of ${quote(apiGroup(String(entry.apiVersion)))}`;
    const other = first.get(kind);
    if (other === undefined) first.set(kind, index);
    return other === undefined
      ? []
      : [
          `${path}[${index}] checks ${kind} again, as ${path}[${other}] does: Flux takes one expression a kind, join them`,
        ];
  });
}
