import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { freePorts, LOOPBACK } from './ports';
import type { RegistryProps } from './registry';

const SERVICE = 'registry';
const ISSUER = 'token-server';
const KEY_ID = 'key';
const VALID_S = 300;

/** A server of tokens on loopback, as registries send their clients to, that knows one user. */
export interface TokenServer {
  /** Lets a registry trust it. */
  readonly registry: RegistryProps;
  /** Scopes that tokens were asked for, in their order. */
  readonly scopes: readonly string[];
  readonly stop: () => Promise<void>;
}

/** @param user `name:password` */
export async function startTokenServer(user: string): Promise<TokenServer> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [port] = await freePorts(1);
  const scopes: string[] = [];
  const part = (data: object) => Buffer.from(JSON.stringify(data)).toString('base64url');
  const token = (scope: string): string => {
    const [type = '', name = '', actions = ''] = scope.split(':');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...{ iss: ISSUER, aud: SERVICE, sub: user.split(':', 1)[0], jti: randomUUID() },
      ...{ iat: now, nbf: now - 1, exp: now + VALID_S },
      access: [{ type, name, actions: actions.split(',') }],
    };
    const text = `${part({ alg: 'ES256', typ: 'JWT', kid: KEY_ID })}.${part(claims)}`;
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  };
  const server = createServer((request, response) => {
    const scope = new URL(request.url ?? '/', `http://${LOOPBACK}`).searchParams.get('scope') ?? '';
    if (request.headers.authorization !== `Basic ${Buffer.from(user).toString('base64')}`) {
      response.writeHead(401).end();
      return;
    }
    scopes.push(scope);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token: token(scope) }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'ES256', use: 'sig' };
  return {
    scopes,
    registry: {
      auth: {
        token: { realm: `http://${LOOPBACK}:${port}/token`, service: SERVICE, issuer: ISSUER, jwks: 'jwks.json' },
      },
      files: { 'jwks.json': JSON.stringify({ keys: [jwk] }) },
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
