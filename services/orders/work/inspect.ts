import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { fileTypeFromBuffer } from "file-type";
import sharp from "sharp";
import type { InspectOptions } from "./order-types.ts";
import type { Task, TaskFile, TaskResult } from "./task.ts";

/** Reports the checksums of files, the type of their content, and whether their extension matches it. */
export async function inspect({ files, quantity }: Task<InspectOptions>): Promise<TaskResult> {
  const reports = [];
  for (const file of files) reports.push(await inspectOne(file));
  return { kind: "success", report: { files: reports }, units: quantity };
}

async function inspectOne({ fileName, bytes }: TaskFile): Promise<Record<string, unknown>> {
  const type = await fileTypeFromBuffer(bytes);
  const text = type === undefined ? textOf(bytes) : undefined;
  const extension = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? null;
  return {
    fileName,
    bytes: bytes.byteLength,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    md5: createHash("md5").update(bytes).digest("hex"),
    crc32: crc32(bytes).toString(16).padStart(8, "0"),
    detected: type?.mime ?? (text === undefined ? null : "text/plain"),
    extension,
    extensionFits: type === undefined ? null : type.ext === extension || (type.ext === "jpg" && extension === "jpeg"),
    ...(type?.mime.startsWith("image/") && { image: await imageOf(bytes) }),
    ...(text !== undefined && { text }),
  };
}

/** Returns the dimensions of an image; null if it cannot be decoded. */
async function imageOf(bytes: Uint8Array): Promise<Record<string, unknown> | null> {
  try {
    const image = sharp(bytes, { failOn: "error" });
    const { width, height, channels, hasAlpha } = await image.metadata();
    await image.stats();
    return { width, height, channels, hasAlpha };
  } catch {
    return null;
  }
}

/** Counts characters and lines; undefined if the content is not text in UTF-8. */
function textOf(bytes: Uint8Array): Record<string, number> | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text.includes("\0")) return undefined;
    return { characters: [...text].length, lines: text === "" ? 0 : text.replace(/\n$/, "").split("\n").length };
  } catch {
    return undefined;
  }
}
