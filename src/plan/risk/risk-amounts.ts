import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { parseQuantity } from '../../kubernetes/quantity';
import { RawChange } from '../diff/field-diff';
import { plainText } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** Fields with a number of pods, and with the size of a volume, as operators and charts call them. */
const PODS = /(?:^|\.)(?:replicas|replicaCount|instances|nodeCount)$/i;

/** Others of custom resources alone: charts and some fields count other things by these names. */
const MEMBERS = /(?:^|[.\]])(?:count|members|nodes|numberOfInstances|numberOfReplicas|replicationFactor|size)$/i;
const OTHER_COUNT =
  /attempt|backup|batch|body|buffer|burst|cache|chunk|connection|file|forProvider|heap|history|image|keep|key|limit|log|max|memory|metric|page|pool\b|queue|retention|retain|retr(?:y|ies)|segment|sequence|snapshot|thread|window|(?:disk|storage|volume)s?(?:\[[^\]]*\])?\.?size$/i;
const VOLUME = /(?:^|[.\]])(?:size|storage|storageSize|diskSize|volumeSize|capacity)$/i;

/** Fields that tell how long or how much data is kept. */
const RETENTION =
  /(?:^|[.\]"])(?:data|log)?[._]?retention(?:Policy|Period|Time|Size|Days|Hours|_period|\.(?:ms|bytes|hours|minutes))?$/i;

/** Numbers of copies that are kept, of all or by their age. */
const COPIES =
  /^retain$|(?:^|\.)(?:retain|retention|retentionPolicy|keep)\.(?:keep)?(?:last|hourly|daily|weekly|monthly|yearly|count)$/i;

/** Of Velero, whose backups are deleted after it. Elsewhere a field of this name is about caches or logins. */
const TTL = /(?:^|\.)ttl$/;

/** Units of durations, in seconds. */
const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  mo: 2_592_000,
  y: 31_536_000,
};

/** Words of fields with the size of a volume, and of others. */
const OF_VOLUME = /^(?:persisten(?:ce|t)|pvc|claims?|volumes?|disks?|storages?|data)$/;
const OF_OTHERS =
  /^(?:heap|mem|memory|caches?|buffers?|shm|logs?|chunks?|batch|batches|blocks?|segments?|body|pages?|max)$/;

/** The size of a volume: with a unit, so that other sizes do not count. */
const SIZE = /^\d+(?:\.\d+)?[KMGTPE]i?$/;

/** Whether an object is of a kind that neither Kubernetes nor Flux brings. */
export function isCustom({ apiVersion }: KubernetesObject): boolean {
  const group = apiGroup(apiVersion);
  return group.includes('.') && !/(?:^|\.)(?:k8s\.io|toolkit\.fluxcd\.io)$/.test(group);
}

/** Risks of numbers that fall in a custom resource, or in the values of a chart. */
export function amountsLowered(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const start = apiGroup(next.apiVersion) === 'helm.toolkit.fluxcd.io' ? 'spec.values.' : isCustom(next) ? 'spec.' : '';
  if (start === '') return [];
  const what = `${next.kind} ${next.metadata.name}`;
  return changes
    .filter(({ path }) => path.startsWith(start))
    .flatMap(({ path, from, to }) => {
      const field = path.slice(start.length);
      const countsPods = PODS.test(field) || (start === 'spec.' && isMember(field, from));
      if (countsPods && isNone(to) && !isNone(from)) {
        const who = isOfMachines(next) ? 'machines go' : 'pods stop';
        return [risk('availability', `${what} goes to 0 in ${field}: all these ${who}`, 'high')];
      }
      if (countsPods && to === 1 && typeof from === 'number' && from > 1 && !isOfMachines(next)) {
        return [risk('availability', `${what} goes from ${from} to 1 in ${field}: nothing stands in for it`, 'low')];
      }
      const isKept =
        COPIES.test(field) || RETENTION.test(field.replace(/"\]$/, '')) || (isOfVelero(next) && TTL.test(field));
      if (isKept && isLess(plainText(from), plainText(to))) {
        const message = `${what} keeps ${plainText(to)} instead of ${plainText(from)} (${field}): what is older or beyond that is deleted`;
        return [risk('deletion', message, 'medium')];
      }
      if (!isVolume(field) || !isSmaller(plainText(from), plainText(to))) return [];
      const message = `${what} asks for ${plainText(to)} instead of ${plainText(from)} in ${field}: no volume becomes smaller, and the change fails or is ignored`;
      return [risk('held', message)];
    });
}

/** Whether a number counts the pods, or the copies of data, of what an operator runs. */
function isMember(field: string, from: JsonValue | undefined): boolean {
  return typeof from === 'number' && MEMBERS.test(field) && !OTHER_COUNT.test(field);
}

const isOfVelero = ({ apiVersion }: KubernetesObject) => apiGroup(apiVersion) === 'velero.io';

function isNone(amount: JsonValue | undefined): boolean {
  return amount === 0 || amount === '0';
}

/** Whether the replicas of an object are machines: pools, and what else is of Cluster API. */
function isOfMachines({ apiVersion, kind }: KubernetesObject): boolean {
  return /(?:^|\.)cluster\.x-k8s\.io$/.test(apiGroup(apiVersion)) || /^(?:Machine|NodePool)/.test(kind);
}

/** Whether a field is the size of a volume. The last of its words that tells decides: `cache.persistence.size` is. */
function isVolume(field: string): boolean {
  if (!VOLUME.test(field)) return false;
  const words = field
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const telling = words.findLast((word) => OF_VOLUME.test(word) || OF_OTHERS.test(word));
  return telling === undefined || OF_VOLUME.test(telling);
}

function isSmaller(from: string, to: string): boolean {
  if (!SIZE.test(from) || !SIZE.test(to)) return false;
  const [before, after] = [parseQuantity(from), parseQuantity(to)];
  return before !== undefined && after !== undefined && after < before;
}

/** Whether an amount is less than another of the same form: a number, a duration such as `30d`, or a size. */
function isLess(from: string, to: string): boolean {
  if (SIZE.test(from.replace(/B$/, '')) && SIZE.test(to.replace(/B$/, ''))) {
    return isSmaller(from.replace(/B$/, ''), to.replace(/B$/, ''));
  }
  const [before, after] = [from, to].map((text) => {
    if (!/^(?:\d+(?:\.\d+)?(?:ms|mo|[smhdwy])?)+$/.test(text)) return undefined;
    const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|mo|[smhdwy])?/g);
    return [...parts].reduce(
      (sum, [, amount, unit]) => sum + Number(amount) * (unit === undefined ? 1 : SECONDS[unit]!),
      0,
    );
  });
  // Kafka's -1 is for ever.
  if (before === undefined) return from === '-1' && after !== undefined;
  return after !== undefined && after < before;
}
