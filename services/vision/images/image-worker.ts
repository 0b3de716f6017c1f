import type { ApiError } from "errata";
import { rateLimit } from "errata/guards";
import type { ImageInfo } from "../../shared/images/index.ts";
import type { Counters } from "../../shared/limits/index.ts";
import { type WorkerPool, WorkLimitError, workerPool } from "../../shared/worker-pool/index.ts";
import type { Account } from "../accounts/account.ts";
import { vision } from "../contract.ts";
import type { ImageTaskInput } from "./image-tasks.ts";
import type { ImageTaskProblem } from "./measure-image.ts";
import type { Measurements } from "./measurements.ts";

/** The file of an image. */
export interface ImageFile {
  readonly path: string;
  /** Expected SHA-256 of a stored image, hexadecimal; undefined for an upload. */
  readonly sha256?: string;
  /** Id of a stored image; undefined for an upload. */
  readonly imageId?: string;
}

/**
 * Decodes images in a separate process, with limits on time and memory. Accounts take turns.
 *
 * All methods throw IMAGE_PROCESSING_ERROR, and RATE_LIMIT_ERROR if the account has too many images waiting or had too
 * many that exceeded the limits.
 */
export interface ImageWorker {
  /** Decodes every pixel of every frame. */
  inspect(account: Account, file: ImageFile): Promise<ImageInfo>;
  /** Decodes every frame and measures the first one. @throws the signal's reason */
  measure(account: Account, file: ImageFile, signal: AbortSignal): Promise<Measurements>;
  /** Returns the first frame as a JPEG of at most 1,024 pixels on the longer side. @throws the signal's reason */
  preview(account: Account, file: ImageFile, signal: AbortSignal): Promise<Uint8Array>;
  /** Stops the process. */
  close(): void;
}

/** Longest time of a task, in milliseconds, also on a busy machine, and where the CPU time is not known. */
const decodeDeadlineMs = 10_000;
/** Time after which waiting images have probably been decoded, in milliseconds. */
const retryAfterMs = 2_000;

/** The minimum side of an image that can be measured, in pixels. */
const minSide = 8;

/**
 * Opens the pool of the process that decodes. It starts with the first image. One process bounds the memory of all images
 * together, and most take less than 100 ms.
 */
export function openImagePool(): WorkerPool {
  return workerPool({ module: new URL("image-tasks.ts", import.meta.url), size: 1 });
}

/** Creates the worker. @param decodeMs CPU time for one image, in milliseconds */
export function imageWorker(pool: WorkerPool, counters: Counters, decodeMs: number): ImageWorker {
  const { heavyImagesPerHour, imagePixels, bufferedPixels, webpPixels, avifPixels } = vision.limits;
  const limits = {
    maxPixels: imagePixels,
    maxBufferedPixels: bufferedPixels,
    maxWebpPixels: webpPixels,
    maxAvifPixels: avifPixels,
  };
  const heavyImages = (limit: number) =>
    rateLimit({
      ...counters,
      policies: [{ name: "heavy-images", limit, windowSec: 3_600, algorithm: "sliding-log" }],
      exceeded: (_, options) => vision.error.RATE_LIMIT_ERROR({ reason: "heavy_images" }, options),
    });
  const countHeavyImage = heavyImages(heavyImagesPerHour);
  // Costs nothing, so it is rejected only when the last image of the hour has been counted.
  const checkHeavyImages = heavyImages(heavyImagesPerHour - 1);

  async function run<Result>(task: string, account: Account, file: ImageFile, signal?: AbortSignal): Promise<Result> {
    await checkHeavyImages(account.id, 0);
    const { path, sha256, imageId } = file;
    const input: ImageTaskInput = { path, sha256, limits };
    const work = { account: account.id, deadlineMs: decodeDeadlineMs, cpuMs: decodeMs, signal };
    const result = await pool
      .run<Result | ImageTaskProblem>(task, input, work)
      .catch((error: unknown) => problemOf(error, account));
    if (isProblem(result)) throw imageError(result, imageId);
    return result;
  }

  async function problemOf(error: unknown, account: Account): Promise<ImageTaskProblem> {
    if (!(error instanceof WorkLimitError)) throw error;
    if (error.limit === "waiting")
      throw vision.error.RATE_LIMIT_ERROR({ reason: "waiting_images" }, { cause: error, retryAfterMs });
    // Beyond the limit the next request is rejected; this one reports its own problem.
    await countHeavyImage(account.id).catch(() => undefined);
    return "damaged";
  }

  return {
    inspect: (account, file) => run("inspect", account, file),
    measure: (account, file, signal) => run("measure", account, file, signal),
    preview: (account, file, signal) => run("preview", account, file, signal),
    close: () => pool.close(),
  };
}

function isProblem(result: unknown): result is ImageTaskProblem {
  return typeof result === "string";
}

/** Creates the error for an image that cannot be decoded or analysed. */
export function imageError(problem: ImageTaskProblem, imageId?: string): ApiError {
  // The published envelope has no details, and a batch has many images, so the message names the image.
  const image = imageId === undefined ? "the image" : `image ${imageId}`;
  const about = imageId === undefined ? {} : { imageId };
  return vision.error.IMAGE_PROCESSING_ERROR({ ...describe(problem, image), ...about }, { note: problem });
}

function describe(problem: ImageTaskProblem, image: string) {
  if (problem === "too_small")
    return { reason: "too_small", problem: `${image} has fewer than ${minSide} pixels on a side` } as const;
  if (problem === "too_many_buffered_pixels") {
    const { bufferedPixels, webpPixels, avifPixels } = vision.limits;
    const limit = `${bufferedPixels} as a GIF, a progressive JPEG or an interlaced PNG, ${webpPixels} as a WebP, and ${avifPixels} as an AVIF`;
    return {
      reason: "too_many_pixels",
      problem: `${image} has more pixels than its format may have: ${limit}`,
    } as const;
  }
  if (problem === "too_many_frames")
    return { reason: "too_many_frames", problem: `${image} has more than 2000 frames` } as const;
  if (problem === "too_many_pixels" || problem === "side_too_long") {
    const limit = problem === "side_too_long" ? "30000 pixels on a side" : `${vision.limits.imagePixels} pixels`;
    return { reason: "too_many_pixels", problem: `${image} has more than ${limit}` } as const;
  }
  if (problem === "data_exceeds_size" || problem === "metadata_too_large")
    return { reason: "damaged", problem: `${image} contains more data than its width and height need` } as const;
  return { reason: "damaged", problem: `${image} is damaged or not complete` } as const;
}
