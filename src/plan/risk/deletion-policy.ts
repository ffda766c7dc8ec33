/**
 * Fields of custom resources whose text decides what stays when the object goes, and, below a policy of retention, those for
 * the object that goes and for the replica that does.
 */
export const DELETION_POLICY = /(?:deletion|reclaim|retention|termination|cleanup|delete)Policy$/i;
export const RETENTION_POLICY = /retentionPolicy$/i;
export const RETENTION_FIELDS = ['whenDeleted', 'whenScaled'] as const;

/** Values of such fields that keep what the object stands for. */
export const KEEPS = /^(?:abandon|detach|doNotTerminate|halt|keep|orphan|retain|retainAll|skip)$/i;
