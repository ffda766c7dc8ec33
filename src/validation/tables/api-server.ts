import {
  a,
  choice,
  each,
  field,
  filled,
  forbidden,
  given,
  is,
  listOf,
  natural,
  needed,
  not,
  port,
  range,
  rangeOrZero,
  relation,
  required,
  Shape,
  strictChoice,
  strictText,
  text,
  unique,
  when,
} from '../checks/rule';
import {
  apiServiceName,
  certificateRequest,
  coreEvent,
  event,
  exemptLevel,
  flowSchema,
  groupOfVersion,
  hand,
  nonResourcePath,
  priorityLevelName,
  ruleOfNothing,
  servedLocally,
  signerOfVersion,
  wildcardOnly,
} from '../relations/api-server';

const FLOW = 'flowcontrol/validation';
const EVENTS = 'core/validation';

const API_SERVICE = (): Shape => ({
  source: 'apiregistration/validation#ValidateAPIService',
  fields: {
    group: text('dnsSubdomain'),
    version: [required, text('dns1035Label')],
    groupPriorityMinimum: [required, range(1, 20_000)],
    versionPriority: [required, range(1, 1000)],
    service: a(() => ({
      source: 'apiregistration/validation#ValidateAPIService',
      fields: { name: required, namespace: required, port },
    })),
  },
  rules: [relation(groupOfVersion), relation(servedLocally)],
});

const SIGNING_REQUEST = (): Shape => ({
  source: 'certificates/validation#validateCertificateSigningRequest',
  fields: {
    request: [required, relation(certificateRequest)],
    usages: [required, unique()],
    signerName: [required, text('signerName'), relation(signerOfVersion)],
    expirationSeconds: range(600),
  },
});

const VERBS = [
  required,
  relation(wildcardOnly),
  each(strictChoice('*', 'get', 'list', 'create', 'update', 'delete', 'deletecollection', 'patch', 'watch', 'proxy')),
];

const RESOURCE_RULE = (): Shape => ({
  source: `${FLOW}#ValidateFlowSchemaResourcePolicyRule`,
  fields: {
    verbs: VERBS,
    apiGroups: [required, relation(wildcardOnly)],
    resources: [required, relation(wildcardOnly)],
    namespaces: relation(wildcardOnly),
  },
  rules: [when(not(is('clusterScope', true)), field('namespaces', required)), relation(ruleOfNothing)],
});

const PATH_RULE = (): Shape => ({
  source: `${FLOW}#ValidateFlowSchemaNonResourcePolicyRule`,
  fields: { verbs: VERBS, nonResourceURLs: [required, relation(wildcardOnly), relation(nonResourcePath)] },
});

const NAMED = (): Shape => ({ source: `${FLOW}#ValidateUserSubject`, fields: { name: required } });

const ACCOUNT = (): Shape => ({
  source: `${FLOW}#ValidateServiceAccountSubject`,
  fields: { namespace: [required, text('dnsLabel')], name: required },
  rules: [when(not(is('name', '*')), field('name', text('dnsSubdomain')))],
});

const SUBJECTS = { User: 'user', Group: 'group', ServiceAccount: 'serviceAccount' } as const;

const SUBJECT = (): Shape => ({
  source: `${FLOW}#ValidateFlowSchemaSubject`,
  fields: {
    kind: [required, choice(...Object.keys(SUBJECTS))],
    user: a(NAMED),
    group: a(NAMED),
    serviceAccount: a(ACCOUNT),
  },
  rules: Object.entries(SUBJECTS).flatMap(([kind, name]) => [
    when(is('kind', kind), field(name, required)),
    when(not(is('kind', kind)), field(name, forbidden(`belongs to subjects of kind ${kind}: leave it out`))),
  ]),
});

const RULES = (): Shape => ({
  source: `${FLOW}#ValidateFlowSchemaPolicyRulesWithSubjects`,
  fields: {
    subjects: [required, listOf(SUBJECT)],
    resourceRules: listOf(RESOURCE_RULE),
    nonResourceRules: listOf(PATH_RULE),
  },
  rules: [
    relation(({ resourceRules, nonResourceRules }: Record<string, unknown>, report) => {
      const isEmpty = [resourceRules, nonResourceRules].every((rules) => !Array.isArray(rules) || rules.length === 0);
      if (isEmpty) report.add([], 'has neither resourceRules nor nonResourceRules: give one of them');
    }),
  ],
});

const QUEUING = (): Shape => ({
  source: `${FLOW}#ValidatePriorityLevelQueuingConfiguration`,
  fields: {
    queueLengthLimit: rangeOrZero(1),
    queues: rangeOrZero(1, 10_000_000),
    handSize: rangeOrZero(1),
  },
  rules: [relation(hand)],
});

const LIMITED = (): Shape => ({
  source: `${FLOW}#ValidateLimitedPriorityLevelConfiguration`,
  fields: {
    nominalConcurrencyShares: natural,
    lendablePercent: range(0, 100),
    borrowingLimitPercent: natural,
    limitResponse: needed(() => ({
      source: `${FLOW}#ValidateLimitResponse`,
      fields: { type: [required, choice('Queue', 'Reject')], queuing: a(QUEUING) },
      rules: [
        when(is('type', 'Queue'), field('queuing', required)),
        when(is('type', 'Reject'), field('queuing', forbidden('belongs to type Queue: leave it out'))),
      ],
    })),
  },
});

const LEVEL = (): Shape => ({
  source: `${FLOW}#ValidatePriorityLevelConfigurationSpec`,
  fields: {
    type: [required, choice('Limited', 'Exempt')],
    limited: a(LIMITED),
    exempt: a(() => ({
      source: `${FLOW}#ValidatePriorityLevelConfigurationSpec`,
      fields: { nominalConcurrencyShares: natural, lendablePercent: range(0, 100) },
    })),
  },
  rules: [
    when(is('type', 'Limited'), field('limited', required)),
    when(is('type', 'Exempt'), field('limited', forbidden('belongs to type Limited: leave it out'))),
    when(is('type', 'Limited'), field('exempt', forbidden('belongs to type Exempt: leave it out'))),
  ],
});

/** Kinds that the API server serves about itself: further APIs, certificates, the order of requests, and events. */
export const API_SERVER_KINDS: Readonly<Record<string, () => Shape>> = {
  'apiregistration.k8s.io/APIService': () => ({
    source: 'apiregistration/validation#ValidateAPIService',
    fields: { spec: needed(API_SERVICE) },
    rules: [when(given('spec'), relation(apiServiceName))],
  }),
  'certificates.k8s.io/CertificateSigningRequest': () => ({
    source: 'certificates/validation#validateCertificateSigningRequest',
    fields: { spec: needed(SIGNING_REQUEST) },
  }),
  'flowcontrol.apiserver.k8s.io/FlowSchema': () => ({
    source: `${FLOW}#ValidateFlowSchema`,
    fields: {
      spec: needed(() => ({
        source: `${FLOW}#ValidateFlowSchemaSpec`,
        fields: {
          matchingPrecedence: rangeOrZero(1, 10_000),
          distinguisherMethod: a(() => ({
            source: `${FLOW}#ValidateFlowSchemaSpec`,
            fields: { type: [required, choice('ByUser', 'ByNamespace')] },
          })),
          priorityLevelConfiguration: [
            filled,
            a(() => ({
              source: `${FLOW}#ValidateFlowSchemaSpec`,
              fields: { name: [required, text('dnsSubdomain')] },
            })),
          ],
          rules: listOf(RULES),
        },
      })),
    },
    rules: [relation(flowSchema)],
  }),
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': () => ({
    source: `${FLOW}#ValidatePriorityLevelConfiguration`,
    fields: { spec: needed(LEVEL) },
    rules: [relation(priorityLevelName), relation(exemptLevel)],
  }),
  '/Event': () => ({
    source: `${EVENTS}#legacyValidateEvent`,
    fields: { eventTime: text('microTime') },
    rules: [relation(coreEvent)],
  }),
  'events.k8s.io/Event': () => ({
    source: `${EVENTS}#ValidateEventCreate`,
    fields: {
      eventTime: [required, text('microTime')],
      type: [required, choice('Normal', 'Warning')],
      deprecatedCount: rangeOrZero(0, 0),
      deprecatedFirstTimestamp: forbidden('is of older events: leave it out'),
      deprecatedLastTimestamp: forbidden('is of older events: leave it out'),
      deprecatedSource: { rule: 'forbidden', zero: true, why: 'is of older events: leave it out' },
      series: a(() => ({
        source: `${EVENTS}#validateV1EventSeries`,
        fields: { count: range(2), lastObservedTime: strictText('microTime') },
      })),
    },
    rules: [relation(event)],
  }),
};
