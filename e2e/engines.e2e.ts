import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as Engines from './harness/engines';
import { removeTemporaryDirectory, temporaryDirectory } from './harness/reaper';

describe('etcd', () => {
  const environment = process.env;
  let directory: string;
  let packaged: string;

  beforeAll(async () => {
    directory = await temporaryDirectory('engines');
    packaged = join(directory, 'bin', 'etcd');
    await mkdir(join(directory, 'bin'));
    await mkdir(join(directory, 'empty'));
    await writeFile(packaged, '');
    await chmod(packaged, 0o755);
  });

  afterEach(() => {
    process.env = environment;
  });

  afterAll(() => removeTemporaryDirectory(directory));

  /** What etcd is taken with a folder alone on PATH. */
  const etcd = (folder: 'bin' | 'empty', origin?: string): Promise<string> => {
    const own = { PATH: join(directory, folder), XDG_CACHE_HOME: directory };
    process.env = { ...own, ...(origin !== undefined && { E2E_ETCD: origin }) };
    // Each module remembers what it has found.
    jest.resetModules();
    return jest.requireActual<typeof Engines>('./harness/engines').ensureEngine('etcd');
  };

  it('comes from PATH', async () => {
    expect(await etcd('bin')).toBe(packaged);
    expect(await etcd('bin', 'path')).toBe(packaged);
  });

  it('is built when PATH has none, or is to be ignored', async () => {
    // Nothing is cached and PATH has no Go either, so that building fails at once.
    await expect(etcd('empty')).rejects.toThrow('engine etcd: cannot run "go"');
    await expect(etcd('bin', 'built')).rejects.toThrow('engine etcd: cannot run "go"');
  });

  it('is missing when it has to come from PATH and PATH has none', async () => {
    await expect(etcd('empty', 'path')).rejects.toThrow('E2E_ETCD is "path", but PATH has no etcd');
  });

  it('comes from nowhere else', async () => {
    await expect(etcd('bin', 'elsewhere')).rejects.toThrow('E2E_ETCD is "elsewhere": choose "built" or "path"');
  });
});
