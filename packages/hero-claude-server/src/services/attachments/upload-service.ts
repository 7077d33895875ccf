import type { Readable } from 'node:stream';
import type { UploadStore } from '../../adapters/store/upload-store.ts';
import type { UploadFolder } from '../../adapters/upload-folder.ts';
import { type Attachment, safeFileName } from '../../domain/conversation/upload.ts';
import { uploadNoRoom, uploadTooLarge } from '../../domain/conversation/upload-errors.ts';
import type { OperationLog } from '../operation-log.ts';

export interface UploadRequest {
  body: Readable;
  name: string;
  mediaType: string | undefined;
  /** As the sender says; undefined when it does not know. */
  size: number | undefined;
  user: string | undefined;
}

export interface UploadParts {
  store: UploadStore;
  folder: UploadFolder;
  operations: OperationLog;
  limitBytes: number;
  keepMs?: number;
}

const dayMs = 86_400_000;
const sweepEveryMs = 3_600_000;
const maxUploads = 1000;
/** All uploads together may hold so many times the limit of one. */
const roomFactor = 20;
const mediaTypeForm = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;

/** Files that people send ahead of a prompt. */
export class UploadService {
  readonly #parts: UploadParts;
  #underWay = 0;

  constructor(parts: UploadParts) {
    this.#parts = parts;
  }

  /**
   * Takes a file in.
   * @throws upload.too_large, upload.no_room, upload.cut
   */
  async receive({ body, name, mediaType, size, user }: UploadRequest): Promise<Attachment> {
    const { store, folder, operations, limitBytes } = this.#parts;
    if ((size ?? 0) > limitBytes) throw uploadTooLarge({ limit_bytes: limitBytes });
    const { uploads, bytes } = store.held();
    const held = bytes + this.#underWay * limitBytes;
    if (uploads + this.#underWay >= maxUploads || held + (size ?? limitBytes) > roomFactor * limitBytes)
      throw uploadNoRoom({ held_bytes: bytes, uploads });
    this.#underWay += 1;
    try {
      // A refusal must not cut the connection that its answer goes over.
      const received = await folder.receive(body.iterator({ destroyOnReturn: false }), limitBytes);
      const type = mediaType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
      const upload = {
        upload_id: received.uploadId,
        name: safeFileName(name),
        size: received.size,
        media_type: mediaTypeForm.test(type) ? type : 'application/octet-stream',
        sha256: received.sha256,
      };
      store.add(upload, user ?? null, Date.now());
      operations.record({ operation: 'upload', message: `${upload.name}, ${upload.size} bytes`, user });
      return upload;
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Removes what a crash left and what has expired: now and every hour. */
  sweep(failed: (error: unknown) => void): Disposable {
    const { store, folder, keepMs = dayMs } = this.#parts;
    const look = async () => {
      await folder.remove(store.forgetBefore(Date.now() - keepMs));
    };
    folder.sweep(store.ids()).then(look).catch(failed);
    const timer = setInterval(() => void look().catch(failed), sweepEveryMs);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  }
}
