import { type Seed } from './seeds';
import { API_SERVER_SEEDS } from './seeds/api-server';

type Fields = Record<string, unknown>;

/** A valid object of a kind, changed: the fields at paths get other values, `undefined` takes them out. */
export function changed(kind: string, changes: Readonly<Record<string, unknown>>): Seed {
  const object = structuredClone(API_SERVER_SEEDS.find((one) => one.kind === kind)) as unknown as Fields;
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split('.');
    const last = steps.pop()!;
    const at = steps.reduce<Fields>((inner, step) => (inner[step] ??= {}) as Fields, object);
    if (value === undefined) delete at[last];
    else at[last] = value;
  }
  return object as unknown as Seed;
}

/** Changes that every server refuses, and what this library says of each. */
export const REFUSED_CHANGES: ReadonlyArray<
  readonly [kind: string, changes: Readonly<Record<string, unknown>>, message: RegExp]
> = [
  ['APIService', { 'metadata.name': 'metrics' }, /^metadata\.name is "metrics": name it "v1beta1\.metrics\.k8s\.io"$/],
  ['APIService', { 'spec.versionPriority': 0 }, /^spec\.versionPriority is 0: give a number from 1 to 1000$/],
  [
    'APIService',
    { 'spec.caBundle': 'YQ==' },
    /^spec\.insecureSkipTLSVerify is true beside caBundle: keep one of the two$/,
  ],
  [
    'APIService',
    { 'spec.service': undefined },
    /^spec\.insecureSkipTLSVerify belongs to an API that a service serves: /,
  ],
  [
    'CertificateSigningRequest',
    { 'spec.signerName': 'example' },
    /^spec\.signerName "example" is not the name of a signer: write a domain and a path, such as "example\.com\/signer"$/,
  ],
  [
    'CertificateSigningRequest',
    { 'spec.signerName': 'kubernetes.io/legacy-unknown' },
    /^spec\.signerName is "kubernetes\.io\/legacy-unknown", which v1 refuses: name the signer, such as /,
  ],
  [
    'CertificateSigningRequest',
    { 'spec.signerName': `example.com/${Array(40).fill('a'.repeat(14)).join('.')}` },
    /^spec\.signerName "example\.com\/a.*is not the name of a signer: /,
  ],
  ['CertificateSigningRequest', { 'spec.usages': ['web'] }, /^spec\.usages\[0\] is "web": use one of any, /],
  ['CertificateSigningRequest', { 'spec.request': 'YQ==' }, /^spec\.request is not a request for a certificate: /],
  [
    'FlowSchema',
    { 'spec.matchingPrecedence': 1 },
    /^spec\.matchingPrecedence is 1, which is for the schema "exempt" alone: give 2 or more$/,
  ],
  [
    'FlowSchema',
    { 'spec.rules.0.resourceRules.0.verbs': ['*', 'get'] },
    /^spec\.rules\[0\]\.resourceRules\[0\]\.verbs hold "\*" and others: keep "\*", or the others$/,
  ],
  [
    'FlowSchema',
    { 'spec.rules.0.nonResourceRules.0.nonResourceURLs': ['healthz'] },
    /nonResourceURLs\[0\] "healthz" is not a path: begin it with "\/", and write "\*" only as "\/\*" at its end$/,
  ],
  [
    'PriorityLevelConfiguration',
    { 'spec.limited.limitResponse.queuing.handSize': 12 },
    /^spec\.limited\.limitResponse\.queuing\.handSize is 12, too many of 64 queues: give at most 10$/,
  ],
  ['PriorityLevelConfiguration', { 'spec.type': 'Exempt' }, /^spec\.limited belongs to type Limited: leave it out$/],
  ['Event', { note: 'x'.repeat(1025) }, /^note is too long: use at most 1024 bytes$/],
  [
    'DeviceClass',
    { 'spec.selectors.0.cel.expression': 'device.model == "a"' },
    /^spec\.selectors\[0\]\.cel\.expression is not an expression that Kubernetes can use: device has no field model: use driver, attributes, capacity/,
  ],
  [
    'DeviceClass',
    { 'spec.selectors.0.cel.expression': '"text"' },
    /the result is of type string instead of bool: compare or convert it$/,
  ],
  [
    'DeviceClass',
    { 'spec.extendedResourceName': 'gpu' },
    /^spec\.extendedResourceName "gpu" is not the name of an extended resource: write one such as "example\.com\/gpu"$/,
  ],
  [
    'ResourceClaim',
    { 'spec.devices.config.0.requests': ['cpu'] },
    /^spec\.devices\.config\[0\]\.requests\[0\] "cpu" is no request of the claim: use gpu, any, any\/big, any\/small$/,
  ],
  [
    'ResourceClaim',
    { 'spec.devices.requests.0.exactly.allocationMode': 'All' },
    /^spec\.devices\.requests\[0\]\.exactly\.count belongs to ExactCount: leave it out$/,
  ],
  [
    'ResourceClaimTemplate',
    { 'spec.spec.devices.requests.0.exactly': undefined },
    /^spec\.spec\.devices\.requests\[0\] is for no device: set exactly or firstAvailable$/,
  ],
  ['ResourceSlice', { 'spec.allNodes': true }, /^spec has nodeName and allNodes: keep one of them$/],
  [
    'ResourceSlice',
    { 'spec.devices.0.attributes.firmware': { version: '1.2' } },
    /^spec\.devices\[0\]\.attributes\.firmware\.version "1\.2" is not a version: write one such as "1\.2\.3"$/,
  ],
];
