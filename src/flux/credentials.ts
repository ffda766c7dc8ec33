/** Webhooks whose URL is itself a credential, matched by host and beginning of the path. */
const SECRET_ADDRESSES: readonly RegExp[] = [
  /^https?:\/\/hooks\.slack\.com\//i,
  /^https?:\/\/(canary\.|ptb\.)?discord(app)?\.com\/api\/webhooks\//i,
  /^https?:\/\/[^/]*\.?(webhook\.office|logic\.azure)\.com[:/]/i,
  /^https?:\/\/[^/]*\.powerplatform\.com[:/]/i,
  /^https?:\/\/chat\.googleapis\.com\//i,
  /^https?:\/\/open\.(larksuite|feishu)\.(com|cn)\/open-apis\/bot\//i,
  /^https?:\/\/webexapis\.com\/v1\/webhooks\//i,
  /^https?:\/\/[^/]+\/hooks\/[A-Za-z0-9]{17,}/,
];

/** A user in a URL, a key in a connection string, a token in a query. */
const SECRET_PARTS: readonly RegExp[] = [
  /:\/\/[^/@]*@/,
  /(SharedAccessKey|AccountKey|SharedAccessSignature)=/i,
  /[?&](access_?token|api_?key|auth|code|key|password|secret|sig|signature|token)=/i,
];

/**
 * Checks that an address contains no credential, because the repository would expose it. The message never repeats the
 * address.
 */
export function checkAddress(what: string, address: string): string | undefined {
  const holds = [...SECRET_ADDRESSES, ...SECRET_PARTS].some((pattern) => pattern.test(address));
  return holds
    ? `${what} holds a credential: put it under the key "address" into the Secret that secretRef names, and leave it out here`
    : undefined;
}
