/** Wrong usage of the command. The message is all that the user needs. */
export class UsageError extends Error {}
