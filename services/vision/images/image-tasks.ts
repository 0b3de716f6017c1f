import { type ImageLimits, type ImageProblem, inspectImage, openImage } from "../../shared/images/index.ts";
import { serveTasks } from "../../shared/worker-pool/index.ts";
import { vision } from "../contract.ts";
import { measureImage } from "./measure-image.ts";

/** Models scale larger images down, and every byte takes time to send. In pixels on the longer side. */
const previewSize = 1_024;

const limits: ImageLimits = { maxPixels: vision.limits.imagePixels };

async function preview(content: Uint8Array): Promise<Uint8Array | ImageProblem> {
  const image = await openImage(content, limits);
  if (typeof image === "string") return image;
  return await image
    .flatten({ background: "#ffffff" })
    .resize(previewSize, previewSize, { fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 85 })
    .toBuffer();
}

serveTasks({
  inspect: (content: Uint8Array) => inspectImage(content, limits),
  measure: (content: Uint8Array) => measureImage(content, limits),
  preview,
});
