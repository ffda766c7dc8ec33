/**
 * Names as a message lists them: the first ones, and the number of the rest, as in `a, b, c and 4 more`.
 *
 * @param most number of names that are listed
 */
export function firstNames(names: readonly string[], most = 3): string {
  const rest = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(', ')}${rest}`;
}
