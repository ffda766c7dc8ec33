import { parseVersionRange } from '../../src/languages/semver-range';

describe('accepts', () => {
  it.each([
    ['1.2.3'],
    ['v1.2'],
    ['*'],
    ['18.x'],
    ['1.x.5'],
    ['x.1|2'],
    ['>=1.0.0-0'],
    ['>= 1.0.0, < 2'],
    ['>=1.0.0 <2.0.0'],
    ['~1.2 || ^3.0.0-rc.1+build.5'],
    ['1.2 - 1.4'],
    ['1.2  -  1.4 || 2'],
    ['=>1'],
    [' 1 , 2 '],
    [`1.0.0-${'a'.repeat(250)}`],
    [Array(32).fill('1').join('||')],
  ])('%j', (range) => {
    expect(parseVersionRange(range).length).toBeGreaterThan(0);
  });
});

describe('refuses', () => {
  it.each([
    ['latest', /^at character 1, "latest" is not a version: write one such as 1\.2\.3, 1\.2\.x or \*$/],
    ['', /^at character 1, a version is missing: write one, or \* for any$/],
    ['>=1 || ', /^at character 7, a version is missing/],
    ['>=1 ||', /^at character 7, a version is missing/],
    ['>', /^at character 2, "" is not a version/],
    ['>>1', /^at character 1, ">>" is not an operator: use one of = != > < >= <= ~ \^$/],
    ['>=1, >=main', /^at character 8, "main" is not a version/],
    ['1,,2', /^at character 3, "" is not a version/],
    ['1,', /^at character 3, "" is not a version/],
    ['1.2.3.4', /^at character 1, "1\.2\.3\.4" is not a version/],
    ['1|2', /"1\|2" in "1\|2" is not a number of a version: write digits or x/],
    ['1.2.1x', /"1x" in "1\.2\.1x" is not a number/],
    ['18446744073709551616', /is not a number of a version/],
    ['1.0.0-01', /"1\.0\.0-01" has a prerelease number with a leading zero: write 1$/],
    ['>=1.2 - 2', />=>=/],
    [`1.0.0-${'a'.repeat(251)}`, /a version is longer than 256 characters: shorten it/],
    ['1'.repeat(513), /the range is longer than 512 bytes: shorten it/],
    [Array(33).fill('1').join('||'), /more than 32 alternatives: leave some out/],
  ])('%j', (range, message) => {
    expect(() => parseVersionRange(range)).toThrow(message);
  });

  it('a range that would take a backtracking expression long', () => {
    expect(() => parseVersionRange(`${'1   '.repeat(120)}!`)).toThrow(/"!" is not an operator/);
  });
});
