import { Conventions } from '../../plan/conventions/conventions';
import {
  ALLOW_DELETION,
  ALLOWED,
  EXTERNAL_IPS,
  MARK_DOMAIN,
  OWN_NETWORK_POLICIES,
  PROTECTED_LABEL,
  PROTECTION_POLICY,
  SIGNED,
  VERIFIED,
} from '../../units/marks';
import { FLEET_LAYOUT } from './layout';

/** Conventions of the trees that this library generates. */
export const FLEET_CONVENTIONS: Conventions = {
  layout: FLEET_LAYOUT,
  isProgram: true,
  signedMark: SIGNED,
  protection: {
    isProtected: ({ kind, metadata: { labels, annotations } }) =>
      kind === 'Namespace' && labels?.[PROTECTED_LABEL] !== undefined && !annotations?.[ALLOW_DELETION],
    enforcedBy: `admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding//${PROTECTION_POLICY}.${MARK_DOMAIN}`,
    reason: `admission refuses it until it carries the annotation ${ALLOW_DELETION}`,
  },
  isFence: ({ group, kind, name }) =>
    group === 'admissionregistration.k8s.io' &&
    kind.startsWith('ValidatingAdmissionPolicy') &&
    name.endsWith(`.${MARK_DOMAIN}`),
  limits: {
    allowed: Object.values(ALLOWED),
    permissions: [EXTERNAL_IPS, OWN_NETWORK_POLICIES],
    requirements: [VERIFIED],
  },
};
