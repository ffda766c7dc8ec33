import {
  anything,
  byTarget,
  construct,
  either,
  flag,
  freeMap,
  instance,
  list,
  object,
  oneOf,
  required,
  text,
  untyped,
} from '../../core/options';
import { checkUntil } from '../../core/today';
import { DEPLOYED_KIND } from '../../kubernetes/deployable';
import { checkLabelValue } from '../../kubernetes/names';
import { CustomKind, DeployableKind } from '../../kubernetes/resources';
import { FleetElement } from '../fleet';
import { checkQuota, ISOLATION_FIELDS } from '../isolation';
import { Fields, FieldTable } from '../override';
import { Placement } from '../placement';
import { checkPullSecrets, PULL_SECRETS } from '../secret';
import { HelmChart, Source, SOURCE_VERIFICATION } from '../source';
import {
  checkAccount,
  checkAllowedChart,
  checkAllowedSource,
  checkBreakGlass,
  checkContact,
  checkGroup,
} from './check';
import { BreakGlass, TenantProps, TenantSettings, TenantTrackProps, TenantTrackSettings } from './props';

/** The two kinds of tenants: with a chart of their own, or with folders. */
export type TenantSort = 'chart' | 'folders';

/** An option of all tenants that overrides may set. */
const setting = { for: 'all', merge: 'replace', overridable: true, explained: true } as const;

/** An option that is the same for all targets. */
const fixed = { for: 'all', merge: 'replace', overridable: false, explained: true } as const;

/** An option that takes constructs or Secrets, which are not plain values. */
const reference = { ...fixed, explained: false } as const;

/** An option that every element takes for its rollout. */
const ENABLED = { takes: byTarget(flag), ...setting, required: true } as const;

const SOURCE = instance('a Source', () => Source);

/** Secrets of a namespace. */
const SECRETS = { takes: byTarget(anything), ...reference } as const;

const PLACEMENT = { takes: instance('a Placement', () => Placement), ...reference } as const;

/** Names, which the field's check reads. */
const NAMES = { takes: list(text), ...fixed } as const;

const BREAK_GLASS = object<BreakGlass>({
  groups: required(list(text)),
  expires: required(text),
  reason: required(text),
});

const TENANT_FIELDS = {
  enabled: ENABLED,
  source: { takes: byTarget(SOURCE), ...setting, required: true },
  chart: { takes: byTarget(instance('a HelmChart', () => HelmChart)), ...setting, for: ['chart'], required: true },
  values: { takes: byTarget(freeMap), ...setting, for: ['chart'], merge: 'keys' },
  fluxName: { takes: byTarget(text), ...setting, required: true },
  fluxNamespace: { takes: byTarget(text), ...setting, for: ['chart'], required: true },
  // Before `namespaces`, so that a misspelt one is taken for it.
  namespace: { takes: byTarget(text), ...fixed },
  namespaces: { takes: byTarget(list(text)), ...setting },
  verify: { takes: byTarget(SOURCE_VERIFICATION), ...setting },
  ...ISOLATION_FIELDS,
  account: { takes: text, ...fixed, check: { id: 'name', of: (account) => [checkAccount(account)] } },
  owners: { ...NAMES, check: { id: 'owner', of: groups('owner') } },
  viewers: { ...NAMES, check: { id: 'owner', of: groups('viewer') } },
  operators: { ...NAMES, check: { id: 'owner', of: groups('operator') } },
  breakGlass: {
    takes: BREAK_GLASS,
    ...fixed,
    check: { id: 'break-glass', of: (given) => [...checkBreakGlass(given)] },
  },
  contact: { takes: text, ...fixed, check: { id: 'contact', of: (contact) => [checkContact(contact)] } },
  costCenter: {
    takes: text,
    ...fixed,
    check: {
      id: 'label',
      of: (given) => [given === '' ? 'costCenter "" says nothing: leave it out' : checkLabelValue('costCenter', given)],
    },
  },
  // checkTenantProps checks the kinds, as ownNetworkPolicies allows one more.
  deploys: {
    takes: either<'edit' | 'admin', ReadonlyArray<DeployableKind | CustomKind>>(
      oneOf('edit', 'admin'),
      (value) => typeof value === 'string',
      list(DEPLOYED_KIND),
    ),
    ...fixed,
  },
  secrets: SECRETS,
  decryption: { takes: byTarget(anything), ...reference },
  imagePullSecrets: {
    takes: PULL_SECRETS,
    ...fixed,
    check: { id: 'name', of: checkPullSecrets },
  },
  allowedSources: { ...NAMES, check: { id: 'source', of: (urls) => [...urls].map(checkAllowedSource) } },
  allowedCharts: { ...NAMES, check: { id: 'source', of: (charts) => [...charts].map(checkAllowedChart) } },
  totalQuota: {
    takes: freeMap,
    ...fixed,
    merge: 'keys',
    check: { id: 'quota', of: (quota) => checkQuota('totalQuota', quota) },
  },
  dependsOn: {
    takes: untyped(list(construct('a component or a component group', () => FleetElement))),
    ...reference,
  },
  placement: PLACEMENT,
  until: { takes: text, ...fixed, check: { id: 'until', of: (until) => [checkUntil(until)] } },
} satisfies FieldTable<TenantProps<never>, TenantSettings<never>, TenantSort>;

/** The fields of a tenant. */
export const TENANT = Fields.of('a tenant', TENANT_FIELDS);

const TRACK_FIELDS = {
  enabled: ENABLED,
  source: { ...setting, takes: required(byTarget(SOURCE)), required: true },
  secrets: SECRETS,
  placement: PLACEMENT,
} satisfies FieldTable<TenantTrackProps<never>, TenantTrackSettings<never>>;

/** The fields of a tenant's release track. */
export const TRACK = Fields.of('a track', TRACK_FIELDS);

function groups(what: string) {
  return (names: readonly string[]) => [...names].map((name) => checkGroup(what, name));
}
