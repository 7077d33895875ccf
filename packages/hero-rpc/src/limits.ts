/** A longer HTTP body is refused with 413 before it is read whole. */
export const maxBodyBytes = 8 * 1024 * 1024;

/** A batch with more calls is refused as a whole. */
export const maxBatch = 50;
