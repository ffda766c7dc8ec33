import { wrongImages } from '../../src/controller-rules/names';

const isRefused = (image: object) => [...wrongImages({ images: [{ name: 'web', ...image }] })].length > 0;

test.each([
  ['sha256:', 64, true],
  ['sha256:', 40, false],
  ['sha256:', 65, false],
  ['sha384:', 96, true],
  ['sha384:', 64, false],
  ['sha512:', 128, true],
  ['md5:', 32, false],
  ['sha256:A', 63, false],
])('a digest of %s and %d digits', (begin, digits, isGood) => {
  expect(isRefused({ digest: `${begin}${'0'.repeat(digits)}` })).toBe(!isGood);
});

test.each([
  ['[fd00::1]:5000/x', true],
  ['[fd00::1]/shop/x:1.0', true],
  ['[fd00::1]', false],
  ['[fd00::1]:5000', false],
  ['[fd00::1%eth0]/x', false],
  ['[]/x', false],
  ['fd00::1/x', false],
  ['[fd00::1]:/x', false],
])('the name %s', (newName, isGood) => {
  expect(isRefused({ newName })).toBe(!isGood);
});
