import { isPlaceholder, isReference } from './values';

/** A password as an argument: a literal, in quotes or not; variables and substitutions begin otherwise. */
const ARGUMENT = '["\']?([^\\s"\'$`(){}<>|;&-][^\\s"\'|;&]{2,127})';

/** The rest of one command. */
const REST = '(?:[^\\n|;&]*?\\s)??';

const after = (tools: string, flag: string) => new RegExp(`\\b(?:${tools})\\s${REST}${flag}${ARGUMENT}`, 'g');

const LOGINS = '(?:docker|podman|nerdctl|buildah|skopeo|crane|oras|oc|cf|az|az acr|helm registry)\\s+login';

/** Flags of tools that take a password, as long as no name says so. */
const FLAGS: readonly RegExp[] = [
  // A blank after this flag makes these tools ask for the password.
  after('mysql(?:sh|dump|admin|import|check|show|slap)?|mariadb(?:-(?:dump|admin|import|check))?|7z[ar]?', '-p'),
  after(`sshpass|mongo(?:sh|dump|restore|export|import|stat)?|cqlsh|rabbitmqadmin|${LOGINS}`, '-p[ =]?'),
  after('redis-cli|valkey-cli|keydb-cli', '-a[ =]'),
  after('ldap(?:search|modify|add|delete|whoami|passwd|modrdn|compare)', '-w[ =]?'),
  after('sqlcmd|bcp|isql|tsql|zip|unzip', '-P[ =]?'),
  after('smbclient|rpcclient', '-U[ =]?["\']?[^\\s%"\']{1,64}%'),
  after('openssl', '-pass(?:in|out)? pass:'),
  /\bhtpasswd\s+-[A-Za-z]*b[A-Za-z]*(?:\s+[^\s|;&]+){1,3}?\s+([^\s"'$`|;&<>-][^\s"'|;&<>]{2,})(?=\s*(?:$|[|;&>\n]))/g,
  /\becho\s+(?:-n\s+)?["']?([^\s"'$`|]{4,})["']?\s*\|[^\n|]*--password-stdin/g,
  /\becho\s+(?:-n\s+)?["']?[\w.-]{1,64}:([^\s"'$`|]{3,})["']?\s*\|\s*chpasswd/g,
];

/** Names of the tools, for a cheap search. */
export const COMMANDS =
  /mysql|mariadb|\b7z|sshpass|mongo|cqlsh|rabbitmqadmin|login |redis-cli|valkey-cli|keydb-cli|ldap|sqlcmd|\bbcp|\b[it]sql|\b(?:un)?zip|(?:smb|rpc)client|openssl|htpasswd|--password-stdin|chpasswd/;

/** The passwords in command lines of a text, each with its position. */
export function* commandPasswords(text: string): Generator<{ readonly value: string; readonly index: number }> {
  for (const flag of FLAGS) {
    for (const match of text.matchAll(flag)) {
      const value = match[1] ?? '';
      // A few digits behind such a flag are rather a port.
      if (isPlaceholder(value) || isReference(value) || /^[0-9]{1,5}$/.test(value)) continue;
      yield { value, index: match.index + match[0].lastIndexOf(value) };
    }
  }
}
