/** Modes in which a namespace holds a Pod Security Standard. */
export const POD_SECURITY_MODES = ['enforce', 'audit', 'warn'] as const;

/** The label by which a namespace enforces, audits or warns of a Pod Security Standard. */
export function podSecurityLabel(mode: (typeof POD_SECURITY_MODES)[number]): string {
  return `pod-security.kubernetes.io/${mode}`;
}
