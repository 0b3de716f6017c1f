/** Decodes images from callers within limits on pixels, sides and inflated data. Used only in worker processes. */
export {
  type ImageInfo,
  type ImageLimits,
  type ImageProblem,
  inspectImage,
  openImage,
} from "./inspect-image.ts";
