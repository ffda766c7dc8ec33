/** A part of the plan while it is made: what is not said of it is no key of it. */
export type Draft<P> = { -readonly [K in keyof P]: P[K] };
