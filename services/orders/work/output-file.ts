import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import type { ReceivedFile } from "../../shared/files/index.ts";

/** The file that a task writes. Uses synchronous calls, because a worker process runs one task at a time. */
export interface OutputFile {
  /** Bytes written so far. */
  readonly bytes: number;
  /** Appends text in UTF-8, or bytes. @throws ResultTooLarge */
  write(chunk: string | Uint8Array): void;
  /** Writes everything to disk. */
  finish(): ReceivedFile;
}

/** Reports that a result exceeds its limit, so that small input cannot fill the disk. */
export class ResultTooLarge extends Error {
  override readonly name = "ResultTooLarge";
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`the result has more than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

const bufferBytes = 256 * 1024;

/**
 * Creates a file for the result of a task, and closes it when `work` has ended.
 *
 * @param maxBytes limit on its size, in bytes
 */
export async function withOutput<Result>(
  path: string,
  maxBytes: number,
  work: (output: OutputFile) => Result | Promise<Result>,
): Promise<Result> {
  const file = openSync(path, "w");
  try {
    return await work(outputFile(file, maxBytes));
  } finally {
    closeSync(file);
  }
}

function outputFile(file: number, maxBytes: number): OutputFile {
  const hash = createHash("sha256");
  let buffered: Uint8Array[] = [];
  let [bytes, flushedBytes] = [0, 0];

  function flush(): void {
    const data = Buffer.concat(buffered);
    for (let offset = 0; offset < data.byteLength; ) offset += writeSync(file, data, offset);
    hash.update(data);
    buffered = [];
    flushedBytes = bytes;
  }

  return {
    get bytes() {
      return bytes;
    },
    write(chunk) {
      const data = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      bytes += data.byteLength;
      if (bytes > maxBytes) throw new ResultTooLarge(maxBytes);
      buffered.push(data);
      if (bytes - flushedBytes >= bufferBytes) flush();
    },
    finish() {
      flush();
      fsyncSync(file);
      return { bytes, sha256: hash.digest("hex") };
    },
  };
}
