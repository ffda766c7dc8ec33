import { firstNames } from '../../core/first-names';
import { formatObject, ObjectChange } from '../objects/comparison';
import { Prediction } from '../predict/prediction';
import { sourceKey, Unit, unitKey } from '../predict/unit';
import { Risk, risk } from '../risk/risk';
import { isSpelling } from '../risk/risk-workload';
import { isFluxKustomization, SOURCE_KINDS } from '../tree/flux-spec';
import { ManifestIndex } from '../tree/manifest-index';
import { listAt } from '../tree/parse-manifests';

/** Fields of a Kustomization that decide where its objects are. Another value deletes those at the old place. */
const PLACE = /^spec\.(?:namePrefix|nameSuffix|path|sourceRef|targetNamespace)\b/;

/** Fields of a Kustomization that change what it builds. */
const CONTENT = /^spec\.(?:commonMetadata|components|ignore|images|patches|postBuild)\b/;

/** A patch that deletes an object. */
const DELETES = /\$patch['"]?\s*:\s*['"]?delete\b/;

/** Fields of a source that select other files, whatever its version. */
const SOURCE_PLACE =
  /^spec\.(?:bucketName|endpoint|layerSelector|prefix|recurseSubmodules|ref\.branch|ref\.name|url)\b/;

/**
 * Adds the risks of Kustomizations whose objects are unknown because they read from elsewhere: a change of their place
 * or source deletes or moves all of them, and nothing else in the comparison shows it.
 */
export function withExternal(
  changes: readonly ObjectChange[],
  prediction: Prediction,
  index: ManifestIndex,
): readonly ObjectChange[] {
  const external = [...prediction.oldUnits.values()].filter(({ build }) => build === undefined);
  if (external.length === 0) return changes;
  const units = new Map(external.map((unit) => [unit.key, unit]));
  return changes.map((change) => {
    const more = change.action === 'changed' ? risksOf(change, units, prediction, index) : [];
    if (more.length === 0) return change;
    const classes = new Set(more.map((one) => one.class));
    // The risk that the object alone gives says less about the same.
    return {
      ...change,
      risks: [...change.risks.filter((one) => one.class !== 'version' || !classes.has('deletion')), ...more],
    };
  });
}

function risksOf(
  { cluster, object, fields }: ObjectChange,
  units: ReadonlyMap<string, Unit>,
  prediction: Prediction,
  index: ManifestIndex,
): Risk[] {
  const changed = (pattern: RegExp) =>
    fields
      .filter((field) => pattern.test(field.path) && !isSpelling(object.kind, field, object.namespace))
      .map(({ path }) => path);
  const what = formatObject(object);
  if (isFluxKustomization(object)) {
    const unit = units.get(unitKey(cluster, object));
    if (unit === undefined) return [];
    const places = changed(PLACE);
    if (places.length > 0 && deletesWhatGoes(unit))
      return [
        risk(
          'deletion',
          `${what} changes ${places.join(' and ')}: Flux deletes all that it applied and does not find again at the new place`,
        ),
      ];
    const contents = fields.filter(({ path }) => CONTENT.test(path));
    if (contents.length === 0) return [];
    const deletes = patchesOf(prediction.newUnits.get(unit.key), index)
      .filter((patch) => !patchesOf(unit, index).includes(patch))
      .some((patch) => DELETES.test(patch));
    const paths = [...new Set(contents.map(({ path }) => /^spec\.\w+/.exec(path)![0]))].join(' and ');
    return [
      deletes
        ? risk('deletion', `${what} has a patch that deletes what it applied`, 'medium')
        : risk(
            'version',
            `${what} changes ${paths}, and what that does to the objects of its source is not evaluated`,
            'medium',
          ),
    ];
  }
  if (object.group !== 'source.toolkit.fluxcd.io' || !SOURCE_KINDS.includes(object.kind)) return [];
  const places = changed(SOURCE_PLACE);
  const key = sourceKey(cluster, object);
  const readers = [...units.values()].filter(
    (unit) => sourceKey(unit.host, unit.spec.source) === key && deletesWhatGoes(unit),
  );
  if (places.length === 0 || readers.length === 0) return [];
  const who = firstNames(readers.map(({ spec }) => `${spec.namespace}/${spec.name}`));
  return [
    risk(
      'deletion',
      `${what} changes ${places.join(' and ')}: Kustomization ${who} deletes all that it applied and does not find again`,
    ),
  ];
}

/** The patches of a Kustomization as texts. Those of a change are cut, because patches have many lines. */
function patchesOf(unit: Unit | undefined, index: ManifestIndex): string[] {
  const body = unit?.object && index.body(unit.object.header);
  return listAt(body, 'spec', 'patches').map((one) => JSON.stringify(one));
}

function deletesWhatGoes({ spec }: Unit): boolean {
  return spec.prune && !spec.suspend && !spec.keeps;
}
