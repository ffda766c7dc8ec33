/**
 * Characters that change how a terminal or a browser shows what follows them, or that nobody sees: control characters
 * and escapes of terminals, marks for the direction of text, and characters without a width.
 */
const UNSEEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** A text with such characters written as escapes. Line feeds stay. */
export function plainLine(text: string): string {
  return text.replace(UNSEEN, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
}

/** JSON with such characters in its strings as escapes of JSON. */
export function plainJson(json: string): string {
  return json.replace(UNSEEN, (char) =>
    Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** Longest text of a value in a report for people. */
const LONGEST = 120;

/** Characters in front of a difference that stay when a text is cut. */
const BEFORE = 24;

/** A text that is cut in the middle if it is long. */
export function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  const tail = Math.floor(LONGEST / 3);
  return `${text.slice(0, LONGEST - tail - 1)}…${text.slice(-tail)}`;
}

/** Two texts that differ, cut so that the first difference is seen in both. */
export function shortenedPair(from: string, to: string): readonly [string, string] {
  if (from.length <= LONGEST && to.length <= LONGEST) return [from, to];
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  const start = same <= BEFORE + 1 ? 0 : same - BEFORE;
  const cut = (text: string) => {
    const head = start === 0 ? '' : '…';
    const rest = text.slice(start);
    if (rest.length + head.length <= LONGEST) return head + rest;
    return `${head}${rest.slice(0, LONGEST - head.length - 1)}…`;
  };
  return [cut(from), cut(to)];
}
