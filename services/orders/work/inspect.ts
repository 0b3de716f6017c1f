import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { fileTypeFromBuffer } from "file-type";
import { decodeImage } from "./images/decode-image.ts";
import type { InspectOptions } from "./order-types.ts";
import { readTaskFile, type Task, type TaskFile, type TaskResult } from "./task.ts";

/** Reports the checksums of files, the type of their content, and whether their extension matches it. */
export async function inspect({ files, quantity }: Task<InspectOptions>): Promise<TaskResult> {
  const reports = [];
  for (const file of files) reports.push(await inspectFile(file));
  return { kind: "success", report: { files: reports }, units: quantity };
}

async function inspectFile(file: TaskFile): Promise<Record<string, unknown>> {
  const bytes = readTaskFile(file);
  // Inflates at most 1 MiB of one entry of an archive, so its size does not matter.
  const type = await fileTypeFromBuffer(bytes);
  const text = type === undefined ? countText(bytes) : undefined;
  const extension = /\.([^.]+)$/.exec(file.fileName)?.[1]?.toLowerCase() ?? null;
  return {
    fileName: file.fileName,
    bytes: bytes.byteLength,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    md5: createHash("md5").update(bytes).digest("hex"),
    crc32: crc32(bytes).toString(16).padStart(8, "0"),
    detected: type?.mime ?? (text === undefined ? null : "text/plain"),
    extension,
    extensionFits: type === undefined ? null : type.ext === extension || (type.ext === "jpg" && extension === "jpeg"),
    ...(type?.mime.startsWith("image/") && (await imageInfo(type.mime, bytes))),
    ...(text !== undefined && { text }),
  };
}

/** Formats that are decoded. */
const decodable = new Set(["image/png", "image/apng", "image/jpeg", "image/webp", "image/gif", "image/avif"]);

/** Returns the dimensions of an image, or null and the reason if it cannot be decoded within the limits. */
async function imageInfo(mediaType: string, bytes: Uint8Array): Promise<Record<string, unknown>> {
  if (!decodable.has(mediaType)) return { image: null, imageProblem: "format_not_supported" };
  const decoded = await decodeImage(bytes);
  if (typeof decoded === "string") return { image: null, imageProblem: decoded };
  const { width, height, channels, hasAlpha } = decoded.metadata;
  return { image: { width, height, channels, hasAlpha } };
}

const pieceBytes = 64 * 1024;

/** Counts characters and lines; undefined if the content is not text in UTF-8. */
function countText(bytes: Uint8Array): { readonly characters: number; readonly lines: number } | undefined {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [characters, lines, last] = [0, 0, "\n"];
  try {
    for (let start = 0; start < bytes.byteLength; start += pieceBytes) {
      const end = start + pieceBytes;
      const piece = decoder.decode(bytes.subarray(start, end), { stream: end < bytes.byteLength });
      for (const character of piece) {
        if (character === "\0") return undefined;
        characters += 1;
        if (character === "\n") lines += 1;
        last = character;
      }
    }
  } catch {
    return undefined;
  }
  return { characters, lines: last === "\n" ? lines : lines + 1 };
}
