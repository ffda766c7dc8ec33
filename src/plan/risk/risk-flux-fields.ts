import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { RawChange } from '../diff/field-diff';
import { isFluxGroup } from '../tree/flux-spec';
import { isMap, textAt, valueAt } from '../tree/parse-manifests';
import { FLUX_FIELDS } from './flux-field-rules';
import { Risk, risk } from './risk';
import { isSpelling } from './risk-workload';

/** Defaults of fields (the CRDs of Flux 2.8 and Flux Operator 0.59): writing one down is no change. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'spec.chart.spec.reconcileStrategy': 'ChartVersion',
  'spec.cluster.domain': 'cluster.local',
  'spec.cluster.type': 'kubernetes',
  'spec.chart.spec.verify.provider': 'cosign',
  'spec.layerSelector.operation': 'extract',
  'spec.provider': 'generic',
  'spec.sourceRef.kind': 'GitRepository',
  'spec.sync.provider': 'generic',
  'spec.verify.provider': 'cosign',
};

/** Maps that come or go as a whole, of which only the fields count. */
const WHOLE = /^spec\.(?:cluster|sync|distribution|layerSelector|sharding)$/;

function isDefault({ path, from, to }: RawChange): boolean {
  const value = Object.hasOwn(DEFAULTS, path) ? DEFAULTS[path] : undefined;
  return value !== undefined && (from ?? value) === (to ?? value);
}

const SHARD = 'sharding.fluxcd.io/key';

/** Risks of changed fields of objects of Flux, each told once. */
export function fieldsOfFlux(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  if (!isFluxGroup(apiGroup(next.apiVersion))) return [];
  const what = `${next.kind} ${next.metadata.name}`;
  const each = changes
    .flatMap(inParts)
    .filter((one) => !isDefault(one) && !isSpelling(next.kind, one, next.metadata.namespace) && !WHOLE.test(one.path));
  const rules = Object.hasOwn(FLUX_FIELDS, next.kind) ? FLUX_FIELDS[next.kind]! : [];
  return [
    ...rules
      .filter(({ fields, when }) => each.some((one) => fields.test(one.path) && (when?.(one, old, next) ?? true)))
      .map(({ class: riskClass, severity, says }) => risk(riskClass, `${what} ${says}`, severity)),
    ...otherShard(old, next, what),
  ];
}

/** A change of a map that comes or goes as a whole, as changes of its fields too. */
function inParts(change: RawChange): RawChange[] {
  const map = change.change === 'added' ? change.to : change.change === 'removed' ? change.from : undefined;
  // That a verification begins or ends is told elsewhere.
  if (!isMap(map) || change.path.endsWith('.verify')) return [change];
  const side = change.change === 'added' ? 'to' : 'from';
  return [
    change,
    ...Object.entries(map).flatMap(([key, value]) =>
      inParts({ path: `${change.path}.${key}`, change: change.change, [side]: value }),
    ),
  ];
}

/** Controllers take the objects of their shard alone. */
function otherShard(old: KubernetesObject, next: KubernetesObject, what: string): Risk[] {
  const [before, after] = [old, next].map((one) => textAt(one, 'metadata', 'labels', SHARD) ?? '');
  if (before === after || valueAt(next, 'spec', 'suspend') === true) return [];
  const who = after === '' ? 'the controllers without a shard' : `the controllers of shard ${after}`;
  return [risk('availability', `${what} is left to ${who}: without them nobody reconciles it`, 'medium')];
}
