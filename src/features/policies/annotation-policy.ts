import { ALLOWED, OPENED } from '../../units/marks';
import { keysOf, OTHER_CONTROLLERS, prefixesOf, TRAFFIC_CONTROLLERS } from './controllers';
import { HOST_ALLOWED } from './exposure-policy';
import { allowedList, literals, NOT_LEAVING, openedList, OUTSIDER } from './expressions';
import { Policy, Validation } from './policy';

const CONTROLLERS = [...TRAFFIC_CONTROLLERS, ...OTHER_CONTROLLERS];

const annotationsIn = (path: string) => `${path}.?annotations.orValue({})`;

/** The annotations of the objects that a controller will make of this one, by its resource. */
function templateOf(object: string): string {
  const of = (resources: readonly string[], path: string) =>
    `request.resource.resource in ${literals(resources)} ? ${annotationsIn(`${object}.?spec.?${path}`)} : `;
  return [
    of(
      ['daemonsets', 'deployments', 'jobs', 'replicasets', 'replicationcontrollers', 'sealedsecrets', 'statefulsets'],
      'template.?metadata',
    ),
    of(['cronjobs'], 'jobTemplate.?spec.?template.?metadata'),
    of(['externalsecrets'], 'target.?template.?metadata'),
    of(['certificates'], 'secretTemplate'),
    '{}',
  ].join('');
}

/** The pairs of key and value of a map that are new or changed. */
function changes(now: string, was: string): string {
  return `variables.${now}.filter(key, !(key in variables.${was} && variables.${was}[key] == variables.${now}[key])).map(key, [key, variables.${now}[key]])`;
}

const KEYS = {
  harmless: keysOf(CONTROLLERS, 'harmless'),
  hosts: keysOf(CONTROLLERS, 'hosts'),
  addresses: keysOf(CONTROLLERS, 'addresses'),
  references: keysOf(CONTROLLERS, 'references'),
  resources: keysOf(CONTROLLERS, 'resources'),
};

/** The items of an annotation's value, without blanks. */
const ITEMS = "pair[1].split(',').map(item, item.trim())";

function rule(sort: keyof typeof KEYS | undefined, good: string, wrong: string, instead: string): Validation {
  const others = [...new Set(Object.values(KEYS).flat())].sort();
  const matched = sort === undefined ? `!(pair[0] in ${literals(others)})` : `pair[0] in ${literals(KEYS[sort])}`;
  const bad = `variables.judged.filter(pair, ${matched}${good === '' ? '' : ` && !(${good})`})`;
  return {
    expression: `size(${bad}) == 0`,
    message: `an annotation ${wrong}: ${instead}`,
    messageExpression: `'annotation ' + ${bad}[0][0] + ${JSON.stringify(` ${wrong}: ${instead}`)}`,
  };
}

const LISTED = `let the platform list its key in ${OPENED.annotations}`;

/**
 * Rules for annotations: those of known controllers name nothing of others. Controllers may write down whatever they
 * like, except on pods, which controllers of other kinds make by what a tenant says.
 */
export const annotations: Policy = {
  name: 'tenant-annotations',
  why: 'Controllers read annotations with rights of their own: none names a host, an address, a Secret or an object of others.',
  scope: 'tenants',
  operations: ['CREATE', 'UPDATE'],
  resources: [{ group: '*', resources: ['*'] }],
  except: [
    { group: '', resources: ['endpoints', 'events'] },
    { group: 'coordination.k8s.io', resources: ['leases'] },
    { group: 'discovery.k8s.io', resources: ['endpointslices'] },
    { group: 'events.k8s.io', resources: ['events'] },
  ],
  conditions: [NOT_LEAVING],
  variables: [
    OUTSIDER,
    { name: 'passes', expression: "variables.outsider && !(object.kind == 'Pod' && request.operation == 'CREATE')" },
    { name: 'own', expression: annotationsIn('object.metadata') },
    {
      name: 'oldOwn',
      expression: `request.operation == 'CREATE' ? {} : ${annotationsIn('oldObject.metadata')}`,
    },
    { name: 'template', expression: templateOf('object') },
    { name: 'oldTemplate', expression: `request.operation == 'CREATE' ? {} : ${templateOf('oldObject')}` },
    ...openedList('opened', OPENED.annotations),
    ...openedList('addresses', OPENED.addresses),
    ...allowedList('allowedHosts', ALLOWED.hosts),
    { name: 'given', expression: `${changes('own', 'oldOwn')} + ${changes('template', 'oldTemplate')}` },
    {
      name: 'judged',
      expression: [
        'variables.passes || variables.anyOpened ? [] : variables.given.filter(pair,',
        ` ${literals(prefixesOf(CONTROLLERS))}.exists(prefix, pair[0].startsWith(prefix))`,
        ` && !(pair[0] in ${literals(KEYS.harmless)})`,
        " && !variables.opened.exists(one, one.endsWith('/') ? pair[0].startsWith(one) : pair[0] == one))",
      ].join(''),
    },
  ],
  validations: [
    rule(
      'hosts',
      `variables.anyAllowedHosts || ${ITEMS}.all(host, ${HOST_ALLOWED})`,
      'names a host that is not among those allowed to this tenant',
      `name one of those in ${ALLOWED.hosts}`,
    ),
    rule(
      'addresses',
      `variables.anyAddresses || ${ITEMS}.all(item, item in variables.addresses)`,
      'claims an address that is not opened to this tenant',
      `leave it out, or let the platform list the address in ${OPENED.addresses}`,
    ),
    rule(
      'references',
      `!pair[1].matches('[{[]') && ${ITEMS}.all(item, !item.contains('/') || item.startsWith(request.namespace + '/'))`,
      'refers to another namespace',
      'name an object of this namespace',
    ),
    rule(
      'resources',
      `${ITEMS}.all(item, item.startsWith(request.namespace + '-') && item.endsWith('@kubernetescrd'))`,
      'refers to another namespace',
      'name an object of this namespace, <namespace>-<name>@kubernetescrd',
    ),
    rule(undefined, '', 'is not known to stay within the tenant', `leave it out, or ${LISTED}`),
  ],
};
