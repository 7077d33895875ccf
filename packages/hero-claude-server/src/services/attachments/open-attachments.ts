import { join } from 'node:path';
import type { Database } from '../../adapters/store/database.ts';
import { UploadStore } from '../../adapters/store/upload-store.ts';
import { UploadFolder } from '../../adapters/upload-folder.ts';
import type { Config } from '../../config.ts';
import type { OperationLog } from '../operation-log.ts';
import type { Owner } from '../session/folder.ts';
import { Attachments } from './attachments.ts';
import { UploadService } from './upload-service.ts';

/** What people send ahead of prompts, and what of it goes with them. */
export function openAttachments(parts: {
  db: Database;
  config: Pick<Config, 'dataDir' | 'buildDir' | 'uploadLimitBytes'>;
  operations: OperationLog;
  owner: Owner;
}): { uploads: UploadService; attachments: Attachments } {
  const { db, config, operations, owner } = parts;
  const store = new UploadStore(db);
  const folder = new UploadFolder(join(config.dataDir, 'uploads'));
  return {
    uploads: new UploadService({ store, folder, operations, limitBytes: config.uploadLimitBytes }),
    attachments: new Attachments({ store, uploads: folder, buildDir: config.buildDir, owner }),
  };
}
