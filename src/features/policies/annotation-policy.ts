import { ALLOWED, OPENED } from '../../units/marks';
import { beginningsOf, Controller, OTHER_CONTROLLERS, TRAFFIC_CONTROLLERS } from './controllers';
import { HOST_ALLOWED } from './exposure-policy';
import { allowedList, literal, literals, NOT_LEAVING, openedList, OUTSIDER } from './expressions';
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

/** The annotations of a map that are new or changed: key, value, domain with its slash, and name. */
function changes(now: string, was: string): string {
  const kept = `key in variables.${was} && variables.${was}[key] == variables.${now}[key]`;
  const parts = `[dyn(key), dyn(variables.${now}[key]), dyn(key.split('/')[0] + '/'), dyn(key.split('/')[size(key.split('/')) - 1])]`;
  return `variables.${now}.filter(key, !(${kept})).map(key, ${parts})`;
}

/** Sorts of annotations that pass with some values. */
type Sort = Exclude<keyof Controller, 'prefixes' | 'harmless'>;

/** Whether an annotation is of a sort. */
function isOf(sort: Sort | 'harmless'): string {
  const oneOf = (part: string, texts: readonly string[]) =>
    texts.length === 1 ? `${part} == ${literal(texts[0]!)}` : `${part} in ${literals(texts)}`;
  return CONTROLLERS.flatMap(({ prefixes, [sort]: names }) =>
    names === undefined ? [] : [`(${oneOf('one[2]', prefixes)} && ${oneOf('one[3]', names)})`],
  ).join(' || ');
}

/** The items of an annotation's value, without blanks. */
const ITEMS = "one[1].split(',').map(item, item.trim())";

/** The condition on annotations of each sort. */
const GOOD: Readonly<Record<Sort, string>> = {
  hosts: `variables.anyAllowedHosts || ${ITEMS}.all(host, ${HOST_ALLOWED})`,
  addresses: `variables.anyOwnAddresses || ${ITEMS}.all(item, item in variables.ownAddresses)`,
  references: `!one[1].matches('[{[]') && ${ITEMS}.all(item, !item.contains('/') || (item.startsWith(request.namespace + '/') && size(item.split('/')) == 2))`,
  resources: `${ITEMS}.all(item, item.startsWith(request.namespace + '-') && item.endsWith('@kubernetescrd'))`,
};

const SORTS = Object.keys(GOOD) as readonly Sort[];

const BEGINNINGS = beginningsOf(CONTROLLERS);

function rule(bad: string, wrong: string, instead: string): Validation {
  return {
    expression: `size(variables.${bad}) == 0`,
    message: `an annotation ${wrong}: ${instead}`,
    messageExpression: `'annotation ' + variables.${bad}[0][0] + ${literal(` ${wrong}: ${instead}`)}`,
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
    ...openedList('ownAddresses', OPENED.addresses),
    ...allowedList('allowedHosts', ALLOWED.hosts),
    { name: 'given', expression: `${changes('own', 'oldOwn')} + ${changes('template', 'oldTemplate')}` },
    {
      name: 'judged',
      expression: [
        'variables.passes || variables.anyOpened ? [] : variables.given.filter(one,',
        ` (one[2] in ${literals(BEGINNINGS.domains)}`,
        // Controllers of Ingresses may be told to use a domain of their own below this one.
        " || one[2].endsWith('ingress.kubernetes.io/')",
        ` || ${literals(BEGINNINGS.others)}.exists(beginning, one[0].startsWith(beginning)))`,
        ` && !(${isOf('harmless')})`,
        " && !variables.opened.exists(key, key.endsWith('/') ? one[0].startsWith(key) : one[0] == key))",
      ].join(''),
    },
    ...SORTS.flatMap((sort) => [
      { name: sort, expression: `variables.judged.filter(one, ${isOf(sort)})` },
      { name: `${sort}Refused`, expression: `variables.${sort}.filter(one, !(${GOOD[sort]}))` },
    ]),
    {
      name: 'known',
      expression: SORTS.map((sort) => `variables.${sort}.map(one, one[0])`).join(' + '),
    },
    { name: 'others', expression: 'variables.judged.filter(one, !(one[0] in variables.known))' },
  ],
  validations: [
    rule(
      'hostsRefused',
      'names a host that is not among those allowed to this tenant',
      `name one of those in ${ALLOWED.hosts}`,
    ),
    rule(
      'addressesRefused',
      'claims an address that is not opened to this tenant',
      `leave it out, or let the platform list the address in ${OPENED.addresses}`,
    ),
    rule('referencesRefused', 'refers to another namespace', 'name an object of this namespace'),
    rule(
      'resourcesRefused',
      'refers to another namespace',
      'name an object of this namespace, <namespace>-<name>@kubernetescrd',
    ),
    rule('others', 'is not known to stay within the tenant', `leave it out, or ${LISTED}`),
  ],
};
