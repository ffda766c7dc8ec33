/**
 * Whether tests that come in large numbers run whole, as `npm run test:deep` asks for; else they run a share of them.
 * Jest finds the tests to run by who imports this.
 */
export const DEEP = Boolean(process.env.DEEP);
