import { isMap } from '../../core/is-map';
import { yamlReader } from '../../core/yaml-reader';
import { JsonObject, JsonValue, KubernetesObject, objectIdentity } from '../../kubernetes/objects';
import { hasMarker } from '../../kustomize';
import { LanguageError } from '../../languages/go/language-error';
import { renderResourceTemplate } from '../../languages/template';
import { RECONCILE } from '../tree/flux-spec';
import { isObject, listAt, mapAt, Parsed, parseYaml, textAt, valueAt } from '../tree/parse-manifests';

export { RECONCILE };

/**
 * The objects that Flux Operator makes of a ResourceSet (internal/builder/resourceset.go of flux-operator 0.59), or why
 * only the cluster knows them.
 */
export function expandSet(set: KubernetesObject): Parsed<readonly KubernetesObject[]> {
  const unknown = unknownOf(set);
  if (unknown !== undefined) return { error: unknown };
  const inputs = listAt(set, 'spec', 'inputs').map((input) => withProvider(input, set));
  const objects = new Map<string, KubernetesObject>();
  try {
    for (const [template, sets] of templatesOf(set, inputs)) {
      for (const one of sets) {
        for (const object of rendered(template, one)) {
          const isLeftOut = inputs.length > 0 && object.metadata.annotations?.[RECONCILE] === 'disabled';
          const key = objectIdentity(object);
          if (!isLeftOut && !objects.has(key)) objects.set(key, labelled(object, set));
        }
      }
    }
  } catch (error) {
    if (error instanceof LanguageError) return { error: error.message };
    throw error;
  }
  return { value: [...objects.values()] };
}

/** Part of a ResourceSet that only the cluster knows. */
function unknownOf(set: KubernetesObject): string | undefined {
  const spec = valueAt(set, 'spec');
  const providers = listAt(spec, 'inputsFrom').map((one) => textAt(one, 'name') ?? 'those of a selector');
  if (providers.length > 0) {
    return `its inputs come from ResourceSetInputProvider ${providers.join(', ')}, which only the cluster knows: write them as spec.inputs first`;
  }
  if (textAt(spec, 'inputStrategy', 'name') === 'Permute') {
    return 'it permutes its inputs: write each set of them as spec.inputs first';
  }
  const text = JSON.stringify(spec ?? null);
  return hasMarker(text)
    ? 'a variable in it has a value that only the cluster knows: write it into the old repository first'
    : undefined;
}

/** Every set of inputs names the object that it comes from. */
function withProvider(input: JsonValue, { apiVersion, kind, metadata }: KubernetesObject): JsonObject {
  const { name, namespace = '' } = metadata;
  return { ...(isMap(input) ? input : {}), provider: { apiVersion, kind, name, namespace } };
}

/** The templates of a set and of its steps, each with the inputs that it is made with; without any, it is made once. */
function templatesOf(set: KubernetesObject, inputs: readonly JsonObject[]): Array<[string, readonly JsonValue[]]> {
  const sets = inputs.length > 0 ? inputs : [null];
  return [valueAt(set, 'spec'), ...listAt(set, 'spec', 'steps')].flatMap((part) => [
    ...listAt(part, 'resources').map((one): [string, readonly JsonValue[]] => [yamlOf(one), sets]),
    ...[textAt(part, 'resourcesTemplate')].flatMap((text): Array<[string, readonly JsonValue[]]> =>
      text === undefined ? [] : [[text, sets]],
    ),
  ]);
}

/** A template as text, as the operator writes it before it fills it in: actions stand without quotes where they can. */
function yamlOf(template: JsonValue): string {
  return yamlReader().stringify(template, { lineWidth: 0, singleQuote: true, version: '1.1' });
}

function rendered(template: string, inputs: JsonValue): KubernetesObject[] {
  const parsed = parseYaml(renderResourceTemplate(template, inputs));
  if (parsed.error !== undefined) throw new LanguageError(`a template gives a text that ${parsed.error}: mend it`, 0);
  return parsed.value.filter((one): one is JsonObject & KubernetesObject => isObject(one));
}

function labelled(object: KubernetesObject, set: KubernetesObject): KubernetesObject {
  const common = mapAt(set, 'spec', 'commonMetadata');
  const { metadata } = object;
  if (Object.keys(common).length === 0) return object;
  const labels = { ...metadata.labels, ...mapAt(common, 'labels') } as Record<string, string>;
  const annotations = { ...metadata.annotations, ...mapAt(common, 'annotations') } as Record<string, string>;
  return { ...object, metadata: { ...metadata, labels, annotations } };
}
