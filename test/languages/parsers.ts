import { checkExpression, parseOpenExpression } from '../../src/languages/cel';
import { parseCron } from '../../src/languages/cron';
import { parseSubstitutions } from '../../src/languages/envsubst';
import { parseGlob } from '../../src/languages/glob';
import { checkAnchoredGoRegexp, checkGoRegexp } from '../../src/languages/go/go-regexp';
import { LanguageError } from '../../src/languages/go/language-error';
import { parseJsonPointer } from '../../src/languages/json-pointer';
import { parseLabelSelector } from '../../src/languages/label-selector';
import { parsePatch } from '../../src/languages/patch';
import { parseVersionRange } from '../../src/languages/semver-range';
import { parseTargetPath } from '../../src/languages/target-path';
import { checkMessageTemplate, checkResourceTemplate } from '../../src/languages/template';
import { cel, celBool, celString } from './grammar/cel';
import { Grammar } from './grammar/grammar';
import { patch } from './grammar/patch';
import { regexp } from './grammar/regexp';
import { cron, envsubst, glob, jsonPointer, labelSelector, semverRange, targetPath } from './grammar/simple';
import { INPUTS, messageTemplate, resourceTemplate } from './grammar/template';

/** A parser of ours that is compared with the one that Flux uses. */
export interface ComparedParser {
  readonly grammar: Grammar;
  readonly parse: (text: string) => unknown;
}

/** The parsers by the names that the oracle in `e2e/tools/languages` knows them by. */
export const PARSERS: Readonly<Record<string, ComparedParser>> = {
  'anchored-regexp': { grammar: regexp, parse: checkAnchoredGoRegexp },
  cel: { grammar: cel, parse: parseOpenExpression },
  'cel-bool': { grammar: celBool, parse: (text) => checkExpression(text, ['self', 'dep'], 'bool') },
  'cel-string': {
    grammar: celString,
    parse: (text) => checkExpression(text, ['event', 'alert', 'provider'], 'string'),
  },
  cron: { grammar: cron, parse: parseCron },
  envsubst: { grammar: envsubst, parse: parseSubstitutions },
  glob: { grammar: glob, parse: parseGlob },
  'json-pointer': { grammar: jsonPointer, parse: parseJsonPointer },
  'label-selector': { grammar: labelSelector, parse: parseLabelSelector },
  'message-template': { grammar: messageTemplate, parse: (text) => checkMessageTemplate(text, ['cluster']) },
  patch: { grammar: patch, parse: (text) => parsePatch(text, true) },
  regexp: { grammar: regexp, parse: (text) => checkGoRegexp(text) },
  'resource-template': { grammar: resourceTemplate, parse: (text) => checkResourceTemplate(text, [INPUTS]) },
  'semver-range': { grammar: semverRange, parse: parseVersionRange },
  'target-path': { grammar: targetPath, parse: parseTargetPath },
};

/** Texts of each language, and the seed that they are made with. */
export const TEXTS = 6000;
export const SEED = 1;

/** Whether our parser accepts a text. */
export function accepts({ parse }: ComparedParser, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof LanguageError) return false;
    throw error;
  }
}

/** How the verdicts of two parsers on the same texts relate. */
export interface Agreement {
  readonly texts: number;
  /** Texts that Flux's parser accepts. */
  readonly accepted: number;
  /** Texts that only ours accepts. */
  readonly laxer: readonly string[];
  /** Texts that only Flux's accepts. */
  readonly stricter: readonly string[];
  /** Texts of the grammar, not edited, that Flux's parser refuses. */
  readonly refusedBases: readonly string[];
}

/** Compares our verdicts with those of Flux's parser. Every other text is unedited. */
export function compare(parser: ComparedParser, texts: readonly string[], verdicts: readonly boolean[]): Agreement {
  const laxer: string[] = [];
  const stricter: string[] = [];
  texts.forEach((text, index) => {
    const ours = accepts(parser, text);
    if (ours !== verdicts[index]) (ours ? laxer : stricter).push(text);
  });
  return {
    texts: texts.length,
    accepted: verdicts.filter(Boolean).length,
    laxer,
    stricter,
    refusedBases: texts.filter((_, index) => index % 2 === 0 && !verdicts[index]),
  };
}

/** The share of texts on which both agree. */
export function agreementOf({ texts, laxer, stricter }: Agreement): number {
  return 1 - (laxer.length + stricter.length) / texts;
}
