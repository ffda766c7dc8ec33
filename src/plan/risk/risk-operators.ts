import { defined } from '../../core/defined';
import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { canonical, RawChange } from '../diff/field-diff';
import { isFluxGroup } from '../tree/flux-spec';
import { isMap, listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { isCustom } from './risk-amounts';
import { lessMachines, otherClass, otherMachines } from './risk-karpenter';

/** The risks of a change of an object of one kind. */
type Rule = (old: KubernetesObject, next: KubernetesObject, what: string) => Risk[];

/** Annotations with which an operator leaves an object alone, and what they are then. */
const PAUSED: ReadonlyArray<readonly [annotation: string, value: RegExp]> = [
  ['autoscaling.keda.sh/paused', /^true$/],
  ['cluster.x-k8s.io/paused', /./],
  ['cnpg.io/reconciliationLoop', /^disabled$/],
  ['crossplane.io/paused', /^true$/],
  ['strimzi.io/pause-reconciliation', /^true$/],
];

/** Fields with which a custom resource is switched off. */
const SWITCHES = ['suspend', 'suspended', 'pause', 'paused'];

const at = (object: KubernetesObject, ...path: readonly string[]) =>
  canonical(valueAt(object, 'spec', ...path) ?? null);
const differs = (old: KubernetesObject, next: KubernetesObject, ...path: readonly string[]) =>
  at(old, ...path) !== at(next, ...path);

/** Fields that decide who signs; how an issuer proves itself to that authority does not. */
const AUTHORITY = [
  ...['acme.server', 'ca.secretName', 'vault.namespace', 'vault.path', 'vault.server'],
  ...['venafi.cloud.url', 'venafi.tpp.url', 'venafi.zone'],
].map((path) => path.split('.'));
const ISSUERS = ['acme', 'ca', 'selfSigned', 'vault', 'venafi'];

const otherAuthority: Rule = (old, next, what) => {
  const has = (one: KubernetesObject, type: string) => valueAt(one, 'spec', type) !== undefined;
  const isOther =
    ISSUERS.some((type) => has(old, type) !== has(next, type)) || AUTHORITY.some((path) => differs(old, next, ...path));
  if (!isOther) return [];
  return [risk('secret-rekeyed', `${what}: another authority signs the certificates that are issued from now on`)];
};

/** The names and addresses that a Certificate is for. */
const hosts = (one: KubernetesObject) =>
  [
    valueAt(one, 'spec', 'commonName'),
    ...listAt(one, 'spec', 'dnsNames'),
    ...listAt(one, 'spec', 'ipAddresses'),
  ].filter((name) => typeof name === 'string' && name !== '') as string[];

const issuer = (one: KubernetesObject) =>
  JSON.stringify([
    textAt(one, 'spec', 'issuerRef', 'name'),
    textAt(one, 'spec', 'issuerRef', 'kind') ?? 'Issuer',
    textAt(one, 'spec', 'issuerRef', 'group') ?? 'cert-manager.io',
  ]);

/** The form of a Certificate's key, with cert-manager's defaults (API reference, CertificatePrivateKey). */
const keyForm = (one: KubernetesObject) => {
  const algorithm = textAt(one, 'spec', 'privateKey', 'algorithm') ?? 'RSA';
  const size = algorithm === 'RSA' ? 2048 : algorithm === 'ECDSA' ? 256 : null;
  return canonical([
    ...[algorithm, valueAt(one, 'spec', 'privateKey', 'size') ?? size],
    valueAt(one, 'spec', 'isCA') === true,
  ]);
};

const otherKey: Rule = (old, next, what) => {
  const [was, is] = [old, next].map((one) => textAt(one, 'spec', 'secretName') ?? '');
  const isNew = keyForm(old) !== keyForm(next);
  return [
    ...(was === is
      ? []
      : [risk('availability', `${what} writes Secret ${is} instead of ${was}, which is renewed no longer`)]),
    ...(isNew ? [risk('secret-rekeyed', `${what} is issued anew with another key`, 'low')] : []),
  ];
};

const certificate: Rule = (old, next, what) => {
  const after = new Set(hosts(next));
  // A wildcard stands for one label.
  const lost = hosts(old).filter((name) => !after.has(name) && !after.has(name.replace(/^[^.]+/, '*')));
  return [
    ...(lost.length > 0
      ? [risk('availability', `${what} is issued without ${lost.join(' and ')}: who asks for that is refused`)]
      : []),
    ...otherKey(old, next, what),
    ...(issuer(old) === issuer(next) ? [] : [risk('secret-rekeyed', `${what} is issued anew by another issuer`)]),
  ];
};

/** Defaults of fields of an ExternalSecret (apis/externalsecrets/v1 of external-secrets). */
const EXTERNAL_DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['conversionStrategy', 'Default'],
  ['decodingStrategy', 'None'],
  ['engineVersion', 'v2'],
  ['kind', 'SecretStore'],
  ['mergePolicy', 'Replace'],
  ['metadataPolicy', 'None'],
  ['nullBytePolicy', 'Ignore'],
  ['target', 'Data'],
  ['templateAs', 'Values'],
]);

/** A value without the defaults that are written down in it. */
function plain(value: JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) return value.map(plain);
  if (!isMap(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field, own]) => typeof own !== 'string' || EXTERNAL_DEFAULTS.get(field) !== own)
      .map(([field, own]) => [field, plain(own)]),
  );
}

/** Fields beside `data` that decide a Secret's content. Its labels and annotations do not. */
function content(one: KubernetesObject): string {
  const at = (...path: readonly string[]) => valueAt(one, 'spec', ...path) ?? null;
  const template = (field: string) => at('target', 'template', field);
  const given = {
    dataFrom: at('dataFrom'),
    secretStoreRef: at('secretStoreRef'),
    templateFrom: template('templateFrom'),
    engineVersion: template('engineVersion'),
    mergePolicy: template('mergePolicy'),
  };
  // The data of a template has keys of its own, which may be named like fields.
  return canonical([plain(given), template('data')]);
}

const otherContent: Rule = (old, next, what) => {
  const entries = (one: KubernetesObject) =>
    new Map(listAt(one, 'spec', 'data').map((entry) => [textAt(entry, 'secretKey'), canonical(plain(entry))]));
  const after = entries(next);
  const changed = [...entries(old)].some(([key, entry]) => after.has(key) && after.get(key) !== entry);
  if (!changed && content(old) === content(next)) return [];
  return [risk('secret-rekeyed', `${what} takes what it holds from elsewhere: who reads its Secret gets other values`)];
};

/** Providers whose Secrets are named by other fields than those with which a store logs in, and these fields. */
const ADDRESSED = ['azurekv', 'gcpsm', 'kubernetes', 'vault'];
const LOGIN = /^(?:auth|serviceAccountRef$)/;
const TRUST = /^ca(?:Bundle|Provider)$/;

/** Where a store reads, without how it logs in there. */
function address(store: KubernetesObject): string {
  const { vault, ...others } = mapAt(store, 'spec', 'provider');
  const given = Object.entries({
    ...others,
    ...defined({ vault: isMap(vault) ? { version: 'v2', ...vault } : undefined }),
  });
  return canonical(
    Object.fromEntries(
      given.map(([provider, fields]) => [
        provider,
        without(fields, ADDRESSED.includes(provider) ? LOGIN : TRUST, TRUST),
      ]),
    ),
  );
}

/** A value without some fields of its own, and without others at any depth. */
function without(value: JsonValue, own: RegExp, all: RegExp): JsonValue {
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => !own.test(field) && !all.test(field))
      .map(([field, below]) => [field, without(below, all, all)]),
  );
}

const otherStore: Rule = (old, next, what) =>
  address(old) === address(next)
    ? []
    : [risk('secret-rekeyed', `${what} reads elsewhere: Secrets that are made through it get other values, or none`)];

const scaled: Rule = (old, next, what) => {
  const [before, after] = [old, next].map((one) => Number(valueAt(one, 'spec', 'maxReplicaCount') ?? 100));
  const fixed = textAt(next, 'metadata', 'annotations', 'autoscaling.keda.sh/paused-replicas');
  const isFixed =
    fixed !== undefined && fixed !== textAt(old, 'metadata', 'annotations', 'autoscaling.keda.sh/paused-replicas');
  return [
    ...(isFixed
      ? [risk('availability', `${what} is paused at ${fixed} replicas`, fixed === '0' ? 'high' : 'medium')]
      : []),
    ...(after! < before! ? [risk('availability', `${what} scales to ${after} replicas at most`, 'low')] : []),
  ];
};

const cleansUp: Rule = (old, next, what) => {
  const deletes = (one: KubernetesObject) => /delete/.test(textAt(one, 'spec', 'config', 'cleanup.policy') ?? 'delete');
  return deletes(next) && !deletes(old) ? [risk('deletion', `${what} deletes old messages from now on`, 'medium')] : [];
};

/** Levels of the Pod Security Standards, each stricter than those before. */
const LEVELS = ['privileged', 'baseline', 'restricted'];

const stricter: Rule = (old, next, what) => {
  const level = (one: KubernetesObject) =>
    LEVELS.indexOf(textAt(one, 'metadata', 'labels', 'pod-security.kubernetes.io/enforce') ?? 'privileged');
  if (level(next) <= level(old)) return [];
  const message = `${what} enforces "${LEVELS[level(next)]}": pods that do not meet it run on, and are refused when they are made anew`;
  return [risk('availability', message, 'low')];
};

/** Whether a mesh puts a proxy beside the pods of a namespace, or in front of them. */
const isInMesh = (one: KubernetesObject) => {
  const label = (name: string) => textAt(one, 'metadata', 'labels', name);
  return (
    label('istio-injection') === 'enabled' ||
    label('istio.io/rev') !== undefined ||
    label('istio.io/dataplane-mode') === 'ambient' ||
    label('kuma.io/sidecar-injection') === 'enabled' ||
    /^(?:enabled|ingress)$/.test(textAt(one, 'metadata', 'annotations', 'linkerd.io/inject') ?? '')
  );
};

const leavesMesh: Rule = (old, next, what) => {
  const mesh = /istio/.test(canonical({ ...old.metadata.labels })) ? "Istio's" : 'its';
  const message = `${what} leaves ${mesh} mesh: its pods start without mutual TLS and without the policies of the mesh`;
  return isInMesh(old) && !isInMesh(next) ? [risk('network-opened', message, 'medium')] : [];
};

const gateway: Rule = (old, next, what) => {
  const names = (one: KubernetesObject) => listAt(one, 'spec', 'listeners').flatMap((one) => textAt(one, 'name') ?? []);
  const lost = names(old).filter((name) => !names(next).includes(name));
  const port = (one: KubernetesObject, name: string) =>
    valueAt(listAt(one, 'spec', 'listeners').find((listener) => textAt(listener, 'name') === name) ?? null, 'port');
  const ports = (one: KubernetesObject) => names(one).map((name) => port(one, name));
  const from = (one: KubernetesObject, name: string) => {
    const listener = listAt(one, 'spec', 'listeners').find((each) => textAt(each, 'name') === name);
    return mapAt(listener, 'allowedRoutes', 'namespaces');
  };
  const fewer = names(old).filter((name) => {
    const [was, is] = [from(old, name), from(next, name)];
    if (!names(next).includes(name) || canonical(was) === canonical(is) || is.from === 'All') return false;
    return was.from === 'All' || was.from === 'Selector';
  });
  const moved = names(old).filter((name) => names(next).includes(name) && !ports(next).includes(port(old, name)));
  return [
    ...(lost.length > 0
      ? [
          risk(
            'availability',
            `${what} loses listener ${lost.join(' and ')}: routes that are attached there are not served`,
          ),
        ]
      : []),
    ...(moved.length > 0
      ? [
          risk(
            'availability',
            `${what} moves listener ${moved.join(' and ')} to another port: nobody answers at the one before`,
          ),
        ]
      : []),
    ...(fewer.length > 0
      ? [risk('availability', `${what} takes routes of fewer namespaces at listener ${fewer.join(' and ')}`)]
      : []),
    ...(differs(old, next, 'gatewayClassName')
      ? [risk('availability', `${what} gets another class: another controller serves it, at another address`, 'high')]
      : []),
  ];
};

const unanalysed: Rule = (old, next, what) => {
  const skips = (one: KubernetesObject) => valueAt(one, 'spec', 'skipAnalysis') === true;
  const message = `${what} skips its analysis: each new version gets all requests at once`;
  return skips(next) && !skips(old) ? [risk('availability', message)] : [];
};

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  '/Namespace': [stricter, leavesMesh],
  'cert-manager.io/Certificate': [certificate],
  'cert-manager.io/ClusterIssuer': [otherAuthority],
  'cert-manager.io/Issuer': [otherAuthority],
  'external-secrets.io/ClusterSecretStore': [otherStore],
  'external-secrets.io/ExternalSecret': [otherContent],
  'external-secrets.io/SecretStore': [otherStore],
  'flagger.app/Canary': [unanalysed],
  'gateway.networking.k8s.io/Gateway': [gateway],
  'kafka.strimzi.io/KafkaTopic': [cleansUp],
  'karpenter.azure.com/AKSNodeClass': [otherClass],
  'karpenter.k8s.aws/EC2NodeClass': [otherClass],
  'karpenter.sh/NodePool': [otherMachines, lessMachines],
  'keda.sh/ScaledObject': [scaled],
};

/** Risks of an operator's work that changes or ends with a change. */
export function operatesOtherwise(
  old: KubernetesObject,
  next: KubernetesObject,
  changes: readonly RawChange[],
): Risk[] {
  const what = `${next.kind} ${next.metadata.name}`;
  const own = (RULES[`${apiGroup(next.apiVersion)}/${next.kind}`] ?? []).flatMap((rule) => rule(old, next, what));
  // Objects of Flux have rules of their own.
  if (!isCustom(next) || isFluxGroup(apiGroup(next.apiVersion))) return own;
  return [...own, ...pauses(old, next, what), ...backsUpNoMore(old, next, changes, what)];
}

function pauses(old: KubernetesObject, next: KubernetesObject, what: string): Risk[] {
  const isPaused = (one: KubernetesObject) =>
    SWITCHES.some((field) => valueAt(one, 'spec', field) === true) ||
    PAUSED.some(([annotation, value]) => value.test(textAt(one, 'metadata', 'annotations', annotation) ?? ''));
  if (!isPaused(next) || isPaused(old)) return [];
  return [risk('held', `${what} is paused: its controller does nothing about it until it is not`)];
}

const BACKUPS = /^spec\.(?:.*\.)?backups?(?:\.enabled)?$/i;

function backsUpNoMore(
  old: KubernetesObject,
  next: KubernetesObject,
  changes: readonly RawChange[],
  what: string,
): Risk[] {
  // CloudNativePG leaves backups to a plugin as well.
  if (listAt(next, 'spec', 'plugins').length > 0 && differs(old, next, 'plugins')) return [];
  const isOff = ({ path, change, to }: RawChange) =>
    BACKUPS.test(path) && (path.endsWith('.enabled') ? to === false : change === 'removed');
  return changes.some(isOff) ? [risk('held', `${what} no longer makes backups`)] : [];
}
