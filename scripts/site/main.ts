import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { brokenLinks } from './links';
import { inOrder, PART_NAMES, sitePage } from './pages';

// Builds the pages of docs as a static site, by TypeDoc's documents, and checks its links.
// The one argument is the folder that it goes to: build/site without it.

const root = join(__dirname, '..', '..');
const work = join(root, '.cache', 'site');

/** Writes the pages for TypeDoc, with what they show and link to beside them. Returns them in the navigation's order. */
function preparePages(): string[] {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    repository: { url: string };
  };
  const home = `${repository.url.replace(/^git\+|\.git$/g, '')}/blob/main/`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  // No code is read: the API reference is made of pages too.
  writeFileSync(join(work, 'none.ts'), '');
  writeFileSync(join(work, 'tsconfig.json'), '{ "files": ["none.ts"] }');
  cpSync(join(root, 'docs'), join(work, 'docs'), { recursive: true });
  const files = readdirSync(join(work, 'docs'), { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(work, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const known = new Set(files);
  const pages = inOrder(files.filter((file) => file.endsWith('.md')));
  for (const file of ['README.md', ...pages]) {
    const page = sitePage(file, readFileSync(join(root, file), 'utf8'), home, (path) => known.has(path));
    writeFileSync(join(work, file), page.text);
  }
  return pages;
}

async function build(out: string): Promise<void> {
  const pages = preparePages();
  const { Application, DocumentReflection, KindRouter } = await import('typedoc');
  const app = await Application.bootstrap({
    name: 'cdk8s-flux-fleet',
    entryPoints: [],
    projectDocuments: pages.map((file) => join(work, file)),
    readme: join(work, 'README.md'),
    tsconfig: join(work, 'tsconfig.json'),
    router: 'pages',
    groupOrder: [...PART_NAMES],
    navigation: { includeGroups: true },
    sort: ['documents-first'],
    sluggerConfiguration: { lowercase: true },
    highlightLanguages: ['typescript', 'shellscript', 'yaml', 'json', 'diff'],
    // The links of the built pages are checked below.
    validation: { invalidLink: false, invalidPath: false },
    hideGenerator: true,
    disableSources: true,
    logLevel: 'Error',
  });
  app.renderer.defineRouter(
    'pages',
    class extends KindRouter {
      /** A page has the address of its file. */
      public override getIdealBaseName(
        reflection: Parameters<InstanceType<typeof KindRouter>['getIdealBaseName']>[0],
      ): string {
        const file = reflection.project.files.getReflectionPath(reflection);
        if (!(reflection instanceof DocumentReflection) || file === undefined)
          return super.getIdealBaseName(reflection);
        const path = relative(join(work, 'docs'), file).split(sep).join('/');
        return path.replace(/\.md$/, '').replace(/(^|\/)README$/, '$1index');
      }
    },
  );
  const project = await app.convert();
  if (!project) throw new Error('TypeDoc made no pages');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(dirname(out), { recursive: true });
  await app.generateDocs(project, out);
  if (app.logger.hasErrors()) throw new Error('TypeDoc reported errors, see above');
  const broken = brokenLinks(out);
  if (broken.length > 0) throw new Error(`links that lead nowhere:\n${broken.join('\n')}`);
  console.log(`${pages.length + 1} pages in ${relative(process.cwd(), out) || '.'}`);
}

build(process.argv[2] ?? join(root, 'build', 'site')).catch((error: unknown) => {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
