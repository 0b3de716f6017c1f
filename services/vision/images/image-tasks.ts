import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type ImageLimits, type ImageProblem, inspectImage, openImage } from "../../shared/images/index.ts";
import type { Tasks } from "../../shared/worker-pool/index.ts";
import { type ImageTaskProblem, measureImage } from "./measure-image.ts";

// Imports neither the contract nor the library, because every import delays the start of a worker process.

/** The input of every task. The process reads the file itself, so that the content never takes memory of the server. */
export interface ImageTaskInput {
  readonly path: string;
  /** Expected SHA-256 of the file, hexadecimal; undefined for a file that was just received. */
  readonly sha256: string | undefined;
  readonly limits: ImageLimits;
}

/** Models scale larger images down, and every byte takes time to send. In pixels on the longer side. */
const previewSize = 1_024;

/** Creates a task that reads its file first. A missing or changed file is reported as damaged. */
function withContent<Result>(
  work: (content: Uint8Array, limits: ImageLimits) => Promise<Result>,
): (input: ImageTaskInput) => Promise<Result | ImageTaskProblem> {
  return async ({ path, sha256, limits }) => {
    const content = read(path);
    if (content === undefined) return "damaged";
    const isChanged = sha256 !== undefined && createHash("sha256").update(content).digest("hex") !== sha256;
    return isChanged ? "damaged" : await work(content, limits);
  };
}

function read(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

async function preview(content: Uint8Array, limits: ImageLimits): Promise<Uint8Array | ImageProblem> {
  const image = await openImage(content, limits);
  if (typeof image === "string") return image;
  return await image
    .flatten({ background: "#ffffff" })
    .resize(previewSize, previewSize, { fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 85 })
    .toBuffer();
}

export const tasks: Tasks = {
  inspect: withContent(inspectImage),
  measure: withContent(measureImage),
  preview: withContent(preview),
};
