import type { DiffFile } from 'hero-claude-sdk';
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { diffSummary, fileDiff } from './diff-view.ts';

const plain = pc.createColors(false);

function file(change: Partial<DiffFile>): DiffFile {
  return {
    path: 'src/a.sh',
    status: 'modified',
    old_mode: '100644',
    new_mode: '100644',
    binary: false,
    additions: 1,
    deletions: 1,
    truncated: false,
    ...change,
  };
}

it('shows a change as git does, so that it can be applied', () => {
  expect(fileDiff(file({ patch: '@@ -1 +1 @@\n-a\n+b\n' }), plain)).toBe(
    'diff --git a/src/a.sh b/src/a.sh\n--- a/src/a.sh\n+++ b/src/a.sh\n@@ -1 +1 @@\n-a\n+b',
  );
});

it('shows new, deleted, moved and binary files', () => {
  expect(
    fileDiff(
      file({ status: 'added', old_mode: '000000', new_mode: '100755', patch: '@@ -0,0 +1 @@\n+x\n' }),
      plain,
    ),
  ).toBe(
    'diff --git a/src/a.sh b/src/a.sh\nnew file mode 100755\n--- /dev/null\n+++ b/src/a.sh\n@@ -0,0 +1 @@\n+x',
  );
  expect(fileDiff(file({ status: 'deleted', new_mode: '000000' }), plain)).toContain(
    'deleted file mode 100644',
  );
  expect(fileDiff(file({ status: 'renamed', old_path: 'b.sh' }), plain)).toBe(
    'diff --git a/b.sh b/src/a.sh\nrename from b.sh\nrename to src/a.sh',
  );
  expect(fileDiff(file({ binary: true }), plain)).toContain('Binary files a/src/a.sh and b/src/a.sh differ');
});

it('colours lines on a terminal and shows controls of the agent in either case', () => {
  const shown = fileDiff(
    file({ path: 'e\u202evil', patch: '@@ -1 +1 @@\n-a\n+b\u001b[2J\r\n' }),
    pc.createColors(true),
  );
  expect(shown).toContain('\u001b[32m+b\\x1b[2J\\r\u001b[39m');
  expect(shown).toContain('e\\u202evil');
});

it('sums up', () => {
  const repo = {
    name: 'shop',
    from: null,
    to: null,
    files_changed: 2,
    additions: 3,
    deletions: 1,
    files: [],
    next: null,
  };
  expect(diffSummary(repo)).toBe('shop: 2 files changed, +3 -1');
  expect(diffSummary({ ...repo, files_changed: 0 })).toBe('shop: no changes');
});
