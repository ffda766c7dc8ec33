import { Duration } from 'cdk8s';
import { checkDuration, formatDuration, SHORTEST_INTERVAL_MS } from '../../src/kubernetes/durations';

describe('formatDuration', () => {
  test.each([
    [Duration.millis(0), '0s'],
    [Duration.millis(1), '1ms'],
    [Duration.millis(1500), '1s500ms'],
    [Duration.seconds(59), '59s'],
    [Duration.seconds(60), '1m'],
    [Duration.minutes(90), '1h30m'],
    [Duration.hours(1), '1h'],
    [Duration.days(2), '48h'],
    [Duration.millis(3_661_001), '1h1m1s1ms'],
    [Duration.seconds(0.25), '250ms'],
  ])('%s is formatted for Go as %s', (duration, text) => {
    expect(formatDuration(duration)).toBe(text);
    expect(text).toMatch(/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/);
  });

  test.each([
    [
      'NaN',
      Duration.millis(NaN),
      /^duration of NaN ms cannot be written for Flux: use a whole number of milliseconds$/,
    ],
    ['infinite', Duration.millis(Infinity), /^duration of Infinity ms cannot be written for Flux: use a whole number/],
    [
      'a fraction of a millisecond',
      Duration.millis(0.5),
      /^duration of 0\.5 ms cannot be written for Flux: use a whole/,
    ],
    ['beyond exact integers', Duration.millis(2 ** 53), /^duration of 9007199254740992 ms cannot be written for Flux/],
  ])('%s is rejected', (_, duration, message) => {
    expect(() => formatDuration(duration)).toThrow(message);
  });

  test('a negative duration cannot be created', () => {
    expect(() => Duration.millis(-1)).toThrow(/negative/);
  });
});

describe('checkDuration', () => {
  test('a number, a string and undefined are not durations', () => {
    for (const value of [300, '5m', undefined, null, { seconds: 5 }]) {
      expect(checkDuration('interval', value as unknown as Duration)).toMatch(
        /^interval .+ is not a Duration: give one such as Duration\.minutes\(5\)$/,
      );
    }
  });

  test('a negative amount is rejected even if cdk8s accepted it', () => {
    const negative = Object.assign(Object.create(Duration.prototype) as Duration, {
      toMilliseconds: () => -5,
    });
    expect(checkDuration('timeout', negative)).toMatch(/^timeout of -5 ms cannot be written for Flux: /);
  });

  test('a duration below the minimum is rejected, the minimum itself is valid', () => {
    expect(checkDuration('interval', Duration.millis(59_999), SHORTEST_INTERVAL_MS)).toMatch(
      /^interval of 59\.999 s is too short: use at least 60 s$/,
    );
    expect(checkDuration('interval', Duration.seconds(60), SHORTEST_INTERVAL_MS)).toBeUndefined();
    expect(checkDuration('timeout', Duration.millis(0))).toBeUndefined();
  });
});
