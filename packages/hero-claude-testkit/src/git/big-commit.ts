import { git } from './git.ts';

const filesPerFolder = 100;

/** Adds `count` small files in one commit on main by fast-import, then checks them out. */
export async function bigCommit(dir: string, count: number): Promise<void> {
  const parts = [
    'commit refs/heads/main\n',
    'committer Test Person <person@example.test> 1767780000 +0000\n',
    data(`Add ${count} files`),
    'from refs/heads/main^0\n',
  ];
  for (let index = 0; index < count; index++) {
    const folder = String(Math.floor(index / filesPerFolder)).padStart(4, '0');
    parts.push(
      `M 100644 inline big/${folder}/file-${index}.txt\n`,
      data(`file ${index}\n${'x'.repeat(index % 900)}\n`),
    );
  }
  await git(dir, ['fast-import', '--quiet'], { input: `${parts.join('')}\n` });
  await git(dir, ['-c', 'checkout.workers=4', 'reset', '--quiet', '--hard', 'main']);
}

function data(content: string): string {
  return `data ${Buffer.byteLength(content)}\n${content}\n`;
}
