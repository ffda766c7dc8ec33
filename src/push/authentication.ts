import { defined } from '../core/defined';
import { refusal, RegistryError } from './registry-error';

/** A client's credentials for a registry. */
export interface Credentials {
  readonly username?: string;
  readonly password?: string;
  /** A token that is exchanged for others, as `docker login` may store it. */
  readonly identityToken?: string;
  /** A token that is sent as it is. */
  readonly registryToken?: string;
}

/** The type of `fetch`, so that tests and measurements need no network. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A challenge of the header `WWW-Authenticate`. */
interface Challenge {
  readonly scheme: 'basic' | 'bearer';
  readonly parameters: Readonly<Record<string, string>>;
}

/** The first challenge that can be met. */
function challengeOf(header: string | null): Challenge | undefined {
  for (const [, scheme = '', rest = ''] of (header ?? '').matchAll(
    /(?:^|,\s*)(basic|bearer)((?:\s+|,\s*)\w+="[^"]*"(?:\s*,\s*\w+="[^"]*")*)?/gi,
  )) {
    const parameters = Object.fromEntries(
      Array.from(rest.matchAll(/(\w+)="([^"]*)"/g), ([, key = '', value = '']) => [key.toLowerCase(), value]),
    );
    const name = scheme.toLowerCase();
    if (name === 'basic' || (name === 'bearer' && parameters.realm)) return { scheme: name as 'basic', parameters };
  }
  return undefined;
}

/** Answers the challenges of a registry, and keeps the answers. */
export class Authentication {
  private readonly answers = new Map<string, Promise<string>>();

  /**
   * @param fetch sends the requests for tokens
   * @param credentials undefined for nobody
   */
  constructor(
    private readonly fetch: Fetch,
    private readonly credentials: Credentials | undefined,
  ) {}

  /** The header `Authorization` for a scope, as far as it is known. */
  public async known(scope: string): Promise<string | undefined> {
    const token = this.credentials?.registryToken;
    return token === undefined ? await this.answers.get(scope) : `Bearer ${token}`;
  }

  /**
   * The header `Authorization` that a challenge asks for.
   *
   * @param scope what will be done: `repository:acme/fleet:pull,push`
   * @param refused the header that the registry has just refused
   * @returns undefined where there is nothing to answer with
   * @throws RegistryError when the server of the tokens refuses
   */
  public async answer(header: string | null, scope: string, refused: string | undefined): Promise<string | undefined> {
    const known = this.answers.get(scope);
    // Another request may have been answered in the meantime.
    if (known !== undefined && (await known.catch(() => undefined)) !== refused) return known;
    const challenge = challengeOf(header);
    if (challenge === undefined || this.credentials?.registryToken !== undefined) return undefined;
    const { username, password } = this.credentials ?? {};
    const basic =
      username === undefined ? undefined : `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
    // Refused credentials are not offered again.
    if (challenge.scheme === 'basic') return this.keep(scope, basic === refused ? undefined : basic);
    const token = this.token(challenge.parameters, scope, basic);
    this.answers.set(scope, token);
    token.catch(() => this.answers.delete(scope));
    return token;
  }

  private keep(scope: string, answer: string | undefined): string | undefined {
    if (answer !== undefined) this.answers.set(scope, Promise.resolve(answer));
    return answer;
  }

  private async token(
    { realm = '', service = '' }: Challenge['parameters'],
    scope: string,
    basic: string | undefined,
  ): Promise<string> {
    const identity = this.credentials?.identityToken;
    const response =
      identity === undefined
        ? await this.ask(
            `${realm}${realm.includes('?') ? '&' : '?'}${new URLSearchParams({ service, scope }).toString()}`,
            defined({ headers: basic === undefined ? undefined : { authorization: basic } }),
          )
        : await this.ask(realm, {
            method: 'POST',
            body: new URLSearchParams({
              grant_type: 'refresh_token',
              client_id: 'flux-fleet',
              service,
              scope,
              refresh_token: identity,
            }),
          });
    const text = await response.text();
    if (!response.ok) throw refusal(`GET ${realm}`, response.status, text);
    const { token, access_token: access } = JSON.parse(text) as { token?: string; access_token?: string };
    const given = token ?? access;
    if (given === undefined) throw new RegistryError(`${realm} gave no token: see that it serves tokens of registries`);
    return `Bearer ${given}`;
  }

  private async ask(url: string, init: RequestInit): Promise<Response> {
    try {
      return await this.fetch(url, init);
    } catch (error) {
      const why = (error as Error & { cause?: Error }).cause?.message ?? (error as Error).message;
      throw new RegistryError(
        `${new URL(url).origin} cannot be asked for a token, ${why}: see that it can be reached`,
        undefined,
        {
          cause: error,
        },
      );
    }
  }
}
