import { Credentials } from '../../src/push/authentication';
import { repositoryAddress } from '../../src/push/reference';
import { digestOf, RegistryClient } from '../../src/push/registry-client';
import { RETRY, retrying, TransientError } from '../../src/push/retry';
import { MemoryRegistry, MemoryRegistryOptions, SeenRequest, USER } from '../support/memory-registry';

const NAME = 'acme/fleet';
const [username, password] = USER.split(':') as [string, string];

let pauses: number[];

beforeEach(() => {
  pauses = [];
});

async function clientOf(registry: MemoryRegistry, credentials?: Credentials, url = `oci://registry.test/${NAME}`) {
  return await RegistryClient.of(repositoryAddress(url), 'pull,push', {
    fetch: registry.fetch,
    retry: { ...RETRY, random: () => 0.5, wait: (ms) => Promise.resolve(pauses.push(ms)) },
    credentials: () => Promise.resolve(credentials),
  });
}

/** A fault of the first so many requests of a kind. */
function first(count: number, isMeant: (request: SeenRequest) => boolean, answer: () => Response | Error) {
  let left = count;
  return (request: SeenRequest) => (isMeant(request) && left-- > 0 ? answer() : undefined);
}

const BYTES = Buffer.from('content');
const DIGEST = digestOf(BYTES);

async function pushAll(options: MemoryRegistryOptions, credentials?: Credentials) {
  const registry = new MemoryRegistry(options);
  const client = await clientOf(registry, credentials);
  await client.uploadBlob(DIGEST, BYTES);
  const manifest = Buffer.from(JSON.stringify({ config: { digest: DIGEST } }));
  await client.putManifest('latest', manifest);
  expect(await client.hasBlob(DIGEST)).toBe(true);
  expect(await client.hasBlob(digestOf('other'))).toBe(false);
  expect(await client.digest('latest')).toBe(digestOf(manifest));
  expect((await client.manifest('latest'))?.bytes.equals(manifest)).toBe(true);
  expect(await client.manifest('none')).toBeUndefined();
  expect(await client.digest('none')).toBeUndefined();
  return registry;
}

describe('logging in', () => {
  test('nobody is asked where anybody may push', async () => {
    const { seen } = await pushAll({}, { username, password });
    expect(seen.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  test('by user and password', async () => {
    const { seen } = await pushAll({ auth: 'basic' }, { username, password });
    expect(seen.filter(({ authorization }) => authorization === undefined)).toHaveLength(1);
  });

  test('by a token, which is asked for once', async () => {
    const { seen } = await pushAll({ auth: 'token' }, { username, password });
    const asked = seen.filter(({ url }) => url.includes('/token'));
    expect(asked.map(({ url }) => url)).toEqual([
      'https://registry.test/token?service=registry&scope=repository%3Aacme%2Ffleet%3Apull%2Cpush',
    ]);
  });

  test('by a token that is given', async () => {
    await pushAll({ auth: 'token' }, { registryToken: 'flux-mine' });
  });

  test('by an identity token, which is exchanged', async () => {
    const registry = new MemoryRegistry({ auth: 'token' });
    const client = await clientOf(registry, { identityToken: 'idt' });
    const exchanges: string[] = [];
    registry.options = {
      auth: 'token',
      fault: ({ method, url }) => {
        if (!url.endsWith('/token')) return undefined;
        exchanges.push(method);
        return Response.json({ access_token: 'flux-1' });
      },
    };
    expect(await client.hasBlob(DIGEST)).toBe(false);
    expect(exchanges).toEqual(['POST']);
  });

  test('a token that ran out is asked for again', async () => {
    const registry = new MemoryRegistry({ auth: 'token' });
    const client = await clientOf(registry, { username, password });
    await client.hasBlob(DIGEST);
    const expired = ({ authorization, url }: SeenRequest) =>
      !url.includes('/token') && authorization === 'Bearer flux-1'
        ? new Response(null, {
            status: 401,
            headers: { 'www-authenticate': 'Bearer realm="https://registry.test/token",service="registry"' },
          })
        : undefined;
    registry.options = { auth: 'token', fault: expired };
    expect(await client.hasBlob(DIGEST)).toBe(false);
    expect(registry.seen.at(-1)?.authorization).toBe('Bearer flux-2');
  });

  test('credentials never go to another host that takes an upload', async () => {
    const registry = new MemoryRegistry({ auth: 'basic' });
    const client = await clientOf(registry, { username, password });
    registry.options = {
      auth: 'basic',
      fault: ({ method, url }) => {
        if (url.startsWith('https://store.test')) return new Response(null, { status: 201 });
        const headers = { location: 'https://store.test/upload?token=x' };
        return method === 'POST' ? new Response(null, { status: 202, headers }) : undefined;
      },
    };
    await client.hasBlob(DIGEST);
    await client.uploadBlob(DIGEST, BYTES);
    expect(registry.seen.at(-1)).toEqual({
      method: 'PUT',
      url: `https://store.test/upload?token=x&digest=${encodeURIComponent(DIGEST)}`,
    });
  });

  test.each([
    ['no credentials, basic', 'basic', undefined],
    ['wrong ones, basic', 'basic', { username, password: 'wrong' }],
    ['no credentials, token', 'token', undefined],
    ['a wrong token', 'token', { registryToken: 'wrong' }],
  ] as const)('%s: says what to do', async (_, auth, credentials) => {
    const client = await clientOf(new MemoryRegistry({ auth }), credentials);
    await expect(client.hasBlob(DIGEST)).rejects.toThrow(
      /^HEAD https:\/\/registry\.test\/v2\/acme\/fleet\/blobs\/sha256:\w{64} was answered with 401: log in with docker login, or set FLUX_FLEET_CREDS to user:password or a token$/,
    );
  });

  test('a server of tokens that refuses, gives none, or is gone', async () => {
    const wrong = await clientOf(new MemoryRegistry({ auth: 'token' }), { username, password: 'wrong' });
    await expect(wrong.hasBlob(DIGEST)).rejects.toThrow(
      'GET https://registry.test/token was answered with 401 (UNAUTHORIZED, unauthorized): log in with docker login, or set FLUX_FLEET_CREDS to user:password or a token',
    );
    const answers = (answer: () => Response | Error) =>
      new MemoryRegistry({ auth: 'token', fault: ({ url }) => (url.includes('/token') ? answer() : undefined) });
    const none = await clientOf(answers(() => Response.json({})));
    await expect(none.hasBlob(DIGEST)).rejects.toThrow(
      'https://registry.test/token gave no token: see that it serves tokens of registries',
    );
    const gone = await clientOf(answers(() => new TypeError('fetch failed', { cause: new Error('no route') })));
    await expect(gone.hasBlob(DIGEST)).rejects.toThrow(
      'https://registry.test cannot be asked for a token, no route: see that it can be reached',
    );
  });
});

describe('a registry that is busy', () => {
  const isPut = ({ method, url }: SeenRequest) => method === 'PUT' && url.includes('/blobs/');

  test.each([
    ['500', () => new Response('restarting', { status: 500 })],
    ['a broken connection', () => new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })],
    ['an upload that it forgot', () => new Response(null, { status: 404 })],
  ])('%s: the upload is begun again, later and later', async (_, answer) => {
    const registry = new MemoryRegistry({ fault: first(3, isPut, answer) });
    await (await clientOf(registry)).uploadBlob(DIGEST, BYTES);
    expect(pauses).toEqual([500, 1_000, 2_000]);
    expect(registry.seen.filter(({ method }) => method === 'POST')).toHaveLength(4);
    expect(registry.repository(NAME).blobs.has(DIGEST)).toBe(true);
  });

  test('it says when to come back, in seconds or by a date', async () => {
    const at = 'Fri, 31 Dec 2999 23:59:59 GMT';
    const headers = [{ 'retry-after': '3' }, { 'retry-after': at }, { 'retry-after': 'soon' }];
    const fault = first(
      3,
      () => true,
      () => new Response(null, { status: 429, headers: headers.shift()! }),
    );
    expect(await (await clientOf(new MemoryRegistry({ fault }))).hasBlob(DIGEST)).toBe(false);
    // No pause is longer than the longest; without a time, it grows.
    expect(pauses).toEqual([3_000, 30_000, 2_000]);
  });

  test('in the end it is given up, with what it said', async () => {
    const fault = () => new Response(JSON.stringify({ errors: [{ code: 'TOOMANYREQUESTS' }] }), { status: 429 });
    await expect((await clientOf(new MemoryRegistry({ fault }))).hasBlob(DIGEST)).rejects.toThrow(
      /was answered with 429 \(TOOMANYREQUESTS\): see what the registry says of it$/,
    );
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000]);
    const gone = new MemoryRegistry({
      fault: () => new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }),
    });
    await expect((await clientOf(gone)).hasBlob(DIGEST)).rejects.toThrow(
      /\/blobs\/sha256:\w+ cannot be reached \(ECONNREFUSED\): see that the registry runs, and that its certificate is trusted$/,
    );
  });
});

describe('refusals', () => {
  const answering = async (status: number, body = '') =>
    await clientOf(new MemoryRegistry({ fault: () => new Response(body, { status }) }));
  const manifest = Buffer.from('{}');

  test.each([
    ['uploading', 403, /^POST .*\/blobs\/uploads\/ was answered with 403 \(DENIED, no\): give these credentials/],
    ['storing', 403, /^PUT .*\/manifests\/latest was answered with 403 \(DENIED, no\): give these credentials/],
    ['reading', 403, /^GET .*\/manifests\/latest was answered with 403 \(DENIED, no\): give these credentials/],
    ['listing', 403, /^GET .*\/tags\/list\?n=1000 was answered with 403 \(DENIED, no\): give these credentials/],
    ['deleting', 403, /^DELETE .*\/manifests\/latest was answered with 403 \(DENIED, no\): give these credentials/],
  ])('%s says why, and what to do', async (what, status, expected) => {
    const client = await answering(status, JSON.stringify({ errors: [{ code: 'DENIED', message: 'no' }] }));
    const work: Record<string, () => Promise<unknown>> = {
      uploading: () => client.uploadBlob(DIGEST, BYTES),
      storing: () => client.putManifest('latest', manifest),
      reading: () => client.manifest('latest'),
      listing: () => client.tags(),
      deleting: () => client.delete('latest'),
    };
    await expect(work[what]!()).rejects.toThrow(expected);
  });

  test('of a proxy, whose answer is no JSON', async () => {
    await expect(
      (await answering(413, '<html>too large</html>\nmore')).putManifest('latest', manifest),
    ).rejects.toThrow(
      'was answered with 413 (<html>too large</html>): let the registry, or the proxy before it, take larger uploads',
    );
    await expect((await answering(418)).digest('latest')).rejects.toThrow(/418: see what the registry says of it$/);
  });
});

test('tags come from all pages', async () => {
  const registry = new MemoryRegistry({ page: 2 });
  const client = await clientOf(registry);
  const manifest = Buffer.from(JSON.stringify({ config: { digest: DIGEST } }));
  await client.uploadBlob(DIGEST, BYTES);
  for (const tag of ['a', 'b', 'c', 'd', 'e']) await client.putManifest(tag, manifest);
  expect(await client.tags()).toEqual(['a', 'b', 'c', 'd', 'e']);
  const none = new MemoryRegistry({ fault: () => new Response(null, { status: 404 }) });
  expect(await (await clientOf(none)).tags()).toEqual([]);
  const empty = new MemoryRegistry({ fault: () => Response.json({ name: NAME, tags: null }) });
  expect(await (await clientOf(empty)).tags()).toEqual([]);
});

test('a registry that does not name the digest of a tag is asked for the manifest', async () => {
  const registry = await pushAll({});
  const { bytes } = [...registry.repository(NAME).manifests.values()][0]!;
  registry.options = { fault: ({ method }) => (method === 'HEAD' ? new Response(null) : undefined) };
  expect(await (await clientOf(registry)).digest('latest')).toBe(digestOf(bytes));
});

test('deleting a tag: done, not there, or not offered', async () => {
  const registry = await pushAll({});
  const client = await clientOf(registry);
  registry.options = { keepsTags: true };
  expect(await client.delete('latest')).toBe(false);
  registry.options = {};
  expect(await client.delete('latest')).toBe(true);
  expect(await client.delete('latest')).toBe(true);
  registry.options = { fault: () => new Response(null, { status: 405 }) };
  await expect(client.delete(DIGEST)).rejects.toThrow(/405: the registry does not offer this through its API/);
});

test.each([
  ['of no known kind', 'Negotiate, Digest realm="x"'],
  ['without a realm', 'Bearer service="registry"'],
  ['that is missing', ''],
])('a challenge %s cannot be met', async (_, challenge) => {
  const fault = () => new Response(null, { status: 401, headers: { 'www-authenticate': challenge } });
  await expect((await clientOf(new MemoryRegistry({ fault }), { username, password })).hasBlob(DIGEST)).rejects.toThrow(
    /was answered with 401: log in with docker login/,
  );
});

test('of several challenges the one that can be met is taken, and a realm may have a query', async () => {
  const registry = new MemoryRegistry({
    fault: ({ url, authorization }) => {
      if (url.startsWith('https://tokens.test')) return Response.json({ token: 'flux-1' });
      if (authorization !== undefined) return undefined;
      const challenge = 'Negotiate, Bearer realm="https://tokens.test/t?a=b",service="registry"';
      return new Response(null, { status: 401, headers: { 'www-authenticate': challenge } });
    },
  });
  expect(await (await clientOf(registry, { username })).hasBlob(DIGEST)).toBe(false);
  const asked = registry.seen.find(({ url }) => url.includes('tokens.test'))!;
  expect(asked.url).toMatch(/^https:\/\/tokens\.test\/t\?a=b&service=registry&scope=/);
  // A user without a password has an empty one.
  expect(asked.authorization).toBe(`Basic ${Buffer.from(`${username}:`).toString('base64')}`);
});

test('requests at the same time share one token', async () => {
  const registry = new MemoryRegistry({ auth: 'token' });
  const client = await clientOf(registry, { username, password });
  await Promise.all(Array.from({ length: 5 }, () => client.hasBlob(DIGEST)));
  expect(registry.seen.filter(({ url }) => url.includes('/token')).length).toBeLessThan(5);
});

test('a policy waits by itself, within its bounds', async () => {
  let attempts = 0;
  const policy = { ...RETRY, attempts: 2, firstPause: 1, wait: RETRY.wait };
  const work = () => Promise.reject(new TransientError(`attempt ${++attempts}`));
  await expect(retrying(policy, work)).rejects.toThrow('attempt 2');
});
