import { Resource } from '../resource/resource';
import { ORIGIN } from '../resource/resources';
import { resolveOldPlain, resolvePlain } from '../yaml/plain-scalars';

/** The annotation that says which transformers changed an object. */
const TRANSFORMATIONS = 'alpha.config.kubernetes.io/transformations';

/** Where an object, or the configuration that made or changed it, comes from. */
export interface Origin {
  readonly path?: string;
  readonly configuredIn?: string;
  readonly by?: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name?: string;
    readonly namespace?: string;
  };
}

/** Notes the file that an object comes from. */
export function noteOrigin(resource: Resource, origin: Origin): void {
  resource.annotate(ORIGIN, originText(origin, ''));
}

/** Notes that a transformer ran over an object; an object without an origin was made by it. */
export function noteTransformation(resource: Resource, origin: Origin): void {
  const texts = resource.texts('annotations');
  if (texts.has(ORIGIN)) texts.set(TRANSFORMATIONS, (texts.get(TRANSFORMATIONS) ?? '') + listItem(origin));
  else texts.set(ORIGIN, originText(origin, ''));
  resource.setTexts('annotations', texts);
}

/** Takes off the notes that nobody asked for. */
export function dropOrigins(texts: Map<string, string>, keep: readonly string[]): void {
  if (!keep.includes('originAnnotations')) texts.delete(ORIGIN);
  if (!keep.includes('transformerAnnotations')) texts.delete(TRANSFORMATIONS);
}

function listItem(origin: Origin): string {
  return `- ${originText(origin, '  ').slice(2)}`;
}

function originText({ path, configuredIn, by }: Origin, indent: string): string {
  const lines: string[] = [];
  if (path) lines.push(`path: ${scalar(path)}`);
  if (configuredIn) lines.push(`configuredIn: ${scalar(configuredIn)}`);
  if (by) {
    lines.push('configuredBy:', `  apiVersion: ${by.apiVersion}`, `  kind: ${by.kind}`);
    if (by.name) lines.push(`  name: ${scalar(by.name)}`);
    if (by.namespace) lines.push(`  namespace: ${scalar(by.namespace)}`);
  }
  return lines.map((line) => `${indent}${line}\n`).join('');
}

/** A text as YAML: quoted where a reader of YAML 1.1 or 1.2 would take it for something else. */
function scalar(text: string): string {
  return resolveOldPlain(text) === text && resolvePlain(text) === text ? text : JSON.stringify(text);
}
