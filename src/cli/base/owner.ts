/** The organisation in a repository's URL: `acme` of `https://github.com/acme/fleet`. */
export function ownerOf(repository: string): string {
  return repository.split('/').at(-2) ?? 'acme';
}
