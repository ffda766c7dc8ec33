/** A reason for which the API server refuses an update that we let pass. */
export interface LaxerRule {
  readonly kind: string;
  /** What the server says. */
  readonly says: RegExp;
  /** Why we do not say it. */
  readonly because: string;
}

/** All updates that we let pass and the API server refuses. */
export const LAXER: readonly LaxerRule[] = [
  {
    kind: 'Service',
    says: /expected an IPv[46] value as indicated by `ipFamilies\[0\]`/,
    because: 'the first family of a Service that names none is that of the cluster, which manifests do not say',
  },
  {
    kind: 'Service',
    says: /must be 'SingleStack' to release the secondary IP family/,
    because: 'whether a Service without ipFamilies has a second one depends on the cluster',
  },
  {
    kind: 'Secret',
    says: /data: Forbidden: field is immutable when `immutable` is set/,
    because:
      'the server takes an empty map of data for a change of no data: only an immutable Secret without any data meets it',
  },
];
