import { EDGES } from './edges';
import { accepts, PARSERS } from './parsers';

// `e2e/languages.e2e.ts` asks the real parsers for the same.

describe.each(Object.entries(EDGES))('at its edges, %s', (language, { accepted, refused }) => {
  it.each(accepted)('takes %j', (text) => {
    expect(accepts(PARSERS[language]!, text)).toBe(true);
  });

  it.each(refused)('refuses %j', (text) => {
    expect(accepts(PARSERS[language]!, text)).toBe(false);
  });
});
