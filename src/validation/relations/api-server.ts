import { shown } from '../../kubernetes/field-path';
import { byteLength } from '../../kubernetes/names';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, mapOf, textOf, textsOf } from '../checks/values';

/** An APIService is named by what it serves. */
export function apiServiceName({ metadata, spec }: Fields, report: Report): void {
  const { version, group } = mapOf(spec);
  const wanted = `${textOf(version)}.${textOf(group)}`;
  const { name } = mapOf(metadata);
  if (textOf(name) !== wanted) report.add(['metadata', 'name'], `is ${shown(name)}: name it "${wanted}"`);
}

/** Only v1 of the core has no group. */
export function groupOfVersion({ group, version }: Fields, report: Report): void {
  if (textOf(group) === '' && version !== 'v1') report.add(['group'], 'is missing: only v1 has none');
}

/** An API of the server itself needs no trust; another server needs one kind of it. */
export function servedLocally({ service, caBundle, insecureSkipTLSVerify }: Fields, report: Report): void {
  const isTrusting = insecureSkipTLSVerify === true;
  if (isGiven(service)) {
    if (isTrusting && !isZero(caBundle)) {
      report.add(['insecureSkipTLSVerify'], 'is true beside caBundle: keep one of the two');
    }
    return;
  }
  const why = 'belongs to an API that a service serves: set service, or leave it out';
  if (!isZero(caBundle)) report.add(['caBundle'], why);
  if (isTrusting) report.add(['insecureSkipTLSVerify'], why);
}

/** A request for a certificate, in PEM. */
export function certificateRequest(value: unknown, report: Report): void {
  const text = Buffer.from(textOf(value), 'base64').toString('latin1');
  if (!/-----BEGIN CERTIFICATE REQUEST-----\r?\n[\s\S]*-----END CERTIFICATE REQUEST-----/.test(text)) {
    report.add([], 'is not a request for a certificate: give its PEM block "CERTIFICATE REQUEST" in base64');
  }
}

/** The signer of requests that named none, which only v1beta1 took. */
export function signerOfVersion(value: unknown, report: Report): void {
  if (value !== 'kubernetes.io/legacy-unknown') return;
  report.add(
    [],
    `is ${shown(value)}, which v1 refuses: name the signer, such as "kubernetes.io/kube-apiserver-client"`,
  );
}

/** "*" stands alone. */
export function wildcardOnly(value: unknown, report: Report): void {
  const list = textsOf(value);
  if (list.includes('*') && list.length > 1) report.add([], 'hold "*" and others: keep "*", or the others');
}

/** Namespaces of a rule. */
export function ruleOfNothing({ namespaces }: Fields, report: Report): void {
  for (const [index, name] of textsOf(namespaces).entries()) {
    if (name === '*' || fitsFormat('dnsLabel', name)) continue;
    report.add(['namespaces', index], `${shown(name)} ${unlikeFormat('dnsLabel')}`);
  }
}

/** Paths of requests that are for no resource. */
export function nonResourcePath(value: unknown, report: Report): void {
  const paths = textsOf(value);
  if (paths.includes('*')) return;
  for (const [index, path] of paths.entries()) {
    const stars = path.split('*').length - 1;
    const isGood =
      path === '/' ||
      (path.startsWith('/') && !/ |\/\//.test(path) && (stars === 0 || (stars === 1 && path.endsWith('/*'))));
    if (!isGood) {
      report.add([index], `${shown(path)} is not a path: begin it with "/", and write "*" only as "/*" at its end`);
    }
  }
}

/** The name of the server's own schema and level. */
const EXEMPT = 'exempt';

/** The highest precedence is the server's own. */
export function flowSchema({ metadata, spec }: Fields, report: Report): void {
  const { matchingPrecedence } = mapOf(spec);
  if (matchingPrecedence === 1 && mapOf(metadata)['name'] !== EXEMPT) {
    report.add(['spec', 'matchingPrecedence'], 'is 1, which is for the schema "exempt" alone: give 2 or more');
  }
}

/** The level of this name, and no other, is exempt. */
export function priorityLevelName({ metadata, spec }: Fields, report: Report): void {
  const { type } = mapOf(spec);
  const { name } = mapOf(metadata);
  if ((name === EXEMPT) === (type === 'Exempt') || textOf(type) === '') return;
  report.add(['spec', 'type'], `is ${shown(type)}: the level "exempt", and no other, has type Exempt`);
}

const ROUND_TRIP = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';

/** No annotation of an older version. */
export function exemptLevel({ metadata }: Fields, report: Report): void {
  if (!isGiven(mapOf(mapOf(metadata)['annotations'])[ROUND_TRIP])) return;
  report.add(['metadata', 'annotations', ROUND_TRIP], 'belongs to v1beta3: leave it out');
}

/** Most bits that the choice of queues may take. */
const MAX_HASH_BITS = 60;

/** The queues of a flow. */
export function hand({ queues, handSize }: Fields, report: Report): void {
  const deck = isZero(queues) ? 64 : Number(queues);
  const cards = isZero(handSize) ? 8 : Number(handSize);
  if (deck < 1 || cards < 1) return;
  if (cards > deck) report.add(['handSize'], `is ${cards}, but there are ${deck} queues: give at most ${deck}`);
  else if (Math.ceil(Math.log2(deck) * cards) > MAX_HASH_BITS) {
    const most = Math.floor(MAX_HASH_BITS / Math.log2(deck));
    report.add(['handSize'], `is ${cards}, too many of ${deck} queues: give at most ${most}`);
  }
}

const NOTE_MAX = 1024;
const TEXT_MAX = 128;

/** Texts that an event with a time needs, by the names that its version has. */
function eventTexts(object: Fields, needed: readonly string[], note: string, reporter: string, report: Report): void {
  for (const name of needed) {
    const text = textOf(object[name]);
    if (text === '') report.add([name], 'is missing: an event with eventTime needs it');
    else if (name !== reporter && byteLength(text) > TEXT_MAX) report.add([name], 'is too long: use at most 128 bytes');
  }
  const controller = textOf(object[reporter]);
  if (controller !== '' && !fitsFormat('qualifiedName', controller)) {
    report.add([reporter], `${shown(controller)} ${unlikeFormat('qualifiedName')}`);
  }
  if (byteLength(textOf(object[note])) > NOTE_MAX) report.add([note], `is too long: use at most ${NOTE_MAX} bytes`);
}

/** An event's namespace is that of its object. */
function eventPlace(object: Fields, about: string, isTimed: boolean, report: Report): void {
  const place = textOf(mapOf(object['metadata'])['namespace']);
  const of = textOf(mapOf(object[about])['namespace']);
  const open = isTimed ? ['default', 'kube-system'] : ['', 'default'];
  if (of === '' ? open.includes(place) : isTimed || of === place) return;
  report.add([about, 'namespace'], `is ${shown(of)}, but the event is in "${place}": make them agree`);
}

/** An event of the core group. */
export function coreEvent(object: Fields, report: Report): void {
  const isTimed = isGiven(object['eventTime']);
  eventPlace(object, 'involvedObject', isTimed, report);
  if (!isTimed) return;
  const needed = ['reportingComponent', 'reportingInstance', 'action', 'reason'];
  eventTexts(object, needed, 'message', 'reportingComponent', report);
}

/** An event of `events.k8s.io`. */
export function event(object: Fields, report: Report): void {
  if (!isGiven(object['eventTime'])) return;
  eventPlace(object, 'regarding', true, report);
  const needed = ['reportingController', 'reportingInstance', 'action', 'reason'];
  eventTexts(object, needed, 'note', 'reportingController', report);
}
