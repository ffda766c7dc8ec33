/** Resolved data under construction: a field without a value is not a key of it. */
export type Draft<P> = { -readonly [K in keyof P]: P[K] };
