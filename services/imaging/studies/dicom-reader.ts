import { WorkLimitError, workerPool } from "../../shared/worker-pool/index.ts";
import { type DicomHeader, hasPixelData, headerBytes, readDicomHeader } from "./dicom.ts";
import type { HeaderTaskInput } from "./dicom-tasks.ts";

/** Reads the headers of uploaded DICOM files without blocking the thread that serves responses. */
export interface DicomReader {
  /**
   * Reads a header.
   *
   * @param account the account that pays for the work
   * @param head the first bytes of the file, at most `headerBytes`
   * @param fileBytes length of the whole file, in bytes
   * @returns the header, or the problem as the predicate of "The file …"
   */
  read(account: string, head: Uint8Array, fileBytes: number): Promise<DicomHeader | string>;
  /** Stops the worker processes. */
  close(): void;
}

/** Most headers end within this length, which holds at most 2,000 elements and takes a few milliseconds. In bytes. */
const shortBytes = 16 * 1024;
/** The longest header with the smallest elements takes about a second. In milliseconds. */
const limits = { deadlineMs: 10_000, cpuMs: 3_000 } as const;

/** Creates the reader. It starts a worker process for the first long header. */
export function dicomReader(): DicomReader {
  const pool = workerPool({ module: new URL("dicom-tasks.ts", import.meta.url) });
  return {
    async read(account, head, fileBytes) {
      const start = head.subarray(0, shortBytes);
      if (head.byteLength <= shortBytes || hasPixelData(start)) return readDicomHeader(start, fileBytes);
      const input: HeaderTaskInput = { head: head.subarray(0, headerBytes), fileBytes };
      try {
        return await pool.run<DicomHeader | string>("header", input, { account, ...limits });
      } catch (error) {
        if (error instanceof WorkLimitError && error.limit !== "waiting") return "has too many elements in its header";
        throw error;
      }
    },
    close: () => pool.close(),
  };
}
