import { open, unlink } from "node:fs/promises";
import type { UploadSink } from "./upload-sink.ts";

/**
 * Makes a sink that writes a new file, readable by its owner only, and syncs it before it counts as received. Choose a
 * temporary name and rename the file once the database knows it; what a crash leaves behind then has no row.
 *
 * @param path name of a file that does not exist yet; its folder does
 * @throws EEXIST from Node when the file exists
 */
export async function fileSink(path: string): Promise<UploadSink> {
  const file = await open(path, "wx+", 0o600);
  let end = 0;
  return {
    async write(chunk) {
      let written = 0;
      while (written < chunk.byteLength) {
        const { bytesWritten } = await file.write(chunk, written, chunk.byteLength - written, end);
        written += bytesWritten;
        end += bytesWritten;
      }
    },
    async read(offset, length) {
      const buffer = new Uint8Array(Math.max(0, Math.min(length, end - offset)));
      const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, offset);
      return buffer.subarray(0, bytesRead);
    },
    async finish() {
      await file.sync();
      await file.close();
    },
    async discard() {
      // `finish` may have closed the file and failed after that.
      await file.close().catch(() => undefined);
      await unlink(path);
    },
  };
}
