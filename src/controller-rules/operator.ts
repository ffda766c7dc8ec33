import { quote } from '../kubernetes/names';
import { Fields, fieldsIn, isGiven, listIn, mapsIn, textIn, valueIn } from './fields';
import { ObjectRule } from './rule';

const SET = { controller: 'flux-operator', kind: 'ResourceSet', file: 'internal/builder/resourceset.go' } as const;

/** A name as a key of templates, as flux-operator writes it (`NormalizeKeyForTemplate`). */
export function templateKey(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s\p{P}]/gu, '_')
    .replace(/[^a-z0-9_]/g, '')
    .split('_')
    .filter((word) => word !== '')
    .join('_');
}

/** The first names after `inputs.` in the templates of a text. */
function inputsUsed(text: string): Set<string> {
  const used = new Set<string>();
  for (const [, action] of text.matchAll(/<<([^]*?)>>/g)) {
    for (const [, name] of action!.matchAll(/(?<![\w.])inputs\.([A-Za-z_]\w*)/g)) used.add(name!);
  }
  return used;
}

function templatesOf(spec: Fields): string {
  const steps = mapsIn(spec['steps']);
  const parts = [spec, ...steps].map(
    (one) => `${JSON.stringify(one['resources'] ?? null)}\n${textIn(one['resourcesTemplate']) ?? ''}`,
  );
  return parts.join('\n');
}

/** The names that inputs have under Permute: those of the set itself and of its providers. */
function scopesOf(spec: Fields, name: string): string[] | undefined {
  const from = mapsIn(spec['inputsFrom']);
  if (from.some((one) => isGiven(one['selector']))) return undefined;
  const own = listIn(spec['inputs']).length > 0 ? [name] : [];
  return [...own, ...from.flatMap((one) => textIn(one['name']) ?? [])].map(templateKey);
}

function* permuteProblems(spec: Fields, name: string): Generator<string> {
  if (valueIn(spec, 'inputStrategy', 'name') !== 'Permute') return;
  const scopes = scopesOf(spec, name);
  if (scopes === undefined || scopes.length === 0) return;
  for (const used of inputsUsed(templatesOf(spec))) {
    if (used === 'id' || scopes.includes(used)) continue;
    yield `a template uses inputs.${used}, but under Permute inputs lie below the name of their set: write ${scopes.map((scope) => `inputs.${scope}.${used}`).join(' or ')}`;
  }
}

function isTemplated(value: unknown): boolean {
  return typeof value === 'string' && value.includes('<<');
}

/** Resources that differ by input in their content, but not in their name. */
function* sameNameProblems(spec: Fields): Generator<string> {
  if (listIn(spec['inputs']).length < 2) return;
  const resources = [spec, ...mapsIn(spec['steps'])].flatMap((one) => mapsIn(one['resources']));
  for (const resource of resources) {
    const { name, namespace } = fieldsIn(resource['metadata']);
    if (isTemplated(name) || isTemplated(namespace) || inputsUsed(JSON.stringify(resource)).size === 0) continue;
    yield `${String(resource['kind'])} ${quote(name)} has one name for all inputs, and only the first input's is applied: use an input in its name or namespace`;
  }
}

function* stepProblems(spec: Fields): Generator<string> {
  const stepOf = new Map<string, unknown>();
  for (const step of mapsIn(spec['steps'])) {
    for (const { apiVersion, kind, metadata } of mapsIn(step['resources'])) {
      const { name, namespace } = fieldsIn(metadata);
      const group = String(apiVersion).split('/').slice(0, -1).join('/');
      const key = [group, kind, namespace, name].map(String).join(' ');
      if (isTemplated(name) || isTemplated(namespace)) continue;
      const earlier = stepOf.get(key);
      if (earlier !== undefined && earlier !== step['name']) {
        yield `${String(kind)} ${quote(name)} is in steps ${quote(earlier)} and ${quote(step['name'])}: keep it in one`;
      }
      stepOf.set(key, step['name']);
    }
  }
}

/** Rules that one object of flux-operator decides. */
export const OPERATOR_RULES: readonly ObjectRule[] = [
  {
    ...SET,
    id: 'resource-set-depends-on-itself',
    severity: 'error',
    file: 'internal/controller/resourceset_controller.go',
    when: '`dependsOn` names the ResourceSet itself',
    then: 'it waits for ever',
    check: (spec, { namespace, object }) =>
      mapsIn(spec['dependsOn']).some(
        (one) =>
          one['kind'] === 'ResourceSet' &&
          one['name'] === object.metadata?.name &&
          (textIn(one['namespace']) ?? namespace) === namespace,
      )
        ? 'dependsOn names the ResourceSet itself, so it waits for ever: leave itself out'
        : undefined,
  },
  {
    ...SET,
    id: 'resource-set-permuted-inputs',
    severity: 'error',
    file: 'internal/inputs/permuter.go',
    when: 'under the strategy Permute, a template uses `inputs.x` instead of `inputs.<set>.x`',
    then: 'Stalled with BuildFailed: map has no entry for key',
    check: (spec, { object }) => permuteProblems(spec, object.metadata?.name ?? ''),
  },
  {
    ...SET,
    id: 'resource-set-empty-scope',
    severity: 'error',
    file: 'internal/inputs/permuter.go',
    when: 'under the strategy Permute, a name of which templates keep nothing',
    then: 'Stalled with BuildFailed: normalized provider name is empty',
    check: (spec) => {
      if (valueIn(spec, 'inputStrategy', 'name') !== 'Permute') return undefined;
      const empty = mapsIn(spec['inputsFrom']).find(
        ({ name }) => textIn(name) !== undefined && templateKey(String(name)) === '',
      );
      return (
        empty &&
        `inputsFrom names ${quote(empty['name'])}, of which a template keeps nothing: give the provider a name with letters`
      );
    },
  },
  {
    ...SET,
    id: 'resource-set-same-name',
    severity: 'warning',
    when: 'with several `inputs`, a resource uses them, but in neither name nor namespace',
    then: "only the first input's object is applied, and the ResourceSet is Ready",
    check: sameNameProblems,
  },
  {
    ...SET,
    id: 'resource-set-step-twice',
    severity: 'error',
    when: 'one object is in two `steps`',
    then: 'Stalled with BuildFailed: duplicate resource',
    check: stepProblems,
  },
];
