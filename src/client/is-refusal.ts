import { own } from "./own.ts";

/** Tells an error that came with the status of a success: truthy where the body is one. */
export function isRefusal(body: unknown): unknown {
  const get = (key: string): unknown => own(body, key);
  const isFailed = (get("error") || get("message")) && /^(err|fail)/.test(get("status") as string);
  return get("success") === false || get("ok") === false || (!get("data") && (isFailed || own(get("errors"), 0)));
}
