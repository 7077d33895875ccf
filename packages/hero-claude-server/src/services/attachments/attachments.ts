import { constants, readFileSync } from 'node:fs';
import { chmod, chown, copyFile, link, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { PromptContent } from '../../adapters/claude/control-lines.ts';
import type { UploadStore } from '../../adapters/store/upload-store.ts';
import type { UploadFolder } from '../../adapters/upload-folder.ts';
import { type Attachment, UploadId } from '../../domain/conversation/upload.ts';
import { uploadNotFound } from '../../domain/conversation/upload-errors.ts';
import { type SessionFolder, sessionFolder } from '../../domain/session/session-folder.ts';
import type { Owner } from '../session/folder.ts';
import { promptContent } from './prompt-content.ts';

export interface AttachmentParts {
  store: UploadStore;
  uploads: UploadFolder;
  buildDir: string;
  owner: Owner;
}

/**
 * Files that go with the prompts of a session. The session's own folder keeps them, out of every container; what its
 * containers see are links to them in the folder that is mounted read-only.
 */
export class Attachments {
  readonly #parts: AttachmentParts;

  constructor(parts: AttachmentParts) {
    this.#parts = parts;
  }

  /** @throws upload.not_found */
  check(uploadIds: readonly string[]): Attachment[] {
    return uploadIds.map((upload_id) => {
      const upload = this.#parts.store.get(upload_id);
      if (upload === undefined) throw uploadNotFound({ upload_id });
      return upload;
    });
  }

  /**
   * Gives a session its own copies for a prompt that will be queued or said; doing it again changes nothing.
   * @throws upload.not_found
   */
  async attach(sessionId: string, promptUuid: string, uploadIds: readonly string[]): Promise<void> {
    if (uploadIds.length === 0) return;
    const { store, buildDir } = this.#parts;
    const attachments = this.check(uploadIds);
    const folder = sessionFolder(buildDir, sessionId);
    for (const attachment of attachments) {
      await this.#copy(folder, attachment);
      await this.#show(folder, attachment.upload_id, attachment.name);
    }
    store.attach(sessionId, promptUuid, attachments);
  }

  of(sessionId: string, promptUuid: string): Attachment[] {
    return this.#parts.store.attached(sessionId, promptUuid);
  }

  /** A prompt with what goes with it. Reads at once, so that nothing happens between a look at the agent and the prompt. */
  content(sessionId: string, promptUuid: string, text: string): PromptContent {
    const attachments = this.of(sessionId, promptUuid);
    if (attachments.length === 0) return text;
    const folder = sessionFolder(this.#parts.buildDir, sessionId);
    return promptContent(text, attachments, ({ upload_id, name }) =>
      readFileSync(join(folder.attachments, upload_id, name)),
    );
  }

  /** Shows a new container everything that was ever attached. */
  async show(folder: SessionFolder): Promise<void> {
    for (const uploadId of await readdir(folder.attachments).catch(() => [])) {
      if (!UploadId.safeParse(uploadId).success) continue;
      for (const name of await readdir(join(folder.attachments, uploadId)).catch(() => []))
        await this.#show(folder, uploadId, name);
    }
  }

  async #copy(folder: SessionFolder, { upload_id, name }: Attachment): Promise<void> {
    const dir = join(folder.attachments, upload_id);
    const whole = join(dir, name);
    await mkdir(dir, { recursive: true, mode: 0o700 });
    // Beside the folder: within it a person may have given any name.
    const copy = `${dir}.partial`;
    await copyFile(this.#parts.uploads.pathOf(upload_id), copy, constants.COPYFILE_FICLONE);
    await this.#allow(copy, 0o640);
    await rename(copy, whole);
  }

  async #show(folder: SessionFolder, uploadId: string, name: string): Promise<void> {
    const shown = join(folder.cfg, 'attachments');
    for (const dir of [shown, join(shown, uploadId)]) {
      await mkdir(dir, { recursive: true });
      await this.#allow(dir, 0o750);
    }
    await link(join(folder.attachments, uploadId, name), join(shown, uploadId, name)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }

  /** The container's group reads, nobody else does. */
  async #allow(path: string, mode: number): Promise<void> {
    if (process.getuid?.() === 0) await chown(path, 0, this.#parts.owner.gid);
    await chmod(path, mode);
  }
}
