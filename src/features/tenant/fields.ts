import { checkDnsSubdomain, checkLabelValue } from '../../kubernetes/names';
import { checkQuota, ISOLATION_FIELDS } from '../isolation';
import { Fields, FieldTable } from '../override';
import { checkAllowedChart, checkAllowedSource, checkBreakGlass, checkContact, checkGroup } from './check';
import { TenantProps, TenantSettings, TenantTrackProps, TenantTrackSettings } from './props';

/** The two kinds of tenants: with a chart of their own, or with folders. */
export type TenantSort = 'chart' | 'folders';

/** An option of all tenants that overrides may set. */
const setting = { for: 'all', merge: 'replace', overridable: true, explained: true } as const;

/** An option that is the same for all targets. */
const fixed = { for: 'all', merge: 'replace', overridable: false, explained: true } as const;

/** An option that takes constructs or Secrets, which are not plain values. */
const reference = { ...fixed, explained: false } as const;

const TENANT_FIELDS = {
  enabled: { ...setting, required: true },
  source: { ...setting, required: true },
  chart: { ...setting, for: ['chart'], required: true },
  values: { ...setting, for: ['chart'], merge: 'keys' },
  namespaces: setting,
  verify: setting,
  ...ISOLATION_FIELDS,
  owners: { ...fixed, check: { id: 'owner', of: groups('owner') } },
  viewers: { ...fixed, check: { id: 'owner', of: groups('viewer') } },
  operators: { ...fixed, check: { id: 'owner', of: groups('operator') } },
  breakGlass: { ...fixed, check: { id: 'break-glass', of: (given) => [...checkBreakGlass(given)] } },
  contact: { ...fixed, check: { id: 'contact', of: (contact) => [checkContact(contact)] } },
  costCenter: {
    ...fixed,
    check: {
      id: 'label',
      of: (given) => [given === '' ? 'costCenter "" says nothing: leave it out' : checkLabelValue('costCenter', given)],
    },
  },
  // checkTenantProps checks the kinds, as ownNetworkPolicies allows one more.
  deploys: fixed,
  secrets: reference,
  decryption: reference,
  imagePullSecrets: {
    ...fixed,
    check: { id: 'name', of: (names) => [...names].map((name) => checkDnsSubdomain('imagePullSecret', name)) },
  },
  allowedSources: { ...fixed, check: { id: 'source', of: (urls) => [...urls].map(checkAllowedSource) } },
  allowedCharts: { ...fixed, check: { id: 'source', of: (charts) => [...charts].map(checkAllowedChart) } },
  totalQuota: { ...fixed, merge: 'keys', check: { id: 'quota', of: (quota) => checkQuota('totalQuota', quota) } },
  placement: reference,
} satisfies FieldTable<TenantProps<never>, TenantSettings<never>, TenantSort>;

/** The fields of a tenant. */
export const TENANT = Fields.of(TENANT_FIELDS);

const TRACK_FIELDS = {
  enabled: { ...setting, required: true },
  source: { ...setting, required: true },
  secrets: reference,
  placement: reference,
} satisfies FieldTable<TenantTrackProps<never>, TenantTrackSettings<never>>;

/** The fields of a tenant's release track. */
export const TRACK = Fields.of(TRACK_FIELDS);

function groups(what: string) {
  return (names: readonly string[]) => [...names].map((name) => checkGroup(what, name));
}
