import { hashKey } from "../archive/index.ts";
import type { Reply } from "./http.ts";
import { linkTo } from "./pages/index.ts";
import { type CodeMatch, readQuestion } from "./question/index.ts";
import { findPage, messagePage, type Scope } from "./render-page.tsx";

/** Handles the form of a path. */
export async function changeState(
  scope: Scope,
  [section, id, action, ...rest]: readonly string[],
  form: URLSearchParams,
): Promise<Reply> {
  if (section === "find" && id === undefined) return await answerQuestion(scope, form.get("q") ?? "");
  if (section === "tenants" && id !== undefined && action === "erase" && rest.length === 0)
    return await eraseTenant(scope, id, form.get("confirm") ?? "");
  return messagePage(scope.context, "Page not found", "No page of the console has this address.", 404);
}

/** Redirects to what a pasted text is about. The text itself does not become part of an address: it can contain private data. */
async function answerQuestion(scope: Scope, text: string): Promise<Reply> {
  const { archive, context } = scope;
  const { codes, ids } = readQuestion(text, context.contracts);
  for (const id of ids) {
    const keyHash = hashKey(id);
    if ((await archive.find({ requestId: id, limit: 1 })).items.length > 0) return seeOther(scope, ["requests", id]);
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

function seeOther({ context }: Scope, path: readonly string[]): Reply {
  return { type: "text/plain", body: "", location: linkTo(context, path) };
}
