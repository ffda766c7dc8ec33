import { resolveOldPlain } from '../yaml/plain-scalars';

/** How a text is written as a YAML scalar, as go-yaml v2 does. */
export interface WrittenScalar {
  readonly style: 'double' | 'literal' | 'plain' | 'single';
  /** The text with its quotes and escapes; of a literal block the text itself. */
  readonly written: string;
}

/** Characters that are escaped, which only double quotes can hold. */

const SPECIAL = /[^\x20-\x7e\n\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\ud800-\udfff]/;
/** Texts that cannot be plain: indicators at the start, `: ` and ` #`, blanks and breaks at the ends. */
const FIRST = /^(?:[#,[\]{}&*!|>'"%@`]|[-?:](?:[ \n]|$)|---|\.\.\.)/;
const WITHIN = /:(?:\s|$)|\s#/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** The scalar for a text. */
export function scalarText(text: string, isKey: boolean): WrittenScalar {
  if (text.includes('\n')) return multiLine(text, isKey);
  if (SPECIAL.test(text)) return double(text);
  const isText = resolveOldPlain(text) === text && !BASE_60.test(text);
  if (!isText) return double(text);
  if (text === '' || FIRST.test(text) || WITHIN.test(text) || /^\s|\s$/.test(text)) return single(text);
  return { style: 'plain', written: text };
}

function multiLine(text: string, isKey: boolean): WrittenScalar {
  const isLiteral = !isKey && !SPECIAL.test(text) && !/ \n| $/.test(text);
  return isLiteral ? { style: 'literal', written: text } : double(text);
}

function single(text: string): WrittenScalar {
  return { style: 'single', written: `'${text.replaceAll("'", "''")}'` };
}

function double(text: string): WrittenScalar {
  return { style: 'double', written: JSON.stringify(text) };
}
