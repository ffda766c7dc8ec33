import { JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { canonical, RawChange } from '../diff/field-diff';
import { isMap, listAt, parseYaml, plainText, textAt, valueAt } from '../tree/parse-manifests';
import type { RiskClass, RiskSeverity } from './risk';
import { unlocked } from './risk-lockdown';

/** Effect of a change of a field of a Flux object that no other rule tells. */
export interface FieldRule {
  readonly fields: RegExp;
  readonly class: RiskClass;
  readonly severity: RiskSeverity;
  /** Message after the name of the object. */
  readonly says: string;
  /** Whether a change counts; always if left out. */
  readonly when?: When;
}

/** Whether a change counts, in the states of its object. */
export type When = (change: RawChange, old: KubernetesObject, next: KubernetesObject) => boolean;

type Rules = Readonly<Record<string, readonly FieldRule[]>>;

const rule = (fields: RegExp, riskClass: RiskClass, severity: RiskSeverity, says: string, when?: When): FieldRule => ({
  fields,
  class: riskClass,
  severity,
  says,
  ...(when ? { when } : {}),
});

const becomes =
  (...values: ReadonlyArray<JsonValue | undefined>) =>
  ({ to }: RawChange) =>
    values.includes(to);
const goes = ({ to, change }: RawChange) => change === 'removed' || to === undefined;
/** The items of the list at a path, as texts that are equal for equal items. The own namespace is a default. */
function itemsAt(path: string, one: KubernetesObject): string[] {
  const fields = path.replace(/\[.*/s, '').split('.');
  const { namespace } = one.metadata;
  return listAt(one, ...fields).map((item) =>
    canonical(isMap(item) && namespace !== undefined ? { namespace, ...item } : item),
  );
}
/** Whether a list loses an item, or has another one in its place. Its order does not count. */
const isLess: When = ({ path }, old, next) => {
  const after = itemsAt(path, next);
  return itemsAt(path, old).some((item) => !after.includes(item));
};
/** As {@link isLess}, for a list that lets everything through while it is empty. */
const isNarrower: When = (change, old, next) =>
  itemsAt(change.path, next).length > 0 && (itemsAt(change.path, old).length === 0 || isLess(change, old, next));
/** Whether signatures that were refused may be enough now: a condition that comes, or is the stricter one, is none. */
const isLooser: When = ({ path, from, to }, old, next) => {
  if (/\.mode$/.test(path)) return !['TagAndHEAD', plainText(from ?? 'HEAD')].includes(plainText(to ?? 'HEAD'));
  if (!/\.matchOIDCIdentity\b/.test(path)) return true;
  const [was, is] = [itemsAt(path, old), itemsAt(path, next)];
  return was.length > 0 && (is.length === 0 || is.some((item) => !was.includes(item)));
};
/** The patches of a FluxInstance, however their texts are laid out. */
function patchesOf(instance: KubernetesObject): string {
  return canonical(
    listAt(instance, 'spec', 'kustomize', 'patches').map((one) => {
      const parsed = parseYaml(textAt(one, 'patch') ?? '');
      return isMap(one) && parsed.error === undefined ? { ...one, patch: parsed.value } : one;
    }),
  );
}
/** Whether an artifact is another one. A tag that moves on is none, unless there was a digest to hold it. */
const isElsewhere: When = ({ path, from, to }) => {
  if (path !== 'spec.distribution.artifact') return true;
  const parts = (one: JsonValue | undefined) => /^(.*?)(?::[^:/@]*)?(@.*)?$/s.exec(plainText(one))!;
  const [was, is] = [parts(from), parts(to)];
  return was[1] !== is[1] || (was[2] !== undefined && is[2] === undefined);
};

/** How an object of Flux gets in where it reads. */
const LOGIN = rule(
  /^spec\.(?:secretRef|certSecretRef|proxySecretRef|serviceAccountName|provider)\b/,
  'held',
  'low',
  'logs in in another way: nothing new arrives where that is not let in',
);

/** Without TLS whoever is in between decides what is applied. */
const INSECURE = rule(
  /^spec\.insecure$/,
  'rights-widened',
  'medium',
  'reads without TLS: whoever is in between decides what is applied',
  becomes(true),
);

/** Another signature than before is enough. A verification that goes as a whole is told elsewhere. */
const SIGNERS = rule(
  /^spec\.(?:chart\.spec\.)?verify\./,
  'rights-widened',
  'medium',
  'verifies signatures by other rules: others may decide what is applied',
  isLooser,
);

/** The controllers of Flux as fields of objects change what they do (the API references of Flux 2.8, Flux Operator 0.59). */
export const FLUX_FIELDS: Rules = {
  Alert: [
    rule(/^spec\.eventSources\b/, 'held', 'low', 'watches less: nobody is told of the rest', isLess),
    rule(/^spec\.exclusionList\b/, 'held', 'low', 'leaves more out: nobody is told of that', (one, old, next) =>
      isLess(one, next, old),
    ),
    rule(/^spec\.inclusionList\b/, 'held', 'low', 'takes other messages: nobody is told of the others', isNarrower),
    rule(/^spec\.eventSeverity$/, 'held', 'low', 'tells of errors alone', becomes('error')),
    rule(/^spec\.providerRef\b/, 'held', 'low', 'notifies another place'),
  ],
  ArtifactGenerator: [
    rule(
      /^spec\.(?:sources|artifacts)\b/,
      'deletion',
      'medium',
      'makes other artifacts: Flux deletes what was applied from them and is not in them any more',
      isLess,
    ),
  ],
  Bucket: [
    LOGIN,
    INSECURE,
    rule(
      /^spec\.(?:bucketName|endpoint|prefix|region)$/,
      'version',
      'medium',
      'reads other files than before: Flux deletes what was applied and is not among them',
    ),
  ],
  FluxInstance: [
    rule(
      /^spec\.distribution\.(?:registry|artifact|variant)\b/,
      'version',
      'medium',
      'takes Flux from elsewhere: whoever can push there decides what runs',
      isElsewhere,
    ),
    rule(
      /^spec\.distribution\.(?:imagePullSecret|artifactPullSecret)\b/,
      'held',
      'medium',
      'logs in otherwise where it takes Flux from: no image or manifest arrives where that is not let in',
    ),
    rule(
      /^spec\.sync\.(?:pullSecret|provider)\b/,
      'held',
      'medium',
      "logs in otherwise at its sync's source: no commit arrives where that is not let in",
    ),
    rule(
      /^spec\.kustomize\b/,
      'version',
      'medium',
      "patches Flux's own objects otherwise: its controllers restart, and may run with other flags, or not at all",
      // A lock or an account that changes is told by its flag.
      (_, old, next) => patchesOf(old) !== patchesOf(next) && unlocked(old, next).length === 0,
    ),
    rule(
      /^spec\.cluster\.networkPolicy$/,
      'network-opened',
      'medium',
      'no longer keeps others from the controllers of Flux',
      becomes(false),
    ),
    rule(
      /^spec\.(?:cluster\.(?:type|size|domain)|storage)\b/,
      'restart',
      'low',
      'makes the Deployments of Flux anew: its controllers restart',
    ),
    rule(
      /^spec\.sharding\.key$/,
      'availability',
      'high',
      'knows shards by another label: nobody reconciles the objects with the one before',
    ),
  ],
  GitRepository: [LOGIN, SIGNERS],
  HelmChart: [
    LOGIN,
    SIGNERS,
    rule(
      /^spec\.(?:version|valuesFiles|sourceRef)\b/,
      'version',
      'medium',
      'gives another version or other values: the chart decides what restarts or goes',
    ),
  ],
  HelmRelease: [
    SIGNERS,
    rule(
      /^spec\.chart\.spec\.reconcileStrategy$/,
      'held',
      'low',
      'follows its chart in another way: with ChartVersion, a change without a new version is not applied',
      (_, old, next) => [old, next].every((one) => valueAt(one, 'spec', 'chart') !== undefined),
    ),
    rule(
      /^spec\.upgrade\.crds$/,
      'held',
      'low',
      "leaves the chart's definitions as they are at upgrades",
      ({ from, to }) => /^Create/.test(plainText(from)) && !/^Create/.test(plainText(to)),
    ),
    rule(
      /^spec\.upgrade\.crds$/,
      'version',
      'medium',
      "replaces the chart's definitions at upgrades: fields and versions that they drop are lost",
      becomes('CreateReplace'),
    ),
    rule(
      /^spec\.driftDetection\.mode$/,
      'version',
      'medium',
      'corrects what others have changed: changes by hand and by controllers are reverted',
      becomes('enabled'),
    ),
    rule(
      /^spec\.driftDetection\.ignore\b/,
      'availability',
      'low',
      'corrects fields that it left alone, such as numbers of replicas',
      (one, old, next) => textAt(next, 'spec', 'driftDetection', 'mode') === 'enabled' && isLess(one, old, next),
    ),
    rule(
      /^spec\.(?:upgrade|rollback)\.cleanupOnFail$/,
      'deletion',
      'low',
      'deletes what a failed upgrade or rollback made',
      becomes(true),
    ),
    rule(
      /^spec\.(?:install|upgrade|rollback|uninstall)\.disableHooks$/,
      'held',
      'medium',
      'runs no hooks of its chart, such as migrations',
      becomes(true),
    ),
    rule(
      /^spec\.upgrade\.preserveValues$/,
      'held',
      'medium',
      'keeps values that leave its manifest at upgrades',
      becomes(true),
    ),
  ],
  HelmRepository: [
    LOGIN,
    INSECURE,
    rule(/^spec\.passCredentials$/, 'rights-widened', 'low', 'sends its login to other hosts too', becomes(true)),
  ],
  ImageRepository: [LOGIN, INSECURE],
  ImageUpdateAutomation: [
    rule(
      /^spec\.policySelector\b/,
      'version',
      'medium',
      'follows other policies: it commits their tags, and no longer those of the others',
    ),
    rule(
      /^spec\.(?:sourceRef|git\.push\.refspec|git\.checkout\.ref\.(?!branch))\b/,
      'version',
      'medium',
      'commits its updates elsewhere',
    ),
    rule(
      /^spec\.git\.commit\.signingKey\b/,
      'held',
      'medium',
      'signs its commits otherwise, or no longer: a source that verifies them refuses them',
      ({ change }) => change !== 'added',
    ),
  ],
  Kustomization: [
    rule(
      /^spec\.dependsOn\[.*\.readyExpr$/,
      'held',
      'low',
      'waits for another condition: until it holds nothing is applied',
      (one) => !goes(one),
    ),
  ],
  OCIRepository: [
    LOGIN,
    INSECURE,
    SIGNERS,
    rule(
      /^spec\.layerSelector\b/,
      'version',
      'medium',
      'takes another layer of its artifact: Flux deletes what was applied and is not in it',
    ),
  ],
  Provider: [
    rule(
      /^spec\.(?:type|address|channel|username|secretRef|proxySecretRef|certSecretRef)\b/,
      'held',
      'low',
      'notifies another place, or logs in there in another way',
    ),
  ],
  Receiver: [
    rule(/^spec\.resources\b/, 'held', 'low', 'wakes less: what it leaves out waits for its interval', isLess),
    rule(/^spec\.events\b/, 'held', 'low', 'takes fewer events: nothing is told of the others', isNarrower),
    rule(
      /^spec\.type$/,
      'rights-widened',
      'medium',
      'no longer checks signatures: whoever knows its address can call it',
      becomes('generic'),
    ),
    rule(
      /^spec\.(?:type|secretRef)\b/,
      'held',
      'low',
      'gets another token or form of calls, and with another token another address: those who call it have to be told',
      (one) => one.to !== 'generic',
    ),
  ],
  ResourceSetInputProvider: [LOGIN],
};
