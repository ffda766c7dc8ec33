import type * as Yaml from 'yaml';
import { yamlReader } from '../../core/yaml-reader';

/**
 * A text in folded style as it is after kustomize has written it and Flux has read it again. go-yaml 3.0.1 writes a break
 * too many (`yaml_emitter_write_folded_scalar` looks at the beginning of the text for the breaks that follow): before
 * lines with more indentation, and at the end of a text that keeps its last breaks.
 */
export function foldedAgain(text: string): string {
  if (!text.includes('\n')) return text;
  const lines = written(text).replace(/^(?=[^\n])/gm, '    ');
  const chomping = text === '\n' || text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const document = yamlReader().parseDocument(`a: >4${chomping}\n${lines}`, { schema: 'failsafe' });
  const node = (document.contents as Yaml.YAMLMap | null)?.get('a');
  return typeof node === 'string' ? node : text;
}

/** The lines that go-yaml writes, without indentation. */
function written(text: string): string {
  const first = /[^\n]/.exec(text)?.[0];
  const doubles = first !== undefined && first !== ' ' && first !== '\t';
  let lines = '';
  let isBreak = true;
  let isIndented = true;
  for (const character of text) {
    if (character === '\n') {
      lines += !isBreak && !isIndented && doubles ? '\n\n' : '\n';
      isBreak = true;
    } else {
      if (isBreak) isIndented = character === ' ' || character === '\t';
      lines += character;
      isBreak = false;
    }
  }
  return lines;
}
