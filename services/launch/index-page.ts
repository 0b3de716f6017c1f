import type { Env, Hono } from "hono";
import { html } from "hono/html";
import type { Api } from "../shared/api/index.ts";

/** Adds the index of the APIs at `/`: HTML for browsers, JSON for other clients. */
export function indexPage<E extends Env>(root: Hono<E>, apis: readonly Api[]): void {
  const entries = apis.map(({ name, about, contract }) => ({
    name,
    about,
    path: `/${name}`,
    contract: `/${name}/.well-known/errata.json`,
    codes: contract.codes.length,
    operations: [...contract.operations.keys()],
  }));
  root.get("/", (c) => {
    c.header("Vary", "Accept");
    if (!c.req.header("accept")?.includes("text/html")) return c.json({ apis: entries });
    return c.html(html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Errata example APIs</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}code{font-size:.9em;overflow-wrap:anywhere}</style>
<h1>Errata example APIs</h1>
<p>Each API returns only the errors that its contract declares. Demo keys, and commands to try, are in <code>demo.json</code> in the data folder.</p>
${entries.map(
  (api) => html`<h2>${api.name}</h2>
<p>${api.about}. <a href="${api.contract}">Contract with ${api.codes} error codes</a></p>
<ul>${api.operations.map((operation) => html`<li><code>${operation.replace(" /", ` ${api.path}/`)}</code></li>`)}</ul>`,
)}
</html>`);
  });
}
