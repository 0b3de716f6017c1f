// Generates clients for every OpenAPI document of a folder: <name>.openapi-typescript.ts, <name>.orval.ts and <name>-hey-api/.
// Usage: node tools/generate-clients.mjs <folder> <output folder>
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@hey-api/openapi-ts";
import openapiTS, { astToString } from "openapi-typescript";
import orval from "orval";

const [, , folder, out] = process.argv;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const read = () => JSON.parse(readFileSync(join(folder, file), "utf8"));
  const name = join(out, file.replace(".json", ""));
  writeFileSync(`${name}.openapi-typescript.ts`, astToString(await openapiTS(read())));
  await orval.generate({
    input: { target: read() },
    output: { target: `${name}.orval.ts`, client: "fetch", mode: "single" },
  });
  await createClient({
    input: read(),
    output: `${name}-hey-api`,
    plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
    logs: { level: "silent" },
  });
}
