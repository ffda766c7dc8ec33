import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** A page as a browser has it: where its links lead, and what links can lead to within it. */
interface Html {
  readonly links: readonly string[];
  readonly ids: ReadonlySet<string>;
}

/**
 * The links of a built site that lead nowhere within it: to a file that is not there, to an anchor that the page does not
 * have, or out of the site's folder. Links to other hosts are not followed.
 */
export function brokenLinks(site: string): string[] {
  const files = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  const pages = new Map(files.map((file) => [resolve(site, file), read(join(site, file))] as const));
  const problem = (page: string, link: string): string | undefined => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : resolve(dirname(page), decodeURIComponent(path.replace(/\?.*$/, '')));
    if (relative(site, target).startsWith('..')) return 'leads out of the site';
    if (!existsSync(target) || statSync(target).isDirectory()) return 'is not there';
    const isMissing = anchor && pages.get(target)?.ids.has(decodeURIComponent(anchor)) === false;
    return isMissing ? 'has no such anchor' : undefined;
  };
  return [...pages].flatMap(([page, { links }]) =>
    links.flatMap((link) => {
      const found = problem(page, link);
      return found === undefined ? [] : [`${relative(site, page)}: ${link} ${found}`];
    }),
  );
}

function read(file: string): Html {
  const html = readFileSync(file, 'utf8').replace(/<script\b[^>]*>.*?<\/script>/gs, (script) =>
    script.slice(0, script.indexOf('>') + 1),
  );
  const values = (names: string) =>
    [...html.matchAll(new RegExp(`<[a-z][^>]*?\\s(?:${names})="([^"]*)"`, 'g'))].map(([, value]) =>
      value!.replaceAll('&amp;', '&'),
    );
  return {
    links: values('href|src').filter((link) => !/^(?:[a-z][a-z+.-]*:|\/\/)/.test(link)),
    ids: new Set(values('id|name')),
  };
}
