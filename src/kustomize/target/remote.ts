/** Whether a path of a list is an address that kustomize fetches, as far as it is no file of the tree. */
export function isRemote(path: string): boolean {
  if (/^https?:\/\//i.test(path)) return true;
  const [address = ''] = path.replace(/^git::/i, '').split('?');
  if (/^(?:ssh|https?|file):\/\/./i.test(address))
    return hasRepository(address.replace(/^[a-z]+:\/\//i, '').replace(/^[^/:]*[/:]/, ''));
  const [, host, rest] = /^((?:[a-zA-Z][a-zA-Z0-9-]*@)[^/:]+|github\.com)[/:](.*)$/i.exec(address) ?? [];
  return host !== undefined && hasRepository(rest!);
}

/** Whether a path on a host names a repository: a mark within it, or an owner and a name. */
function hasRepository(path: string): boolean {
  return /_git\/|\/\/|\.git/.test(path) || path.split('/').length >= 2;
}

/** An address without a login. */
export function hideLogin(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}
