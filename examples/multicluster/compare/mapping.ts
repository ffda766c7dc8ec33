import { Placed, placeOf } from './apply';
import { REMOTE } from './reasons-tenants';

/** Places of an object's counterparts, as `cluster Kind namespace/name`. */
export interface Counterparts {
  /** Compared with the object field by field. */
  readonly compared: readonly string[];
  /** Exist because of the object, in addition to the compared ones. */
  readonly beside: readonly string[];
}

/** Maps objects of the original to their counterparts: `$1` is the first group of the match. */
export interface MappingRule {
  /** Restricts the rule to objects that this Kustomization of the original applies. */
  readonly via?: string;
  readonly from: RegExp;
  readonly to: readonly string[];
  readonly beside?: readonly string[];
}

const VIA_REMOTE_TENANTS = `dev-flux-system/${REMOTE}-tenants`;
const TENANT_PARTS = ['kaizentm-access', 'kaizentm-apps', 'yakuza-access', 'yakuza-apps'];

/** The first matching rule applies. */
export const mappingRules: readonly MappingRule[] = [
  // Objects for the remote cluster: the tenants' namespaces and accounts move there, Flux's objects stay.
  { via: VIA_REMOTE_TENANTS, from: /^k3d-america Namespace (\S+)$/, to: [`${REMOTE} Namespace $1`] },
  {
    via: VIA_REMOTE_TENANTS,
    from: /^k3d-america ServiceAccount (\S+)\/\S+$/,
    to: [`${REMOTE} ServiceAccount ${REMOTE}/$1`],
    beside: [`${REMOTE} ServiceAccount $1/default`],
  },
  {
    via: VIA_REMOTE_TENANTS,
    from: /^k3d-america RoleBinding (\S+)\/\S+-reconciler$/,
    to: [`${REMOTE} RoleBinding $1/deployer`],
    beside: [`${REMOTE} Role $1/deployer`],
  },
  {
    via: VIA_REMOTE_TENANTS,
    from: /^k3d-america GitRepository (\S+)\/\S+-manifests$/,
    to: [`k3d-america GitRepository ${REMOTE}/$1`],
  },
  {
    via: VIA_REMOTE_TENANTS,
    from: new RegExp(`^k3d-america Kustomization (\\S+)/${REMOTE}-(\\S+)$`),
    to: [`k3d-america Kustomization ${REMOTE}/$1.$2`],
  },
  {
    from: new RegExp(`^k3d-america Kustomization (\\S+)-flux-system/${REMOTE}-infrastructure$`),
    to: [`k3d-america Kustomization ${REMOTE}/$1-infrastructure-redis`],
  },
  {
    from: new RegExp(`^k3d-america Kustomization (\\S+)-flux-system/${REMOTE}-tenants$`),
    to: TENANT_PARTS.map((part) => `k3d-america Kustomization ${REMOTE}/$1-${part}`),
  },

  // The platform's.
  {
    from: /^(\S+) GitRepository (\S+)-flux-system\/\2-flux-system$/,
    to: ['$1 GitRepository $2-flux-system/fleet'],
  },
  {
    from: /^(\S+) Kustomization flux-system\/infrastructure$/,
    to: ['$1 Kustomization flux-system/infrastructure-nginx'],
  },
  {
    from: /^(\S+) Kustomization (\S+-flux-system)\/infrastructure$/,
    to: ['$1 Kustomization $2/infrastructure-redis'],
  },
  {
    from: /^(\S+) Kustomization (\S+-flux-system)\/tenants$/,
    to: TENANT_PARTS.map((part) => `$1 Kustomization $2/${part}`),
  },
  { from: /^(\S+) HelmRepository flux-system\/bitnami$/, to: ['$1 HelmRepository flux-system/nginx'] },
  { from: /^(\S+) HelmRelease nginx\/nginx$/, to: ['$1 HelmRelease flux-system/nginx'] },
  {
    from: /^(\S+) Kustomization capi-worker-clusters\/worker-clusters$/,
    to: ['$1 Kustomization flux-system/infrastructure-worker-clusters'],
  },

  // The tenants'.
  {
    from: /^(\S+) ServiceAccount (\S+)\/(kaizentm|yakuza)$/,
    to: ['$1 ServiceAccount $2/$3'],
    beside: ['$1 ServiceAccount $2/default'],
  },
  {
    from: /^(\S+) RoleBinding (\S+)\/(?:kaizentm|yakuza)-reconciler$/,
    to: ['$1 RoleBinding $2/deployer'],
    beside: ['$1 Role $2/deployer'],
  },
  {
    from: /^(\S+) GitRepository (\S+)\/(kaizentm|yakuza)(?:-1-0-x)?-manifests$/,
    to: ['$1 GitRepository $2/$3'],
  },
];

/** The counterparts of an object. Without a rule, it keeps its kind, name, namespace and cluster. */
export function counterpartsOf(rules: readonly MappingRule[], original: Placed): Counterparts {
  const place = placeOf(original);
  const rule = rules.find(({ via, from }) => (via === undefined || via === original.via) && from.test(place));
  if (!rule) return { compared: [place], beside: [] };
  const fill = (template: string) => place.replace(rule.from, template);
  return { compared: rule.to.map(fill), beside: (rule.beside ?? []).map(fill) };
}
