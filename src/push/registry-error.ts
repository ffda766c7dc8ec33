/** A registry that cannot be reached, or that refuses. */
export class RegistryError extends Error {
  constructor(
    message: string,
    /** HTTP status; undefined where there was no answer. */
    public readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Advice about a status of a registry. */
const ADVICE: Readonly<Record<number, string>> = {
  401: 'log in with docker login, or set FLUX_FLEET_CREDS to user:password or a token',
  403: 'give these credentials the right to do it, or log in with others',
  404: 'see that the repository exists there, or that the registry makes repositories at the first push',
  405: 'the registry does not offer this through its API: use its own tools',
  413: 'let the registry, or the proxy before it, take larger uploads',
};

/**
 * The error for an answer that is no success.
 *
 * @param request what was asked: `PUT https://ghcr.io/v2/…`
 * @param body text of the answer
 */
export function refusal(request: string, status: number, body: string): RegistryError {
  const said = saidBy(body);
  const advice = ADVICE[status] ?? 'see what the registry says of it';
  return new RegistryError(
    `${request} was answered with ${status}${said === '' ? '' : ` (${said})`}: ${advice}`,
    status,
  );
}

/** The reason in an answer: codes and messages of the OCI specification, or the first line of anything else. */
function saidBy(body: string): string {
  try {
    const { errors } = JSON.parse(body) as { readonly errors?: ReadonlyArray<{ code?: string; message?: string }> };
    return (errors ?? []).map(({ code, message }) => [code, message].filter(Boolean).join(', ')).join('; ');
  } catch {
    return (body.trim().split('\n')[0] ?? '').slice(0, 200);
  }
}
