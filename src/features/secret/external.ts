import { Duration } from 'cdk8s';
import { defined } from '../../core/defined';
import { anything, either, list, mapOf, object, Options, required, text } from '../../core/options';
import { checkDuration, formatDuration, SHORTEST_INTERVAL_MS } from '../../kubernetes/durations';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { checkSecretType } from './secret-type';

/** Props of {@link Secret.external}. At least one of `keys` and `extract` is given. */
export interface ExternalSecretProps {
  /** Name of the Secret. */
  readonly name: string;

  /** The store that the External Secrets operator reads from. */
  readonly store: {
    /** A store of the whole cluster, or one in the Secret's own namespace. */
    readonly kind: 'ClusterSecretStore' | 'SecretStore';
    /** Its name. */
    readonly name: string;
  };

  /**
   * The Secret's keys, each with the location of its value. A string is the name of an entry.
   *
   * @default - those of `extract`
   */
  readonly keys?: Readonly<
    Record<
      string,
      | string
      | {
          /** Name of the entry in the store, such as a path of Vault or a name of a cloud's secret manager. */
          readonly key: string;

          /**
           * Part of the entry, for one that is a map.
           *
           * @default - the whole entry
           */
          readonly property?: string;

          /**
           * Version of the entry.
           *
           * @default - the newest
           */
          readonly version?: string;
        }
    >
  >;

  /**
   * Names of entries that are maps: each of their properties becomes a key.
   *
   * @default - none
   */
  readonly extract?: readonly string[];

  /**
   * Interval at which the operator reads the store, at least one minute.
   *
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;

  /**
   * Type of the Secret, such as `kubernetes.io/dockerconfigjson`.
   *
   * @default Opaque
   */
  readonly type?: string;
}

/** The location of a value in a store. */
type ExternalKey = Exclude<NonNullable<ExternalSecretProps['keys']>[string], string>;

const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

const OPTIONS = Options.of<ExternalSecretProps>('Secret.external', {
  name: required(text),
  // checkExternal knows the kinds.
  store: required(object<ExternalSecretProps['store']>({ kind: required(anything), name: required(text) })),
  keys: mapOf(
    either<string, ExternalKey>(
      // checkExternal reads names of entries.
      anything,
      (value) => typeof value !== 'object' || value === null,
      object<ExternalKey>({ key: required(anything), property: text, version: text }),
    ),
  ),
  extract: list(anything),
  refreshInterval: anything,
  type: anything,
});

/** Problems of the props, one message each. */
export function checkExternal(props: ExternalSecretProps): string[] {
  const faults = OPTIONS.problems(props);
  if (faults.length > 0) return faults;
  const { name, store, keys = {}, extract = [], refreshInterval, type } = props;
  const what = `external secret ${quote(name)}`;
  const kinds = ['ClusterSecretStore', 'SecretStore'];
  const problems = [
    checkDnsSubdomain('secret name', name),
    checkDnsSubdomain('name of the store', store.name),
    kinds.includes(store.kind) ? undefined : `store is a ${quote(store.kind)}: give one of ${kinds.join(', ')}`,
    Object.keys(keys).length + extract.length === 0 ? 'has no keys: give keys, extract or both' : undefined,
    refreshInterval && checkDuration('refreshInterval', refreshInterval, SHORTEST_INTERVAL_MS),
    checkSecretType(type),
    ...Object.entries(keys).map(([key, at]) => checkKey(key, at)),
    ...extract.map((key) => (isText(key) ? undefined : `extract has ${quote(key)}: give the name of an entry`)),
  ];
  return problems.filter((problem) => problem !== undefined).map((problem) => `${what}: ${problem}`);
}

function checkKey(key: string, at: string | ExternalKey): string | undefined {
  if (!KEY.test(key)) return `key ${quote(key)} is not one of a Secret: use letters, digits, "-", "_" and "."`;
  const entry = typeof at === 'string' ? at : at.key;
  return isText(entry) ? undefined : `key ${quote(key)} has no entry in the store: name one`;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** The ExternalSecret, without its namespace. Omitted fields keep the operator's defaults. */
export function externalObject(props: ExternalSecretProps): KubernetesObject {
  const { name, store, keys = {}, extract = [], refreshInterval, type } = props;
  const data = Object.keys(keys)
    .sort()
    .map((secretKey) => ({ secretKey, remoteRef: remoteRef(keys[secretKey]!) }));
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name },
    spec: {
      refreshInterval: formatDuration(refreshInterval ?? Duration.hours(1)),
      secretStoreRef: { kind: store.kind, name: store.name },
      target: { name, ...defined({ template: type === undefined ? undefined : { type } }) },
      ...defined({
        data: data.length > 0 ? data : undefined,
        dataFrom: extract.length > 0 ? extract.map((key) => ({ extract: { key } })) : undefined,
      }),
    },
  };
}

function remoteRef(at: string | ExternalKey): ExternalKey {
  if (typeof at === 'string') return { key: at };
  const { key, property, version } = at;
  return { key, ...defined({ property, version }) };
}
