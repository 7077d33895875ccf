import { rawPathText } from '../../../domain/session/raw-path.ts';
import { type ChangedFile, submoduleMode } from '../diff/changed-files.ts';

/** What a person should know about a delivery before they merge it. */
export function deliveryNotes(changes: readonly ChangedFile[]): string[] {
  return changes.flatMap((file) => {
    const path = rawPathText(file.path);
    const before = file.oldMode === submoduleMode;
    const after = file.newMode === submoduleMode;
    if (before && after) {
      return [
        `the submodule ${path} moves from ${short(file.oldOid)} to ${short(file.newOid)}; ${elsewhere}`,
      ];
    }
    if (after) return [`the submodule ${path} is added at ${short(file.newOid)}; ${elsewhere}`];
    if (before) return [`the submodule ${path} is removed`];
    if (path === '.gitmodules') return ['.gitmodules changes: look at the addresses of the submodules'];
    return [];
  });
}

const elsewhere = 'commits made inside a submodule are not delivered';

function short(oid: string): string {
  return oid.slice(0, 12);
}
