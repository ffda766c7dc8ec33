import { isUtf8 } from 'node:buffer';
import * as fc from 'fast-check';
import { decodeBase64 } from '../../src/leaks/base64';
import { runsOf } from '../support/deep';

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const BINARY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** The same without looking at the first byte before anything else. */
function decodedWhole(given: string): string | undefined {
  const value = given.replace(/\s+/g, '');
  if (given.length < 8 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(value) || !/[A-Z0-9]/.test(value)) return undefined;
  if (value.replace(/=+$/, '').length % 4 === 1) return undefined;
  const bytes = Buffer.from(value, 'base64');
  return bytes.length >= 3 && isUtf8(bytes) && !BINARY.test(bytes.toString()) ? bytes.toString() : undefined;
}

const runs = runsOf(1_000, 100_000);

test('base64 is read whatever its text begins with', () => {
  const texts = fc.string({
    unit: fc.constantFrom('a', 'Z', '0', '\n', '\t', 'é', 'ß', '€', '日', '😀', '\ufeff'),
    minLength: 6,
  });
  fc.assert(
    fc.property(texts, fc.constantFrom('base64', 'base64url'), (text, encoding) => {
      const given = Buffer.from(text).toString(encoding);
      expect(decodeBase64(given)).toBe(decodedWhole(given));
    }),
    { numRuns: runs, seed: 7 },
  );
});

test('of bytes and of words the same is made as without the quick look', () => {
  const bytes = fc.uint8Array({ minLength: 6, maxLength: 12 }).map((given) => Buffer.from(given).toString('base64'));
  const words = fc.string({
    unit: fc.constantFrom('/', '+', '-', '_', '=', 'a', 'A', '9', ' ', '\n', '.', 'ü'),
    minLength: 6,
  });
  fc.assert(
    fc.property(fc.oneof(bytes, words), (given) => {
      // Only line breaks are taken out: a space ends what could be base64.
      const expected = given.includes(' ') && !given.includes('\n') ? undefined : decodedWhole(given);
      expect(decodeBase64(given)).toBe(expected);
    }),
    { numRuns: runs, seed: 7 },
  );
});

test.each([0x00, 0x09, 0x1f, 0x20, 0x7e, 0x7f, 0x80, 0xc1, 0xc2, 0xdf, 0xe0, 0xf4, 0xf5, 0xff])(
  'a first byte of %i',
  (byte) => {
    for (const rest of [
      [0x61, 0x61],
      [0x80, 0x61],
      [0xa0, 0x80],
      [0x90, 0x80, 0x80],
      [0x8f, 0xbf, 0xbf],
    ]) {
      const given = Buffer.from([byte, ...rest, 0x41, 0x42, 0x43, 0x44, 0x45]).toString('base64');
      expect(decodeBase64(given)).toBe(decodedWhole(given));
    }
  },
);
