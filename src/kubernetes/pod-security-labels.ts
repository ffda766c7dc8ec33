/** The labels by which a namespace enforces, audits and warns of a Pod Security Standard. */
export const POD_SECURITY_MODES = ['enforce', 'audit', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}`);
