/**
 * The rules of Kubernetes' label selectors, written down a second time from its documentation: a selector is a list of
 * requirements, `matchLabels` being short for `In` with one value, and labels are a set of `key=value`.
 */
export interface Rule {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface RawSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Rule[];
}

function rulesOf({ matchLabels, matchExpressions }: RawSelector): Rule[] {
  const short = Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  return short.concat((matchExpressions ?? []) as typeof short);
}

/** Whether labels are selected. */
export function isSelected(selector: RawSelector, labels: Readonly<Record<string, string>>): boolean {
  const pairs = new Set(Object.entries(labels).map(([key, value]) => `${key}=${value}`));
  const keys = new Set(Object.keys(labels));
  let open = true;
  for (const { key, operator, values = [] } of rulesOf(selector)) {
    const hits = values.filter((value) => pairs.has(`${key}=${value}`)).length;
    if (operator === 'In') open &&= hits > 0;
    if (operator === 'NotIn') open &&= hits === 0;
    if (operator === 'Exists') open &&= keys.has(key);
    if (operator === 'DoesNotExist') open &&= !keys.has(key);
  }
  return open;
}

function isNamePart(text: string, most = 63): boolean {
  if (text.length < 1 || text.length > most) return false;
  const isEnd = (letter: string) => /[A-Za-z0-9]/.test(letter);
  return isEnd(text[0]!) && isEnd(text.at(-1)!) && [...text].every((letter) => isEnd(letter) || '-_.'.includes(letter));
}

function isDomain(text: string): boolean {
  const isPart = (part: string) => isNamePart(part, 253) && part === part.toLowerCase() && !part.includes('_');
  return text.length <= 253 && text.split('.').every(isPart);
}

function isKey(text: string): boolean {
  const parts = text.split('/');
  if (parts.length === 1) return isNamePart(text);
  return parts.length === 2 && isDomain(parts[0]!) && isNamePart(parts[1]!);
}

/** Whether the API server takes a selector. */
export function isValid(selector: RawSelector): boolean {
  return rulesOf(selector).every(({ key, operator, values = [] }) => {
    const isCountRight = {
      In: values.length > 0,
      NotIn: values.length > 0,
      Exists: values.length === 0,
      DoesNotExist: values.length === 0,
    }[operator];
    return isCountRight === true && isKey(key) && values.every((value) => value === '' || isNamePart(value));
  });
}
