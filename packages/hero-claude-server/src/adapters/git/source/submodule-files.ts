import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type RawPath, rawPathText } from '../../../domain/session/raw-path.ts';
import { openShadow } from '../copy/shadow-repo.ts';
import { listWorkingFiles, type WorkingFiles, type WorkingFilesRules } from '../copy/working-files.ts';
import type { SourceTools } from './open-source.ts';
import { readSourceConfig } from './source-config.ts';
import { readSourceLayout } from './source-layout.ts';

const maxSubmoduleDepth = 5;

/**
 * Adds the files of checked-out submodules, theirs included. The copy holds them as plain files that the outer
 * repository does not look at: a build finds them, a delivery does not.
 */
export async function addSubmoduleFiles(
  tools: SourceTools,
  workTree: string,
  files: WorkingFiles,
  rules: WorkingFilesRules,
  signal?: AbortSignal,
  depth = 1,
): Promise<void> {
  const { git, env, shadowParent } = tools;
  const present = new Set(files.paths);
  for (const path of files.submodules.filter((submodule) => present.has(submodule))) {
    const folder = join(workTree, rawPathText(path));
    if (!(await lstat(folder)).isDirectory()) {
      files.notes.push(`submodule ${rawPathText(path)} is a link and is not followed`);
      continue;
    }
    const source = await readSourceLayout(workTree, rawPathText(path), folder).catch(() => undefined);
    if (!source || source.bare) {
      files.notes.push(`submodule ${rawPathText(path)} is not checked out and stays empty`);
      continue;
    }
    if (depth > maxSubmoduleDepth) continue;
    const config = await readSourceConfig(git, source, env, signal);
    const none = { refs: [], head: { ref: 'refs/heads/none', commit: null } };
    await using shadow = await openShadow(shadowParent, source, config, none);
    const inner = await listWorkingFiles(git, { ...shadow.place, workTree: folder }, rules, signal);
    await addSubmoduleFiles(tools, folder, inner, rules, signal, depth + 1);
    const prefix = `${path}/`;
    files.bytes += inner.bytes;
    files.leftOut = inner.leftOut && files.leftOut?.concat(inner.leftOut.map((name) => `${prefix}${name}`));
    for (const [index, name] of inner.paths.entries()) {
      files.paths.push(`${prefix}${name}` satisfies RawPath);
      files.modifiedAt.push(inner.modifiedAt[index] ?? 0);
    }
    files.notes.push(
      `submodule ${rawPathText(path)}: its files are copied, changes to them are not delivered`,
      ...inner.filtered.map(
        (file) => `not copied, stored by a filter: ${rawPathText(path)}/${rawPathText(file.path)}`,
      ),
      ...inner.notes,
    );
  }
}
