import { Random } from './random';

/** Makes texts of a language. */
export interface Grammar {
  /** A text that the language's parser accepts. */
  readonly make: (random: Random) => string;
  /** What an edit inserts. */
  readonly pieces: readonly string[];
}

/** One edit: an insertion, a deletion, a replacement, a repetition or an exchange. */
export function edit(random: Random, text: string, pieces: readonly string[]): string {
  const characters = [...text];
  const at = random.below(characters.length + 1);
  const before = characters.slice(0, at).join('');
  const [character = '', next = '', ...rest] = characters.slice(at);
  const after = next + rest.join('');
  switch (random.below(5)) {
    case 0:
      return before + random.pick(pieces) + character + after;
    case 1:
      return before + after;
    case 2:
      return before + random.pick(pieces) + after;
    case 3:
      return before + character + character + after;
    default:
      return before + next + character + rest.join('');
  }
}

/** Texts for a comparison of parsers: in turn one of the grammar, and one that is an edit away from it. */
export function textsOf({ make, pieces }: Grammar, seed: number, count: number): string[] {
  const random = new Random(seed);
  const texts: string[] = [];
  while (texts.length < count) {
    const text = make(random);
    texts.push(text, edit(random, text, pieces));
  }
  return texts.slice(0, count);
}
