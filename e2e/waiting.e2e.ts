import { Patience } from './harness/patience';
import { heedRetryAfter } from './harness/retry';
import { waitFor } from './harness/wait';

describe('waiting', () => {
  it('says what it saw last when it was in vain', async () => {
    const never = waitFor(
      'the tide',
      (observe) => {
        observe('low water');
        return Promise.resolve(false);
      },
      { stallMs: 10, intervalMs: 5 },
    );
    await expect(never).rejects.toThrow(
      'waited in vain for the tide: no progress for 0.01 s; last observed: low water',
    );
  });

  it('goes on while there is progress, up to a limit', () => {
    let now = 0;
    const patience = new Patience({ stallMs: 100, limitMs: 1_000 }, () => now);
    const after = (milliseconds: number, state: string) => {
      now += milliseconds;
      patience.see(state);
      return patience.exhausted();
    };
    for (let count = 1; count <= 9; count++) expect(after(99, `${count} Ready`)).toBeUndefined();
    expect(after(99, '10 Ready')).toBeUndefined();
    expect(after(99, '11 Ready')).toBe('not done after 1 s');
  });

  it('takes a state that comes back for no progress', () => {
    let now = 0;
    const patience = new Patience({ stallMs: 100 }, () => now);
    const states = ['trying', 'failed', 'trying', 'failed'].map((state) => {
      now += 40;
      patience.see(state);
      return patience.exhausted();
    });
    // The last new state was seen at 80.
    expect(states).toEqual([undefined, undefined, undefined, undefined]);
    now = 180;
    expect(patience.exhausted()).toBe('no progress for 0.1 s');
  });
});

describe('a request that the server wants repeated', () => {
  const play = async (...answers: { status: number; retryAfter?: string }[]) => {
    const pauses: number[] = [];
    let asked = 0;
    const answer = await heedRetryAfter(
      () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)]!),
      (milliseconds) => Promise.resolve(pauses.push(milliseconds)),
    );
    return { status: answer.status, asked, pauses };
  };

  it('is repeated after the time that the server names', async () => {
    const busy = { status: 429, retryAfter: '3' };
    expect(await play(busy, busy, { status: 200 })).toEqual({ status: 200, asked: 3, pauses: [3_000, 3_000] });
  });

  it('is not repeated when the server names no time, or refuses it for another reason', async () => {
    expect(await play({ status: 429 })).toEqual({ status: 429, asked: 1, pauses: [] });
    expect(await play({ status: 409, retryAfter: '1' })).toEqual({ status: 409, asked: 1, pauses: [] });
  });

  it('is given up in the end', async () => {
    const { status, asked, pauses } = await play({ status: 429, retryAfter: '3600' });
    expect({ status, asked }).toEqual({ status: 429, asked: 10 });
    expect(pauses).toEqual(Array(9).fill(10_000));
  });
});
