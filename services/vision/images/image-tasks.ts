import { type ImageProblem, inspectImage, openImage } from "../../shared/images/index.ts";
import { serveTasks } from "../../shared/worker-pool/index.ts";
import { measureImage } from "./measure-image.ts";

// Imports neither the contract nor the library, because every import delays the start of a worker process.

/** The input of every task. */
export interface ImageTaskInput {
  readonly content: Uint8Array;
  readonly maxPixels: number;
}

/** Models scale larger images down, and every byte takes time to send. In pixels on the longer side. */
const previewSize = 1_024;

async function preview({ content, ...limits }: ImageTaskInput): Promise<Uint8Array | ImageProblem> {
  const image = await openImage(content, limits);
  if (typeof image === "string") return image;
  return await image
    .flatten({ background: "#ffffff" })
    .resize(previewSize, previewSize, { fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 85 })
    .toBuffer();
}

serveTasks({
  inspect: ({ content, ...limits }: ImageTaskInput) => inspectImage(content, limits),
  measure: ({ content, ...limits }: ImageTaskInput) => measureImage(content, limits),
  preview,
});
