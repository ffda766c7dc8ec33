import {
  a,
  atMost,
  Check,
  choice,
  field,
  is,
  isOr,
  listOf,
  natural,
  needed,
  range,
  rangeOrZero,
  relation,
  required,
  Shape,
  since,
  strictText,
  text,
  unique,
  unset,
  when,
} from '../checks/rule';
import { notBlank } from '../relations/admission';
import {
  attribute,
  capacityPolicies,
  claimReferences,
  constraintAttribute,
  deviceConditions,
  deviceNodes,
  devicesOfSlice,
  exactlyOrFirst,
  extendedResource,
  opaqueSize,
  poolName,
  qualifiedDeviceName,
  sliceNodes,
} from '../relations/devices';
import { deviceSelector } from '../relations/expressions';
import { CLAIM_METADATA } from './meta';
import { NODE_SELECTOR } from './pod';

const DRA = 'resource/validation';

const driver: readonly Check[] = [required, text('driverName')];
const label: readonly Check[] = [required, strictText('dnsLabel')];

const SELECTORS: readonly Check[] = [
  atMost(32),
  listOf(() => ({
    source: `${DRA}#validateSelector`,
    fields: {
      cel: needed(() => ({
        source: `${DRA}#validateCELSelector`,
        fields: { expression: [required, relation(notBlank), relation(deviceSelector)] },
      })),
    },
  })),
];

const CONFIGURATION = {
  opaque: needed(() => ({
    source: `${DRA}#validateOpaqueConfiguration`,
    fields: { driver, parameters: [required, relation(opaqueSize)] },
  })),
};

const TOLERATIONS: Check = listOf(() => ({
  source: `${DRA}#validateDeviceToleration`,
  fields: { key: text('qualifiedName') },
  rules: [
    when(isOr('operator', 'Equal', 'Equal'), field('value', text('labelValue'))),
    when(is('operator', 'Exists'), field('value', unset('belongs to the operator Equal: leave it out'))),
  ],
}));

const REQUEST_FIELDS = {
  deviceClassName: [required, text('dnsSubdomain')],
  selectors: SELECTORS,
  allocationMode: choice('ExactCount', 'All'),
  tolerations: TOLERATIONS,
};

const REQUEST_RULES: readonly Check[] = [
  when(isOr('allocationMode', 'ExactCount', 'ExactCount'), field('count', rangeOrZero(1))),
  when(is('allocationMode', 'All'), field('count', unset('belongs to ExactCount: leave it out'))),
];

const EXACT_REQUEST = (): Shape => ({
  source: `${DRA}#validateExactDeviceRequest`,
  fields: REQUEST_FIELDS,
  rules: REQUEST_RULES,
});

const SUB_REQUEST = (): Shape => ({
  source: `${DRA}#validateDeviceSubRequest`,
  fields: { name: label, ...REQUEST_FIELDS },
  rules: REQUEST_RULES,
});

const REQUEST = (): Shape => ({
  source: `${DRA}#validateDeviceRequest`,
  fields: {
    name: label,
    exactly: a(EXACT_REQUEST),
    firstAvailable: [atMost(8), listOf(SUB_REQUEST), unique('name')],
  },
  rules: [relation(exactlyOrFirst)],
});

const CLAIM = (): Shape => ({
  source: `${DRA}#validateResourceClaimSpec`,
  fields: {
    devices: a(() => ({
      source: `${DRA}#validateDeviceClaim`,
      fields: {
        requests: [atMost(32), listOf(REQUEST), unique('name')],
        constraints: [
          atMost(32),
          listOf(() => ({
            source: `${DRA}#validateDeviceConstraint`,
            fields: { requests: [atMost(32), unique()] },
            rules: [relation(constraintAttribute)],
          })),
        ],
        config: [
          atMost(32),
          listOf(() => ({
            source: `${DRA}#validateDeviceClaimConfiguration`,
            fields: { requests: [atMost(32), unique()], ...CONFIGURATION },
          })),
        ],
      },
      rules: [relation(claimReferences)],
    })),
  },
});

const TAINT = (): Shape => ({
  source: `${DRA}#validateDeviceTaint`,
  fields: {
    key: [required, text('qualifiedName')],
    value: text('labelValue'),
    effect: [required, choice('NoSchedule', 'NoExecute', 'None')],
  },
});

const DEVICE = (): Shape => ({
  source: `${DRA}#validateDevice`,
  fields: {
    name: label,
    attributes: relation(attribute),
    capacity: relation(qualifiedDeviceName),
    taints: since(36, atMost(16), listOf(TAINT)),
    consumesCounters: since(
      36,
      atMost(2),
      listOf(() => ({
        source: `${DRA}#validateDeviceCounterConsumption`,
        fields: { counterSet: [required, text('dnsLabel')], counters: COUNTERS },
      })),
      unique('counterSet'),
    ),
    nodeSelector: since(36, a(NODE_SELECTOR)),
    nodeName: since(36, strictText('dnsSubdomain')),
  },
  rules: [since(36, relation(deviceConditions), relation(capacityPolicies))],
});

const COUNTERS: readonly Check[] = [
  { rule: 'required', filled: true },
  atMost(32),
  { rule: 'keys', checks: [strictText('dnsLabel')] },
];

const SLICE = (): Shape => ({
  source: `${DRA}#validateResourceSliceSpec`,
  fields: {
    driver,
    pool: needed(() => ({
      source: `${DRA}#validateResourcePool`,
      fields: {
        name: [required, relation(poolName)],
        resourceSliceCount: [required, range(1)],
        generation: natural,
      },
    })),
    nodeName: strictText('dnsSubdomain'),
    nodeSelector: a(NODE_SELECTOR),
    devices: [listOf(DEVICE), unique('name')],
    sharedCounters: since(
      36,
      atMost(8),
      listOf(() => ({
        source: `${DRA}#validateCounterSet`,
        fields: { name: [required, text('dnsLabel')], counters: COUNTERS },
      })),
      unique('name'),
    ),
  },
  rules: [relation(sliceNodes), relation(devicesOfSlice), relation(deviceNodes)],
});

/** Devices: their classes, claims to them, and what drivers tell of them. */
export const DEVICE_KINDS: Readonly<Record<string, () => Shape>> = {
  'resource.k8s.io/DeviceClass': () => ({
    source: `${DRA}#ValidateDeviceClass`,
    fields: {
      spec: needed(() => ({
        source: `${DRA}#validateDeviceClassSpec`,
        fields: {
          selectors: SELECTORS,
          config: [atMost(32), listOf(() => ({ source: `${DRA}#validateDeviceConfiguration`, fields: CONFIGURATION }))],
          extendedResourceName: since(36, relation(extendedResource)),
        },
      })),
    },
  }),
  'resource.k8s.io/ResourceClaim': () => ({
    source: `${DRA}#ValidateResourceClaim`,
    fields: { spec: needed(CLAIM) },
  }),
  'resource.k8s.io/ResourceClaimTemplate': () => ({
    source: `${DRA}#ValidateResourceClaimTemplate`,
    fields: {
      spec: needed(() => ({
        source: `${DRA}#validateResourceClaimTemplateSpec`,
        fields: { metadata: a(CLAIM_METADATA), spec: needed(CLAIM) },
      })),
    },
  }),
  'resource.k8s.io/ResourceSlice': () => ({
    source: `${DRA}#ValidateResourceSlice`,
    fields: { spec: needed(SLICE) },
  }),
};
