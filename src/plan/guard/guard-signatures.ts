import { FieldChange } from '../diff/field-diff';
import { Comparison, formatObject } from '../objects/comparison';
import { ClusterFinding } from './finding';

/** How what a source reads is signed, by kind; a FluxInstance makes the source itself. */
const SIGNING: Readonly<Record<string, string>> = {
  GitRepository: 'sign that commit, and all after it (git commit -S)',
  HelmRelease: 'sign the chart (cosign sign)',
  OCIRepository: 'sign what it reads (flux-fleet push --sign cosign.key, or cosign sign)',
};

const ANY = 'sign what it reads (git commit -S, or flux-fleet push --sign cosign.key)';

/**
 * Findings about sources that are verified in the commit that first signs, or before. Flux takes nothing new from them
 * then.
 *
 * @param mark annotation of sources that are said to be signed; undefined where nothing says so
 */
export function* signatureFindings(comparison: Comparison, mark: string | undefined): Generator<ClusterFinding> {
  if (mark === undefined) return;
  for (const { object, place, cluster, fields, startsVerifying = false } of comparison.changes) {
    if (!startsVerifying || fields.some((field) => takesOff(field, mark))) continue;
    yield {
      id: 'source-unsigned',
      severity: 'error',
      place,
      cluster,
      object,
      wrong: `${formatObject(object)} is verified from now on, and nothing says that what it reads is signed already`,
      todo: 'sign first, and verify in the commit after',
      steps: [
        `give the source signed: true in place of verify, ${SIGNING[object.kind] ?? ANY}, push that and let Flux apply it`,
        'give it verify in place of signed: true',
      ],
    };
  }
}

/** Whether the source was said to be signed before. */
function takesOff({ path, change, from }: FieldChange, mark: string): boolean {
  if (change !== 'removed' || !path.startsWith('metadata.annotations')) return false;
  return path.includes(mark) || (JSON.stringify(from) ?? '').includes(mark);
}
