/**
 * Whether tests that come in large numbers run whole, as `npm run test:deep` asks for; else they run a share of them.
 * Jest finds the tests to run by who imports this.
 */
export const DEEP = Boolean(process.env.DEEP);

const SHARE = Number(process.env.DEEP_SHARE ?? 1);
if (!(SHARE > 0 && SHARE <= 1)) throw new Error(`DEEP_SHARE is "${process.env.DEEP_SHARE}": choose above 0, up to 1`);

/** Whether tests that come in large numbers run whole, and no share of them is asked for. */
export const WHOLE = DEEP && SHARE === 1;

/** The part of a large number of cases to take: `plain`, or the share that DEEP_SHARE asks for if that is more. */
export function partOf(plain: number): number {
  return DEEP ? Math.max(plain, SHARE) : plain;
}

/**
 * How often a property is tried: `plain` times, and with {@link DEEP} `whole` times, or the share of it that the
 * variable DEEP_SHARE asks for.
 */
export function runsOf(plain: number, whole: number): number {
  return DEEP ? Math.max(plain, Math.ceil(whole * SHARE)) : plain;
}
