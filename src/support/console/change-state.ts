import { hashKey } from "../archive/index.ts";
import type { Reply } from "./http.ts";
import { linkTo } from "./pages/index.ts";
import { type CodeMatch, readQuestion } from "./question/index.ts";
import { effectsOf, findPage, hasEffects, messagePage, notFound, type Scope } from "./render-page.tsx";

/** Handles the form of a path. */
export async function changeState(scope: Scope, path: readonly string[], form: URLSearchParams): Promise<Reply> {
  const [section, id, action, ...rest] = path;
  if (section === "find" && id === undefined) return await answerQuestion(scope, form.get("q") ?? "");
  if (section === "tenants" && id !== undefined && action === "erase" && rest.length === 0)
    return await eraseTenant(scope, id, form.get("confirm") ?? "");
  const [, queue = "", job = "", verb] = path;
  if (section === "jobs" && verb === "retry" && path.length === 4) return await retryJob(scope, queue, job);
  return notFound(scope.context);
}

/** Redirects to what a pasted text is about. The text itself does not become part of an address: it can contain private data. */
async function answerQuestion(scope: Scope, text: string): Promise<Reply> {
  const { archive, context } = scope;
  const { codes, ids } = readQuestion(text, context.contracts);
  for (const id of ids) {
    const keyHash = hashKey(id);
    if ((await archive.find({ requestId: id, limit: 1 })).items.length > 0) return seeOther(scope, ["requests", id]);
    if (hasEffects(await effectsOf(context, id))) return seeOther(scope, ["requests", id]);
    if ((await archive.find({ keyHash, limit: 1 })).items.length > 0) return seeOther(scope, ["keys", keyHash]);
    if ((await archive.find({ tenant: id, limit: 1 })).items.length > 0) return seeOther(scope, ["tenants", id]);
  }
  const [code] = codes;
  if (code !== undefined) return seeOther(scope, ["codes", await apiOf(scope, code), code.code]);
  return await findPage(scope, ids);
}

/** Returns the only API that has a code, or the one that raised it last. */
async function apiOf({ archive }: Scope, { code, apis }: CodeMatch): Promise<string> {
  const [first = ""] = apis;
  if (apis.length === 1) return first;
  const newest = await Promise.all(apis.map(async (api) => (await archive.find({ api, code, limit: 1 })).items[0]));
  const [last] = newest.filter((item) => item !== undefined).sort((a, b) => b.time - a.time);
  return last?.api ?? first;
}

async function eraseTenant({ archive, context }: Scope, tenant: string, confirmation: string): Promise<Reply> {
  if (confirmation.trim() !== tenant) {
    const text = "The text that you typed is not the name of the account. Nothing was erased.";
    return messagePage(context, "Not erased", text, 400);
  }
  const count = await archive.erase(tenant);
  return messagePage(context, "Erased", `${count} errors of ${tenant} and its totals were deleted.`);
}

async function retryJob({ context }: Scope, queue: string, id: string): Promise<Reply> {
  const { retryJob: retry } = context.data;
  if (retry === undefined) return notFound(context);
  if (await retry(queue, id))
    return messagePage(context, "Retried", `The job ${id} of ${queue} waits for a worker again.`);
  const text = `The job ${id} of ${queue} has not failed, does not exist any more, or can no longer run.`;
  return messagePage(context, "Not retried", text, 409);
}

function seeOther({ context }: Scope, path: readonly string[]): Reply {
  return { type: "text/plain", body: "", location: linkTo(context, path) };
}
