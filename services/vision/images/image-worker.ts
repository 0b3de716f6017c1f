import type { ApiError } from "errata";
import type { ImageInfo } from "../../shared/images/index.ts";
import { WorkLimitError, workerPool } from "../../shared/worker-pool/index.ts";
import type { Account } from "../accounts/account.ts";
import { vision } from "../contract.ts";
import type { ImageTaskInput } from "./image-tasks.ts";
import type { ImageTaskProblem, Measurements } from "./measure-image.ts";

/** Decodes images in separate processes, with limits on time and memory. Accounts take turns. */
export interface ImageWorker {
  /**
   * Decodes every pixel of every frame.
   *
   * @param imageId the stored image; undefined for an upload
   * @throws IMAGE_PROCESSING_ERROR
   */
  inspect(account: Account, content: Uint8Array, imageId?: string): Promise<ImageInfo>;
  /** Decodes every frame and measures the first one. @throws IMAGE_PROCESSING_ERROR; the signal's reason */
  measure(account: Account, content: Uint8Array, imageId: string, signal: AbortSignal): Promise<Measurements>;
  /** Returns the first frame as a JPEG of at most 1,024 pixels on the longer side. @throws IMAGE_PROCESSING_ERROR; the signal's reason */
  preview(account: Account, content: Uint8Array, imageId: string, signal: AbortSignal): Promise<Uint8Array>;
  /** Stops the processes. */
  close(): void;
}

/** The largest image that is accepted takes less than a second; a longer time means a hostile file. In milliseconds. */
const decodeDeadlineMs = 5_000;

/** The minimum side of an image that can be measured, in pixels. */
const minSide = 8;

/** Creates the worker. Its processes start with the first image. */
export function imageWorker(): ImageWorker {
  const pool = workerPool({ module: new URL("image-tasks.ts", import.meta.url) });

  async function run<Result>(
    task: string,
    account: Account,
    content: Uint8Array,
    imageId?: string,
    signal?: AbortSignal,
  ): Promise<Result> {
    const input: ImageTaskInput = { content, maxPixels: vision.limits.imagePixels };
    const result = await pool
      .run<Result | ImageTaskProblem>(task, input, { account: account.id, deadlineMs: decodeDeadlineMs, signal })
      .catch((error: unknown): ImageTaskProblem => {
        if (error instanceof WorkLimitError && error.limit !== "waiting") return "damaged";
        throw error;
      });
    if (isProblem(result)) throw imageError(result, imageId);
    return result;
  }

  return {
    inspect: (account, content, imageId) => run("inspect", account, content, imageId),
    measure: (account, content, imageId, signal) => run("measure", account, content, imageId, signal),
    preview: (account, content, imageId, signal) => run("preview", account, content, imageId, signal),
    close: () => pool.close(),
  };
}

function isProblem(result: unknown): result is ImageTaskProblem {
  return typeof result === "string";
}

/** Creates the error for an image that cannot be decoded or analysed. */
export function imageError(problem: ImageTaskProblem, imageId?: string, cause?: unknown): ApiError {
  // The published envelope has no details, and a batch has many images, so the message names the image.
  const image = imageId === undefined ? "the image" : `image ${imageId}`;
  const about = imageId === undefined ? {} : { imageId };
  return vision.error.IMAGE_PROCESSING_ERROR({ ...describe(problem, image), ...about }, { cause, note: problem });
}

function describe(problem: ImageTaskProblem, image: string) {
  if (problem === "too_small")
    return { reason: "too_small", problem: `${image} has fewer than ${minSide} pixels on a side` } as const;
  if (problem === "too_many_pixels" || problem === "side_too_long") {
    const limit = problem === "side_too_long" ? "30000 pixels on a side" : `${vision.limits.imagePixels} pixels`;
    return { reason: "too_many_pixels", problem: `${image} has more than ${limit}` } as const;
  }
  return { reason: "damaged", problem: `${image} is damaged or not complete` } as const;
}
