import { pdf } from "../contract.ts";
import type { ObjectStore } from "./object-store.ts";

/** Makes whatever a store fails with the one documented error: a vendor's detail stays in the log. */
export function documented(store: ObjectStore): ObjectStore {
  async function run<Result>(verb: string, work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
    try {
      return await work;
    } catch (cause) {
      // Nobody waits any more, and nothing failed.
      if (signal?.aborted) throw signal.reason;
      throw pdf.error.S3_ERROR(undefined, { cause, note: `${verb} failed` });
    }
  }
  return {
    put: (key, bytes, signal) => run("put", store.put(key, bytes, signal), signal),
    get: (key, signal) => run("get", store.get(key, signal), signal),
    remove: (key) => run("remove", store.remove(key)),
  };
}
